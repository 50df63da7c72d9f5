import SecurityModel

/// Writes one JSON object into memory that is used over and over, so that what other forms of
/// record hold can be read like JSON.
final class JSONObjectBuffer {
  private let state: UnsafeMutablePointer<State>

  private struct State {
    var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    var count = 0
  }

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    state.pointee.bytes.deallocate()
    state.deallocate()
  }

  /// Starts an object.
  func begin() {
    reserve(64)
    state.pointee.count = 0
    put(0x7B)
  }

  /// The object; valid until the next one is begun.
  func end() -> UnsafeRawBufferPointer {
    reserve(1)
    put(0x7D)
    return UnsafeRawBufferPointer(state.pointee.bytes).cut(0, state.pointee.count)
  }

  /// Adds a member with a text.
  func add(_ name: StaticString, _ value: UnsafeRawBufferPointer) {
    add(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), value)
  }

  /// Adds a member with a text.
  func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    reserve(name.count * 6 + value.count * 6 + 8)
    comma()
    put(0x22)
    escape(name)
    put(0x22)
    put(0x3A)
    put(0x22)
    escape(value)
    put(0x22)
  }

  /// Adds a member with a text, its name escaped already and with quotes and colon.
  func add(prefix name: [UInt8], _ value: UnsafeRawBufferPointer) {
    reserve(name.count + value.count * 6 + 4)
    comma()
    for byte in name { put(byte) }
    put(0x22)
    escape(value)
    put(0x22)
  }

  /// Adds the members of an object that is JSON already and was checked.
  func add(membersOf object: UnsafeRawBufferPointer) {
    let members = object.cut(1, object.count - 1)
    guard members.contains(where: { $0 > 0x20 }) else { return }
    reserve(members.count + 2)
    comma()
    copy(members)
  }

  // MARK: Plain texts

  /// Forgets everything.
  func clear() { state.pointee.count = 0 }

  /// Adds bytes as they are; gives their place.
  func append(_ bytes: UnsafeRawBufferPointer) -> Int {
    reserve(bytes.count)
    let start = state.pointee.count
    copy(bytes)
    return start
  }

  /// Everything that was added; valid until more is.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(state.pointee.bytes).cut(0, state.pointee.count)
  }

  // MARK: Bytes

  private func comma() {
    if state.pointee.count > 1 { put(0x2C) }
  }

  private func reserve(_ more: Int) {
    let size = state.pointee.count + more
    guard state.pointee.bytes.count < size else { return }
    let bigger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(4_096, size * 2), alignment: 16)
    bigger.copyMemory(from: UnsafeRawBufferPointer(state.pointee.bytes).cut(0, state.pointee.count))
    state.pointee.bytes.deallocate()
    state.pointee.bytes = bigger
  }

  @inline(__always)
  private func put(_ byte: UInt8) {
    state.pointee.bytes[state.pointee.count] = byte
    state.pointee.count &+= 1
  }

  /// Room must have been reserved.
  @inline(__always)
  private func copy(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, let base = state.pointee.bytes.baseAddress else { return }
    (base + state.pointee.count).copyMemory(from: source, byteCount: bytes.count)
    state.pointee.count &+= bytes.count
  }

  /// Copies a text up to each byte that needs an escape.
  private func escape(_ text: UnsafeRawBufferPointer) {
    guard let source = text.baseAddress else { return }
    var i = 0
    while i < text.count {
      let stop = Self.special(source, from: i, to: text.count)
      copy(text.cut(i, stop))
      guard stop < text.count else { return }
      escape(text[stop])
      i = stop &+ 1
    }
  }

  private func escape(_ byte: UInt8) {
    put(0x5C)
    if byte == 0x22 || byte == 0x5C {
      put(byte)
      return
    }
    // A control character.
    for c: UInt8 in [0x75, 0x30, 0x30] { put(c) }
    for nibble in [byte >> 4, byte & 15] { put(nibble < 10 ? 0x30 + nibble : 0x57 + nibble) }
  }

  /// Offset of the first quote, backslash or control character.
  @inline(__always)
  private static func special(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
    let quote = ByteScan.repeated(0x22)
    let slash = ByteScan.repeated(0x5C)
    var i = start
    while i &+ 8 <= end {
      let word = ByteScan.word(base, i)
      let control = (word &- ByteScan.lows &* 0x20) & ~word & ByteScan.highs
      if ByteScan.firstMatch(word, quote) | ByteScan.firstMatch(word, slash) | control != 0 {
        break
      }
      i &+= 8
    }
    while i < end {
      let byte = base.load(fromByteOffset: i, as: UInt8.self)
      if byte == 0x22 || byte == 0x5C || byte < 0x20 { return i }
      i &+= 1
    }
    return end
  }
}
