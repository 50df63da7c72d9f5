import SecurityModel

/// Finds, in one pass over a value, which of many literals it has.
///
/// Whole values are looked up by hash. For literals within values one run of four bytes (two or one
/// for short literals) of each is kept in a table; the value's runs are looked up in it, behind a
/// bit map that rejects nearly all of them. Cost grows with the value and with the hits, hardly with
/// the number of literals.
final class LiteralIndex: Sendable {
  enum Place: UInt8, Sendable { case whole, start, end, anywhere }

  struct Literal: Sendable {
    var offset: Int32
    var length: Int32
    var place: Place
    /// Targets of this literal: a run in `targets`.
    var firstTarget: Int32
    var endTarget: Int32
  }

  private struct Gram: Sendable {
    var key: UInt64
    var literal: Int32
    /// Where in the literal the run stands.
    var shift: Int32
    /// Next gram with the same key; -1 = none.
    var next: Int32
  }

  /// The tables while they are made.
  private struct Tables {
    var literals: [Literal] = []
    var targets: [Int32] = []
    var arena: [UInt8] = []
    var wholeSlots: [Int32] = []
    var grams: [Gram] = []
    var gramSlots: [Int32] = []
    var bits4: [UInt64] = []
    var bits2: [UInt64] = []
    var bits1: [UInt64] = []
  }

  private let literals: [Literal]
  /// What a hit on a literal is reported as.
  let targets: [Int32]
  private let arena: [UInt8]
  private let wholeSlots: [Int32]
  private let grams: [Gram]
  private let gramSlots: [Int32]
  private let bits4: [UInt64]
  private let bits2: [UInt64]
  private let bits1: [UInt64]

  /// Collects literals before the tables are made.
  struct Builder {
    struct Key: Hashable {
      var bytes: [UInt8]
      var place: Place
    }
    private var places: [Key: Int] = [:]
    private(set) var keys: [Key] = []
    private(set) var targets: [[Int32]] = []

    /// Reports `target` for values that have `literal` (not empty unless whole) at `place`.
    mutating func add(_ literal: [UInt8], _ place: Place, target: Int32) {
      let key = Key(bytes: literal, place: place)
      if let known = places[key] {
        targets[known].append(target)
      } else {
        places[key] = keys.count
        keys.append(key)
        targets.append([target])
      }
    }

    var isEmpty: Bool { keys.isEmpty }
  }

  init(_ builder: Builder) {
    var tables = Tables()
    for (key, reported) in zip(builder.keys, builder.targets) {
      tables.literals.append(
        Literal(
          offset: Int32(tables.arena.count), length: Int32(key.bytes.count), place: key.place,
          firstTarget: Int32(tables.targets.count),
          endTarget: Int32(tables.targets.count + reported.count)))
      tables.arena += key.bytes
      tables.targets += reported
    }
    Self.buildWhole(&tables)
    Self.buildGrams(&tables)
    literals = tables.literals
    targets = tables.targets
    arena = tables.arena
    wholeSlots = tables.wholeSlots
    grams = tables.grams
    gramSlots = tables.gramSlots
    bits4 = tables.bits4
    bits2 = tables.bits2
    bits1 = tables.bits1
  }

  private static func slotCount(_ count: Int) -> Int {
    var size = 4
    while size < count * 2 { size *= 2 }
    return size
  }

  private static func buildWhole(_ tables: inout Tables) {
    let whole = tables.literals.indices.filter { tables.literals[$0].place == .whole }
    if whole.isEmpty { return }
    tables.wholeSlots = [Int32](repeating: -1, count: slotCount(whole.count))
    let mask = tables.wholeSlots.count - 1
    for index in whole {
      let literal = tables.literals[index]
      let hash = tables.arena.withUnsafeBytes {
        StableHash.bytes(
          UnsafeRawBufferPointer(
            rebasing: $0[Int(literal.offset)..<Int(literal.offset + literal.length)]))
      }
      var slot = Int(truncatingIfNeeded: hash) & mask
      while tables.wholeSlots[slot] >= 0 { slot = (slot + 1) & mask }
      tables.wholeSlots[slot] = Int32(index)
    }
  }

  private static func key(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var word: UInt64 = 0
    for (n, byte) in bytes.enumerated() { word |= UInt64(byte) << UInt64(8 * n) }
    return word | UInt64(bytes.count) << 32
  }

  @inline(__always)
  private static func slot(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }

  /// Bit of a run of four bytes in its map of 2^17 bits.
  @inline(__always)
  private static func bit4(_ word: UInt32) -> Int {
    Int(truncatingIfNeeded: (word &* 0x9E37_79B1) >> 15)
  }

  private static func buildGrams(_ tables: inout Tables) {
    let inner = tables.literals.indices.filter { tables.literals[$0].place != .whole }
    if inner.isEmpty { return }
    tables.gramSlots = [Int32](repeating: -1, count: slotCount(inner.count))
    var uses: [UInt64: Int] = [:]
    for index in inner {
      let literal = tables.literals[index]
      let bytes = tables.arena[Int(literal.offset)..<Int(literal.offset + literal.length)]
      let length = bytes.count >= 4 ? 4 : bytes.count >= 2 ? 2 : 1
      // The run that fewest literals share so far keeps the chains short.
      var best: (uses: Int, shift: Int, key: UInt64)?
      for shift in 0...(bytes.count - length) {
        let start = bytes.startIndex + shift
        let key = key(bytes[start..<(start + length)])
        let count = uses[key] ?? 0
        if best.map({ count < $0.uses }) ?? true { best = (count, shift, key) }
      }
      guard let best else { continue }
      uses[best.key, default: 0] += 1
      insert(best.key, literal: index, shift: best.shift, length: length, &tables)
    }
  }

  private static func insert(
    _ key: UInt64, literal: Int, shift: Int, length: Int, _ tables: inout Tables
  ) {
    let mask = tables.gramSlots.count - 1
    var slot = slot(key) & mask
    while tables.gramSlots[slot] >= 0, tables.grams[Int(tables.gramSlots[slot])].key != key {
      slot = (slot + 1) & mask
    }
    tables.grams.append(
      Gram(
        key: key, literal: Int32(literal), shift: Int32(shift), next: tables.gramSlots[slot]))
    tables.gramSlots[slot] = Int32(tables.grams.count - 1)
    let word = UInt32(truncatingIfNeeded: key)
    switch length {
    case 4: set(bit4(word), &tables.bits4, size: 1 << 17)
    case 2: set(Int(word), &tables.bits2, size: 1 << 16)
    default: set(Int(word), &tables.bits1, size: 1 << 8)
    }
  }

  private static func set(_ bit: Int, _ map: inout [UInt64], size: Int) {
    if map.isEmpty { map = [UInt64](repeating: 0, count: size / 64) }
    map[bit >> 6] |= 1 << UInt64(bit & 63)
  }

  /// Reports the literals that `value` (folded) has; the same one perhaps more than once.
  @inline(__always)
  func scan(_ value: UnsafeRawBufferPointer, _ report: (Literal) -> Void) {
    if !wholeSlots.isEmpty, let found = whole(value) { report(literals[found]) }
    if !gramSlots.isEmpty { scanInner(value, report) }
  }

  private func whole(_ value: UnsafeRawBufferPointer) -> Int? {
    let mask = wholeSlots.count - 1
    var slot = Int(truncatingIfNeeded: StableHash.bytes(value)) & mask
    while wholeSlots[slot] >= 0 {
      let index = Int(wholeSlots[slot])
      let literal = literals[index]
      if Int(literal.length) == value.count, isAt(literal, value, 0) { return index }
      slot = (slot + 1) & mask
    }
    return nil
  }

  @inline(__always)
  private func isAt(_ literal: Literal, _ value: UnsafeRawBufferPointer, _ place: Int) -> Bool {
    arena.withUnsafeBytes {
      ByteSearch.isAt(
        UnsafeRawBufferPointer(
          rebasing: $0[Int(literal.offset)..<Int(literal.offset &+ literal.length)]), value, place)
    }
  }

  @inline(__always)
  private func scanInner(_ value: UnsafeRawBufferPointer, _ report: (Literal) -> Void) {
    let count = value.count
    if !bits4.isEmpty, count >= 4 {
      bits4.withUnsafeBufferPointer { bits in
        var i = 0
        while i &+ 4 <= count {
          let word = value.loadUnaligned(fromByteOffset: i, as: UInt32.self).littleEndian
          let bit = Self.bit4(word)
          if bits[bit >> 6] >> UInt64(bit & 63) & 1 != 0 {
            follow(UInt64(word) | 4 << 32, value, i, report)
          }
          i &+= 1
        }
      }
    }
    if !bits2.isEmpty, count >= 2 {
      var i = 0
      while i &+ 2 <= count {
        let word = Int(value.loadUnaligned(fromByteOffset: i, as: UInt16.self).littleEndian)
        if bits2[word >> 6] >> UInt64(word & 63) & 1 != 0 {
          follow(UInt64(word) | 2 << 32, value, i, report)
        }
        i &+= 1
      }
    }
    if !bits1.isEmpty {
      for i in 0..<count {
        let word = Int(value[i])
        if bits1[word >> 6] >> UInt64(word & 63) & 1 != 0 {
          follow(UInt64(word) | 1 << 32, value, i, report)
        }
      }
    }
  }

  /// Reports the literals of a run found at `place` that really stand there.
  private func follow(
    _ key: UInt64, _ value: UnsafeRawBufferPointer, _ place: Int, _ report: (Literal) -> Void
  ) {
    let mask = gramSlots.count - 1
    var slot = Self.slot(key) & mask
    while gramSlots[slot] >= 0, grams[Int(gramSlots[slot])].key != key { slot = (slot + 1) & mask }
    var next = gramSlots[slot]
    while next >= 0 {
      let gram = grams[Int(next)]
      next = gram.next
      let literal = literals[Int(gram.literal)]
      let start = place &- Int(gram.shift)
      let end = start &+ Int(literal.length)
      guard start >= 0, end <= value.count else { continue }
      if literal.place == .start, start != 0 { continue }
      if literal.place == .end, end != value.count { continue }
      if isAt(literal, value, start) { report(literal) }
    }
  }
}
