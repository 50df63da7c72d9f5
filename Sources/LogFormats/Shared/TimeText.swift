import SecurityModel

/// Reads the times that vendors and their exports write, beyond RFC 3339.
///
/// Times without a zone are UTC: that is what the sources mean whose records lack the mark.
enum TimeText {
  /// Which of two numbers in `03/04/2025` is the month.
  enum DateOrder: Sendable {
    case monthFirst
    case dayFirst
  }

  /// The time in `text`, or nil.
  ///
  /// - RFC 3339 with or without a zone, with a blank instead of `T`, with ` UTC`, ` GMT` or an
  ///   offset behind a blank, to the minute or finer;
  /// - `3/4/2025 10:15:02 AM`, with or without a comma, seconds, fraction and half of the day, and
  ///   `04/03/2025-10:15:02AM`;
  /// - epoch seconds (with decimals), milli-, micro- or nanoseconds, told by their size; also
  ///   with an exponent, as spreadsheets write them;
  /// - `/Date(1741083302417)/`.
  static func read(
    _ text: UnsafeRawBufferPointer, _ order: DateOrder = .monthFirst
  ) -> Timestamp? {
    let text = UserAgentReader.trimmed(text.first == 0x2F ? inParentheses(text) : text)
    guard text.count >= 8, text.count <= 64 else { return nil }
    if text.count >= 16, text[4] == 0x2D { return dashed(text) }
    if text.index(of: 0x2F) != nil { return slashed(text, order) }
    return TimestampParser.compact(text) ?? epoch(text)
  }

  private static func inParentheses(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard text.startsWith("/date("), let end = text.index(of: 0x29) else { return text.cut(0, 0) }
    return text.cut(6, end)
  }

  // MARK: 2025-03-04 10:15:02 UTC

  private static func dashed(_ text: UnsafeRawBufferPointer) -> Timestamp? {
    if let time = TimestampParser.rfc3339(text) { return time }
    // What TimestampParser doesn't take: a zone behind a blank, and no seconds.
    guard let head = clockEnd(text), head <= 40 else { return nil }
    var zone = text.cut(from: head)
    while let first = zone.first, first == 0x20 { zone = zone.cut(from: 1) }
    if zone.isWord("utc") || zone.isWord("gmt") { zone = zone.cut(0, 0) }
    var bytes = InlineArray<64, UInt8>(repeating: 0)
    var n = 0
    func add(_ byte: UInt8) {
      if n < 64 { bytes[n] = byte }
      n += 1
    }
    for byte in text.cut(0, head) { add(byte) }
    if head == 16 { for byte: UInt8 in [0x3A, 0x30, 0x30] { add(byte) } }
    for byte in zone { add(byte) }
    guard n <= 64 else { return nil }
    return withUnsafeBytes(of: bytes) { TimestampParser.rfc3339($0.cut(0, n)) }
  }

  /// Where the digits of the clock end; nil when there is no clock at its place.
  private static func clockEnd(_ text: UnsafeRawBufferPointer) -> Int? {
    var i = 11
    while i < text.count, text[i].isDigit || text[i] == 0x3A || text[i] == 0x2E { i += 1 }
    return i >= 16 ? i : nil
  }

  // MARK: 3/4/2025 10:15:02 AM

  private static func slashed(
    _ text: UnsafeRawBufferPointer, _ order: DateOrder
  ) -> Timestamp? {
    var i = 0
    guard let first = number(text, &i, 4), skip(0x2F, text, &i), let second = number(text, &i, 2),
      skip(0x2F, text, &i), let third = number(text, &i, 4)
    else { return nil }
    let date: (year: Int, month: Int, day: Int)
    if first >= 1_000 {
      date = (first, second, third)
    } else if order == .dayFirst, second <= 12 || first > 31 {
      date = (third, second, first)
    } else {
      date = first > 12 ? (third, second, first) : (third, first, second)
    }
    guard date.year >= 1_000 else { return nil }
    while i < text.count, text[i] == 0x20 || text[i] == 0x2C || text[i] == 0x2D || text[i] == 0x54 {
      i += 1
    }
    guard let clock = clock(text, &i) else { return nil }
    return CivilTime.timestamp(
      year: date.year, month: date.month, day: date.day, hour: clock.hour, minute: clock.minute,
      second: clock.second, millisecond: clock.millisecond)
  }

  private static func clock(
    _ text: UnsafeRawBufferPointer, _ i: inout Int
  ) -> (hour: Int, minute: Int, second: Int, millisecond: Int)? {
    guard var hour = number(text, &i, 2), skip(0x3A, text, &i), let minute = number(text, &i, 2)
    else { return nil }
    var second = 0
    var millisecond = 0
    if skip(0x3A, text, &i) {
      guard let value = number(text, &i, 2) else { return nil }
      second = value
      if i < text.count, text[i] == 0x2E || text[i] == 0x2C {
        var scale = 100
        i += 1
        while i < text.count, text[i].isDigit {
          millisecond += Int(text[i] - 0x30) * scale
          scale /= 10
          i += 1
        }
      }
    }
    // A narrow no-break space comes before AM in the texts of newer browsers.
    while i < text.count, text[i] == 0x20 || text[i] >= 0x80 { i += 1 }
    let rest = text.cut(from: i)
    if rest.startsWith("am") || rest.startsWith("pm") {
      guard hour >= 1, hour <= 12 else { return nil }
      hour = hour % 12 + (rest.startsWith("pm") ? 12 : 0)
      i += 2
      while i < text.count, text[i] == 0x20 { i += 1 }
    }
    let zone = text.cut(from: i)
    guard zone.isEmpty || zone.isWord("z") || zone.isWord("utc") || zone.isWord("gmt") else {
      return nil
    }
    return (hour, minute, second, millisecond)
  }

  private static func number(
    _ text: UnsafeRawBufferPointer, _ i: inout Int, _ most: Int
  ) -> Int? {
    let start = i
    var value = 0
    while i < text.count, text[i].isDigit, i - start < most {
      value = value * 10 + Int(text[i] - 0x30)
      i += 1
    }
    return i > start ? value : nil
  }

  private static func skip(_ byte: UInt8, _ text: UnsafeRawBufferPointer, _ i: inout Int) -> Bool {
    guard i < text.count, text[i] == byte else { return false }
    i += 1
    return true
  }

  // MARK: 1741083302.417

  private static func epoch(_ text: UnsafeRawBufferPointer) -> Timestamp? {
    let whole = NumberText.count(text)
    guard whole >= 10_000_000 else { return nil }
    // Seconds reach 10^11 in the year 5138, milliseconds 10^14, microseconds 10^17.
    switch whole {
    case ..<100_000_000_000:
      return Timestamp(milliseconds: whole * 1_000 + fraction(text))
    case ..<100_000_000_000_000: return Timestamp(milliseconds: whole)
    case ..<100_000_000_000_000_000: return Timestamp(milliseconds: whole / 1_000)
    default: return Timestamp(milliseconds: whole / 1_000_000)
    }
  }

  /// The milliseconds behind the point of plain decimals.
  private static func fraction(_ text: UnsafeRawBufferPointer) -> Int64 {
    guard let point = text.index(of: 0x2E) else { return 0 }
    var exponent = point
    while exponent < text.count, text[exponent] | 0x20 != 0x65 { exponent += 1 }
    // With an exponent: the digits that it leaves behind the point.
    let shift =
      exponent < text.count ? Int(max(0, NumberText.count(text.cut(from: exponent + 1)))) : 0
    var value: Int64 = 0
    for k in 0..<3 {
      let at = point + 1 + min(shift, 1_000) + k
      value = value * 10 + (at < exponent && text[at].isDigit ? Int64(text[at] - 0x30) : 0)
    }
    return value
  }
}
