/// Reads values from a data section, or from the metadata, which is written alike.
///
/// Nothing that a file holds can make it read outside of its bytes, or go on for long: the number
/// of steps of one look-up is limited, values are nested so deep only, and a pointer may not point
/// to a pointer.
struct DatabaseSection {
  /// The section; pointers count from its start.
  let bytes: UnsafeRawBufferPointer
  /// Where it begins in the file, for messages.
  let offset: Int
  /// Values that may still be looked at.
  var steps = 4_096

  static let deepest = 16

  init(_ bytes: UnsafeRawBufferPointer, offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  private func problem(_ reason: String, _ at: Int) -> DatabaseProblem {
    DatabaseProblem(reason, at: offset + at)
  }

  /// The head at `at`; a pointer is followed, but `end` stays behind the pointer.
  mutating func value(at: Int) throws(DatabaseProblem) -> DatabaseValue {
    let head = try self.head(at: at)
    guard head.kind == .pointer else { return head }
    var target = try self.head(at: head.size)
    guard target.kind != .pointer else { throw problem("a pointer to a pointer", at) }
    // Behind a pointer nothing is skipped, so it is enough to know where it ends itself.
    if target.kind != .map, target.kind != .array { target.end = head.end }
    return target
  }

  /// Where the value at `at` ends, pointers not followed.
  mutating func end(of at: Int, depth: Int = 0) throws(DatabaseProblem) -> Int {
    guard depth < Self.deepest else { throw problem("values nested too deep", at) }
    let head = try self.head(at: at)
    guard head.kind == .map || head.kind == .array else { return head.end }
    var next = head.start
    for _ in 0..<(head.kind == .map ? head.size * 2 : head.size) {
      next = try end(of: next, depth: depth + 1)
    }
    return next
  }

  /// The head at `at`; for a pointer `size` is where it points to.
  private mutating func head(at: Int) throws(DatabaseProblem) -> DatabaseValue {
    steps -= 1
    guard steps >= 0 else { throw problem("a record with too many values", at) }
    guard at >= 0, at < bytes.count else { throw problem("a value outside of the file", at) }
    let control = bytes[at]
    var next = at + 1
    var number = control >> 5
    if number == 0 {
      // An extended type: its number, less 7, follows.
      let (sum, overflow) = UInt8(try integer(next, 1, at)).addingReportingOverflow(7)
      guard !overflow, sum > 7 else { throw problem("an unknown type of value", at) }
      number = sum
      next += 1
    }
    guard let kind = DatabaseValue.Kind(rawValue: number), kind != .container, kind != .end else {
      throw problem("an unknown type of value", at)
    }
    let low = Int(control & 0x1F)
    if kind == .pointer {
      let width = low >> 3 + 1
      let base = [0, 2_048, 526_336, 0][low >> 3]
      let high = width == 4 ? 0 : (low & 7) << (8 * width)
      let target = high | (try integer(next, width, at))
      return DatabaseValue(kind: kind, size: target + base, start: next, end: next + width)
    }
    var size = low
    if low >= 29 {
      let width = low - 28
      size = [29, 285, 65_821][width - 1] + (try integer(next, width, at))
      next += width
    }
    switch kind {
    case .map, .array, .boolean:
      return DatabaseValue(kind: kind, size: size, start: next, end: next)
    default:
      guard size <= bytes.count - next else { throw problem("a value is cut off", at) }
      return DatabaseValue(kind: kind, size: size, start: next, end: next + size)
    }
  }

  private func integer(_ start: Int, _ width: Int, _ at: Int) throws(DatabaseProblem) -> Int {
    guard start + width <= bytes.count else { throw problem("a value is cut off", at) }
    var value = 0
    for i in 0..<width { value = value << 8 | Int(bytes[start + i]) }
    return value
  }

  // MARK: - Meaning

  /// The members of a map: each key with the place of its value. Pointers are followed.
  /// - Parameter body: takes the key's bytes and where the value begins.
  mutating func forEachMember(
    of map: DatabaseValue,
    _ body: (
      inout DatabaseSection, UnsafeRawBufferPointer, Int
    ) throws(DatabaseProblem) -> Void
  ) throws(DatabaseProblem) {
    guard map.kind == .map else { throw problem("a record is not a map", map.start) }
    var next = map.start
    for _ in 0..<map.size {
      let key = try value(at: next)
      guard key.kind == .text else { throw problem("a key is not a text", next) }
      let place = key.end
      try body(&self, raw(key), place)
      next = try end(of: place)
    }
  }

  /// The bytes of a text.
  func raw(_ value: DatabaseValue) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[value.start..<value.start + value.size])
  }

  /// A text, at most 256 bytes of it; nil for anything else.
  func text(_ value: DatabaseValue) -> String? {
    guard value.kind == .text else { return nil }
    return String(decoding: raw(value).prefix(256), as: UTF8.self)
  }

  /// A whole number that is not negative; nil for anything else.
  func unsigned(_ value: DatabaseValue) -> UInt64? {
    switch value.kind {
    case .uint16, .uint32, .uint64, .int32:
      guard value.size <= 8 else { return nil }
      let number = raw(value).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return value.kind == .int32 && number > 0x7FFF_FFFF ? nil : number
    default: return nil
    }
  }

  /// True or false, also written as a number or a word; nil for anything else.
  func flag(_ value: DatabaseValue) -> Bool? {
    if value.kind == .boolean { return value.size != 0 }
    if let number = unsigned(value) { return number != 0 }
    guard let word = text(value) else { return nil }
    return ["true", "1", "yes"].contains(word.lowercased())
  }
}
