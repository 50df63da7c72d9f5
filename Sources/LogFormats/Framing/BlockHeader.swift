/// Recognizes the lines with which the messages of a Mule runtime begin.
///
/// `10:15:02.417     03/04/2025     Worker-0 …`, or one of the two shipped Log4j patterns:
/// `2025-03-04 10:15:02,417 [thread] LEVEL …` and `LEVEL 2025-03-04 10:15:02,417 [thread] …`.
enum BlockHeader {
  /// Bytes that must be known of a line before it can be judged.
  static let lookahead = 40

  /// What the beginning of a header says.
  struct Parts {
    /// `03/04/2025` or `2025-03-04`.
    var date: Range<Int>
    /// `10:15:02.417` or `10:15:02,417`.
    var clock: Range<Int>
    /// Where the rest begins.
    var end: Int
  }

  /// The parts of the line at `start`, or nil when it is no header.
  static func read(_ bytes: UnsafeRawBufferPointer, at start: Int = 0) -> Parts? {
    if let clock = clock(bytes, start, 0x2E) {
      var i = clock
      while i < bytes.count, bytes[i] == 0x20 || bytes[i] == 0x09 { i += 1 }
      guard i > clock, shape(bytes, i, "99/99/9999") else { return nil }
      return Parts(date: i..<i + 10, clock: start..<clock, end: i + 10)
    }
    var i = start
    while i < bytes.count, i - start < 8, bytes[i].isLetter || bytes[i] == 0x20 { i += 1 }
    guard i == start || (i - start >= 5 && bytes[i - 1] == 0x20), shape(bytes, i, "9999-99-99 ")
    else { return nil }
    guard let end = clock(bytes, i + 11, 0x2C) else { return nil }
    return Parts(date: i..<i + 10, clock: i + 11..<end, end: end)
  }

  /// The end of `10:15:02.417` at `start`; the sign before the milliseconds is given.
  private static func clock(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ point: UInt8
  ) -> Int? {
    guard shape(bytes, start, "99:99:99"), start + 12 <= bytes.count, bytes[start + 8] == point,
      bytes.cut(start + 9, start + 12).isDigits
    else { return nil }
    return start + 12
  }

  /// Whether the bytes at `start` have a form in which 9 stands for any digit.
  private static func shape(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ form: StaticString
  ) -> Bool {
    guard start + form.utf8CodeUnitCount <= bytes.count else { return false }
    for k in 0..<form.utf8CodeUnitCount {
      let c = form.utf8Start[k]
      if c == 0x39 ? !bytes[start + k].isDigit : bytes[start + k] != c { return false }
    }
    return true
  }
}
