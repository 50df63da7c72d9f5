import SecurityModel

/// Reads `04/Mar/2025:11:15:02 +0100`; remembers the last text, since most lines repeat it.
struct AccessLogTime {
  private var known: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var knownTime = Timestamp(milliseconds: 0)

  /// The time in UTC, or nil when the text isn't one. Month names are English; fractions of a
  /// second and the ISO 8601 form of nginx are accepted too.
  @inline(__always)
  mutating func read(_ text: UnsafeRawBufferPointer) -> Timestamp? {
    guard text.count == 26, let base = text.baseAddress else { return Self.parse(text) }
    let words = (
      ByteScan.word(base, 0), ByteScan.word(base, 8), ByteScan.word(base, 16),
      ByteScan.word(base, 18)
    )
    if words == known { return knownTime }
    guard let time = Self.parse(text) else { return nil }
    known = words
    knownTime = time
    return time
  }

  private static func parse(_ text: UnsafeRawBufferPointer) -> Timestamp? {
    guard text.count >= 20 else { return nil }
    guard text[2] == 0x2F, text[6] == 0x2F, text[11] == 0x3A, text[14] == 0x3A, text[17] == 0x3A
    else { return TimestampParser.rfc3339(text) }
    guard let day = number(text, 0, 2), let month = month(text.cut(3, 6)),
      let year = number(text, 7, 4), let hour = number(text, 12, 2),
      let minute = number(text, 15, 2), let second = number(text, 18, 2)
    else { return nil }
    var i = 20
    var millisecond = 0
    if i < text.count, text[i] == 0x2E {
      var scale = 100
      i += 1
      while i < text.count, text[i].isDigit {
        millisecond += Int(text[i] - 0x30) * scale
        scale /= 10
        i += 1
      }
    }
    guard
      let local = CivilTime.timestamp(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        millisecond: millisecond)
    else { return nil }
    if i == text.count { return local }
    guard i + 6 == text.count, text[i] == 0x20, text[i + 1] == 0x2B || text[i + 1] == 0x2D,
      let hours = number(text, i + 2, 2), let minutes = number(text, i + 4, 2), hours <= 18,
      minutes < 60
    else { return nil }
    let offset = Int64(hours * 60 + minutes) * 60_000
    return local.advanced(by: text[i + 1] == 0x2B ? -offset : offset)
  }

  private static func number(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ count: Int
  ) -> Int? {
    var value = 0
    for i in start..<start + count {
      guard i < text.count, text[i].isDigit else { return nil }
      value = value * 10 + Int(text[i] - 0x30)
    }
    return value
  }

  private static func month(_ name: UnsafeRawBufferPointer) -> Int? {
    let names: [StaticString] = [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    for (i, month) in names.enumerated() where name.isWord(month) { return i + 1 }
    return nil
  }
}
