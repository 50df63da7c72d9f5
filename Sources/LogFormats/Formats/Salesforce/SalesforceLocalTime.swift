import SecurityModel

/// Reads the times of Salesforce's downloads from Setup, which are written for people:
/// `3/4/2025 10:15:02 PST`, `3/4/2025, 10:15:02 AM PST`, `04.03.2025 10:15:02 MEZ`.
///
/// With `/` the month comes first, as in downloads in English (United States), unless only the day
/// can be that number; with `.` the day comes first. Without a zone the time is taken as UTC; a
/// zone that isn't known makes the time unreadable rather than wrong by hours.
enum SalesforceLocalTime {
  /// The time in `text`, or nil.
  static func read(_ text: UnsafeRawBufferPointer) -> Timestamp? {
    var i = 0
    guard let first = number(text, &i), i < text.count else { return nil }
    let separator = text[i]
    guard separator == 0x2F || separator == 0x2E || separator == 0x2D else { return nil }
    i += 1
    guard let second = number(text, &i), i < text.count, text[i] == separator else { return nil }
    i += 1
    guard let third = number(text, &i) else { return nil }
    guard let date = date(first, second, third, separator) else { return nil }
    skip(text, &i)
    guard let clock = clock(text, &i) else { return nil }
    guard let offset = offset(text.cut(from: i)) else { return nil }
    return CivilTime.timestamp(
      year: date.year, month: date.month, day: date.day, hour: clock.hour,
      minute: clock.minute, second: clock.second, millisecond: 0
    )?.advanced(by: -Int64(offset) * 60_000)
  }

  private static func date(
    _ a: Int, _ b: Int, _ c: Int, _ separator: UInt8
  ) -> (year: Int, month: Int, day: Int)? {
    if a >= 1_000 { return (a, b, c) }
    let year = c < 100 ? 2_000 + c : c
    guard year >= 1_970, year < 2_200 else { return nil }
    let dayFirst = separator != 0x2F || a > 12
    return dayFirst ? (year, b, a) : (year, a, b)
  }

  private static func clock(
    _ text: UnsafeRawBufferPointer, _ i: inout Int
  ) -> (hour: Int, minute: Int, second: Int)? {
    guard var hour = number(text, &i), i < text.count, text[i] == 0x3A else { return nil }
    i += 1
    guard let minute = number(text, &i) else { return nil }
    var second = 0
    if i < text.count, text[i] == 0x3A {
      i += 1
      guard let value = number(text, &i) else { return nil }
      second = value
    }
    skip(text, &i)
    let half = text.cut(i, i + 2)
    if half.isWord("am") || half.isWord("pm") {
      guard hour >= 1, hour <= 12 else { return nil }
      hour = hour % 12 + (half.isWord("pm") ? 12 : 0)
      i += 2
      skip(text, &i)
    }
    return (hour, minute, second)
  }

  private static func number(_ text: UnsafeRawBufferPointer, _ i: inout Int) -> Int? {
    let start = i
    var value = 0
    while i < text.count, text[i].isDigit, i - start < 4 {
      value = value * 10 + Int(text[i] - 0x30)
      i += 1
    }
    return i > start ? value : nil
  }

  /// Passes blanks (also the narrow no-break one that newer locales write) and commas.
  private static func skip(_ text: UnsafeRawBufferPointer, _ i: inout Int) {
    while i < text.count {
      if text[i] == 0x20 || text[i] == 0x2C {
        i += 1
      } else if text[i] == 0xE2, text.cut(i, i + 3).elementsEqual([0xE2, 0x80, 0xAF]) {
        i += 3
      } else if text[i] == 0xC2, text.cut(i, i + 2).elementsEqual([0xC2, 0xA0]) {
        i += 2
      } else {
        return
      }
    }
  }

  /// Minutes east of UTC; nil for a zone that isn't known.
  private static func offset(_ zone: UnsafeRawBufferPointer) -> Int? {
    var end = zone.count
    while end > 0, zone[end - 1] <= 0x20 { end -= 1 }
    let zone = zone.cut(0, end)
    if zone.isEmpty { return 0 }
    for known in zones where zone.isWord(known.name) { return known.minutes }
    // `GMT+05:30`, `UTC-8`, `+0100`.
    let signed =
      zone.startsWith("gmt") || zone.startsWith("utc") ? zone.cut(from: 3) : zone
    guard let sign = signed.first, sign == 0x2B || sign == 0x2D else { return nil }
    var i = 1
    guard let value = number(signed, &i) else { return nil }
    var minutes = i > 3 ? value / 100 * 60 + value % 100 : value * 60
    if i < signed.count, signed[i] == 0x3A {
      i += 1
      guard let rest = number(signed, &i) else { return nil }
      minutes += rest
    }
    guard i == signed.count, minutes <= 18 * 60 else { return nil }
    return sign == 0x2D ? -minutes : minutes
  }

  /// Abbreviations with one common meaning.
  private static let zones: [(name: StaticString, minutes: Int)] = [
    ("gmt", 0), ("utc", 0), ("z", 0), ("wet", 0), ("west", 60), ("bst", 60), ("cet", 60),
    ("mez", 60), ("cest", 120), ("mesz", 120), ("eet", 120), ("eest", 180), ("msk", 180),
    ("est", -300), ("edt", -240), ("cst", -360), ("cdt", -300), ("mst", -420), ("mdt", -360),
    ("pst", -480), ("pdt", -420), ("akst", -540), ("akdt", -480), ("hst", -600), ("ast", -240),
    ("adt", -180), ("brt", -180), ("art", -180), ("sast", 120), ("gst", 240), ("pkt", 300),
    ("sgt", 480), ("hkt", 480), ("awst", 480), ("jst", 540), ("kst", 540), ("aest", 600),
    ("aedt", 660), ("acst", 570), ("acdt", 630), ("nzst", 720), ("nzdt", 780),
  ]
}
