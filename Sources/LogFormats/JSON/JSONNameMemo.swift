import SecurityModel

/// Remembers the names that records were seen to hold, and which one follows which.
///
/// One program writes its members in one order, leaving out what it doesn't have. So each name
/// keeps the two that came behind it last; a record that is shaped like those before needs neither
/// a scan nor a lookup for its names. Of fixed size: when it is full it starts anew.
final class JSONNameMemo {
  /// Names remembered, besides the nodes' beginnings.
  private static let capacity = 512
  private static let indexSize = 1_024
  private static let maximumProbes = 32
  /// Longest name with its quotes and colon, in bytes.
  private static let size = 48

  struct Name {
    /// `"name":` in words, zeros above.
    var words: InlineArray<6, UInt64> = .init(repeating: 0)
    var lastMask: UInt64 = 0
    var length: Int32 = 0
    /// Number of words; 0 matches nothing.
    var wordCount: Int32 = 0
    /// Index of the `JSONFieldMap.Target`, or -1.
    var target: Int32 = -1
    var node: Int32 = 0
    /// Names that followed this one.
    var first: Int32 = 0
    var second: Int32 = 0

    /// Moves `scanner` behind the colon if this name stands right there.
    @inline(__always)
    func passes(_ scanner: inout JSONScanner) -> Bool {
      let i = scanner.i
      let last = Int(wordCount) &- 1
      guard last >= 0, i &+ 8 &* (last &+ 1) <= scanner.count else { return false }
      let base = scanner.base
      var k = 0
      while k < last {
        if ByteScan.word(base, i &+ 8 &* k) != words[unchecked: k] { return false }
        k &+= 1
      }
      guard
        (ByteScan.word(base, i &+ 8 &* last) ^ words[unchecked: last]) & lastMask == 0
      else { return false }
      scanner.i = i &+ Int(length)
      return true
    }
  }

  /// The names. Each node's beginning comes first, at the node's own index.
  let names: UnsafeMutablePointer<Name>
  /// The place of a name that can't be remembered: too long, or with escapes.
  let unremembered: UnsafeMutablePointer<Name>
  private let index: UnsafeMutablePointer<Int16>
  private let nodeCount: Int
  private let map: JSONFieldMap
  private let state: UnsafeMutablePointer<State>

  private struct State {
    var count = 0
    var generation = 0
  }

  init(_ map: JSONFieldMap) {
    self.map = map
    nodeCount = map.nodeCount
    let size = nodeCount + Self.capacity + 1
    names = .allocate(capacity: size)
    names.initialize(repeating: Name(), count: size)
    unremembered = names + (size - 1)
    index = .allocate(capacity: Self.indexSize)
    index.initialize(repeating: -1, count: Self.indexSize)
    state = .allocate(capacity: 1)
    state.initialize(to: State(count: nodeCount))
  }

  deinit {
    names.deallocate()
    index.deallocate()
    state.deallocate()
  }

  /// Changes whenever everything was forgotten: pointers into `names` are then void.
  @inline(__always) var generation: Int { state.pointee.generation }

  /// Where the names of an object of `node` begin.
  @inline(__always)
  func start(of node: Int) -> UnsafeMutablePointer<Name> { names + node }

  /// Reads the name at `scanner`, which stood behind `known` inside an object of `node`, and
  /// remembers that it did.
  @inline(never)
  func read(
    _ scanner: inout JSONScanner, after known: UnsafeMutablePointer<Name>, node: Int
  ) throws(DecodeFailure) -> UnsafeMutablePointer<Name> {
    let name = try scanner.name()
    let start = Int(name.start) &- 1
    let length = name.count &+ 3
    let record = UnsafeRawBufferPointer(start: scanner.base, count: scanner.count)
    guard !name.isEscaped, length <= Self.size, scanner.byte(start &+ length &- 1) == 0x3A else {
      return lookUp(name, record, node)
    }
    let bytes = record.cut(start, start &+ length)
    let generation = generation
    guard let found = find(bytes, node) else { return lookUp(name, record, node) }
    guard generation == self.generation else { return found }
    if known != unremembered {
      known.pointee.second = known.pointee.first
      known.pointee.first = Int32(truncatingIfNeeded: found - names)
    }
    return found
  }

  private func lookUp(
    _ name: JSONToken, _ record: UnsafeRawBufferPointer, _ node: Int
  ) -> UnsafeMutablePointer<Name> {
    let place = unremembered
    place.pointee = Name()
    if name.isEscaped, name.count <= 6 * JSONFieldMap.longestName {
      var plain = InlineArray<600, UInt8>(repeating: 0)
      let target = withUnsafeMutableBytes(of: &plain) { out in
        let length = JSONText.unescape(name.bytes(in: record), into: out)
        return map.target(of: UnsafeRawBufferPointer(out).cut(0, length), node: node)
      }
      place.pointee.target = Int32(truncatingIfNeeded: target)
    } else {
      place.pointee.target = Int32(
        truncatingIfNeeded: map.target(of: name.bytes(in: record), node: node))
    }
    return place
  }

  /// The entry of `"name":`, made if need be; nil when too many others are in its way, which
  /// happens to names that were chosen for it.
  private func find(
    _ bytes: UnsafeRawBufferPointer, _ node: Int
  ) -> UnsafeMutablePointer<Name>? {
    let hash = StableHash.bytes(bytes, seed: UInt64(truncatingIfNeeded: node))
    var slot = Int(truncatingIfNeeded: hash >> 20) & (Self.indexSize - 1)
    let wanted = make(bytes, node)
    var probes = 0
    while index[slot] >= 0 {
      let entry = names + Int(index[slot])
      if Self.isSame(entry.pointee, wanted) { return entry }
      slot = (slot + 1) & (Self.indexSize - 1)
      probes += 1
      if probes == Self.maximumProbes { return nil }
    }
    if state.pointee.count == nodeCount + Self.capacity {
      forget()
      slot = Int(truncatingIfNeeded: hash >> 20) & (Self.indexSize - 1)
    }
    let entry = names + state.pointee.count
    entry.pointee = wanted
    entry.pointee.target = Int32(
      truncatingIfNeeded: map.target(of: bytes.cut(1, bytes.count - 2), node: node))
    index[slot] = Int16(truncatingIfNeeded: state.pointee.count)
    state.pointee.count += 1
    return entry
  }

  private func make(_ bytes: UnsafeRawBufferPointer, _ node: Int) -> Name {
    var name = Name()
    name.length = Int32(truncatingIfNeeded: bytes.count)
    name.wordCount = Int32(truncatingIfNeeded: (bytes.count + 7) / 8)
    name.node = Int32(truncatingIfNeeded: node)
    let rest = bytes.count & 7
    name.lastMask = rest == 0 ? .max : .max >> UInt64(64 - 8 * rest)
    for (i, byte) in bytes.enumerated() {
      name.words[i >> 3] |= UInt64(byte) << UInt64(8 * (i & 7))
    }
    return name
  }

  private static func isSame(_ a: Name, _ b: Name) -> Bool {
    guard a.length == b.length, a.node == b.node else { return false }
    for k in 0..<6 where a.words[k] != b.words[k] { return false }
    return true
  }

  private func forget() {
    for i in 0..<nodeCount { names[i] = Name() }
    index.update(repeating: -1, count: Self.indexSize)
    state.pointee.count = nodeCount
    state.pointee.generation &+= 1
  }
}
