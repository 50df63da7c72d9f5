import SecurityModel

/// Builds the native record that a mapped one amounts to: the values of normalized fields, side
/// by side in a buffer, noted in the slots of `NativeJSONFields`.
final class MappedRecord {
  /// Most bytes of all values together; what is beyond is left out.
  static let maximumLength = 16 << 20

  let slots: UnsafeMutablePointer<JSONToken>
  private(set) var mask: UInt64 = 0
  private var buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  private let scratch = ScratchBuffer(capacity: NativeJSONFields.maximumTextLength)

  /// - Parameter slots: where `NativeJSONFields` looks for its values.
  init(slots: UnsafeMutablePointer<JSONToken>) {
    self.slots = slots
    buffer = .allocate(byteCount: 4_096, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// The bytes that the noted values lie in.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<used])
  }

  /// Forgets everything.
  @inline(__always)
  func begin() {
    mask = 0
    used = 0
  }

  @inline(__always)
  func has(_ key: NormalizedKey) -> Bool {
    mask >> UInt64(truncatingIfNeeded: key.rawValue) & 1 != 0
  }

  /// The value of a key that `has` confirmed.
  func token(_ key: NormalizedKey) -> JSONToken { slots[key.rawValue] }

  /// Notes a value as it stands; the last one of a key counts.
  @inline(__always)
  func put(_ key: NormalizedKey, _ value: MappedValue) {
    if value.escapes == .log, AccessLogText.isNeeded(value.bytes) {
      putUnescaped(key, value)
      return
    }
    guard let start = append(value.bytes) else { return }
    note(key, value.kind, isEscaped: value.escapes == .json, start)
  }

  /// Notes a plain text.
  @inline(__always)
  func put(_ key: NormalizedKey, text: UnsafeRawBufferPointer) {
    guard let start = append(text) else { return }
    note(key, .string, isEscaped: false, start)
  }

  func put(_ key: NormalizedKey, text: [UInt8], kind: JSONToken.Kind = .string) {
    guard let start = text.withUnsafeBytes({ append($0) }) else { return }
    note(key, kind, isEscaped: false, start)
  }

  /// Notes a count.
  func put(_ key: NormalizedKey, count: Int64) {
    guard count >= 0, reserve(20) else { return }
    let start = used
    var digits = 1
    var rest = count
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    var value = count
    for i in 0..<digits {
      buffer[start + digits - 1 - i] = UInt8(truncatingIfNeeded: value % 10) + 0x30
      value /= 10
    }
    used += digits
    note(key, .number, isEscaped: false, start)
  }

  /// Notes yes or no.
  func put(_ key: NormalizedKey, _ value: Bool) {
    put(key, text: Array((value ? "true" : "false").utf8), kind: .bool)
  }

  /// Notes `first?second`.
  func put(
    _ key: NormalizedKey, joining first: UnsafeRawBufferPointer,
    _ second: UnsafeRawBufferPointer
  ) {
    let question: StaticString = second.first == 0x3F ? "" : "?"
    let mark = UnsafeRawBufferPointer(start: question.utf8Start, count: question.utf8CodeUnitCount)
    guard let start = append(first), append(mark) != nil, append(second) != nil else { return }
    note(key, .string, isEscaped: false, start)
  }

  /// Notes the parts of a text between separators as a list.
  func put(_ key: NormalizedKey, splitting text: UnsafeRawBufferPointer, at separator: UInt8) {
    guard reserve(text.count * 3 + 8) else { return }
    let start = used
    write(0x5B)
    var i = 0
    while i <= text.count {
      var from = i
      let end = text.index(of: separator, from: i) ?? text.count
      i = end + 1
      var to = end
      while from < to, text[from] <= 0x20 { from += 1 }
      while to > from, text[to - 1] <= 0x20 { to -= 1 }
      if from == to { continue }
      if used > start + 1 { write(0x2C) }
      write(0x22)
      for byte in text.cut(from, to) {
        if byte == 0x22 || byte == 0x5C { write(0x5C) }
        write(byte)
      }
      write(0x22)
      // `a,b` takes three bytes more per part than it has; room was made for that.
      if used + 8 > buffer.count { break }
    }
    write(0x5D)
    note(key, .array, isEscaped: false, start)
  }

  /// The text of a value without escapes; valid until the next call.
  @inline(__always)
  func plain(_ value: MappedValue) -> UnsafeRawBufferPointer {
    switch value.escapes {
    case .none: value.bytes
    case .json: scratch.filled(JSONText.unescape(value.bytes, into: scratch.bytes))
    case .log: scratch.filled(AccessLogText.unescape(value.bytes, into: scratch.bytes))
    }
  }

  // MARK: Bytes

  private func putUnescaped(_ key: NormalizedKey, _ value: MappedValue) {
    guard reserve(value.bytes.count) else { return }
    let start = used
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[start...])
    used += AccessLogText.unescape(value.bytes, into: room)
    note(key, value.kind, isEscaped: false, start)
  }

  @inline(__always)
  private func note(
    _ key: NormalizedKey, _ kind: JSONToken.Kind, isEscaped: Bool, _ start: Int
  ) {
    slots[key.rawValue] = JSONToken(
      kind: kind, isEscaped: isEscaped, isSpecial: true, start: Int32(truncatingIfNeeded: start),
      end: Int32(truncatingIfNeeded: used))
    mask |= 1 << UInt64(truncatingIfNeeded: key.rawValue)
  }

  private func write(_ byte: UInt8) {
    guard used < buffer.count else { return }
    buffer[used] = byte
    used += 1
  }

  @inline(__always)
  private func append(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard reserve(bytes.count) else { return nil }
    let start = used
    if let source = bytes.baseAddress, let target = buffer.baseAddress {
      (target + start).copyMemory(from: source, byteCount: bytes.count)
    }
    used &+= bytes.count
    return start
  }

  /// Makes room for `count` bytes more.
  @inline(__always)
  private func reserve(_ count: Int) -> Bool {
    used &+ count <= buffer.count ? true : grow(count)
  }

  @inline(never)
  private func grow(_ count: Int) -> Bool {
    guard used + count <= Self.maximumLength else { return false }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(buffer.count * 2, used + count + 64), alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<used]))
    buffer.deallocate()
    buffer = larger
    return true
  }
}
