import SecurityModel

/// The part of a date that a time modifier takes out.
enum DatePart: String, Sendable {
  case minute, hour, day, week, month, year

  /// Values that the part can have.
  var range: ClosedRange<Double> {
    switch self {
    case .minute: 0...59
    case .hour: 0...23
    case .day: 1...31
    case .week: 1...53
    case .month: 1...12
    case .year: 1...9_999
    }
  }

  /// The part of a date text, as written: offsets from UTC are not applied (the specification
  /// leaves time zones out). Epoch seconds and milliseconds count as UTC.
  func value(_ text: UnsafeRawBufferPointer) -> Double? {
    guard text.count <= 64 else { return nil }
    let civil: CivilTime
    if text.count >= 10, text[4] == 0x2D, text[7] == 0x2D {
      guard let written = Self.written(text) else { return nil }
      civil = written
    } else {
      guard let time = TimestampParser.parse(text) else { return nil }
      civil = CivilTime(time)
    }
    switch self {
    case .minute: return Double(civil.minute)
    case .hour: return Double(civil.hour)
    case .day: return Double(civil.day)
    case .week: return Double(Self.isoWeek(civil))
    case .month: return Double(civil.month)
    case .year: return Double(civil.year)
    }
  }

  /// `YYYY-MM-DD`, with or without a time of day behind it.
  private static func written(_ b: UnsafeRawBufferPointer) -> CivilTime? {
    let time: Timestamp?
    if b.count >= 19 {
      guard TimestampParser.parse(b) != nil else { return nil }
      time = TimestampParser.parse(UnsafeRawBufferPointer(rebasing: b[0..<19]))
    } else {
      var digits: [Int] = []
      for i in [0, 1, 2, 3, 5, 6, 8, 9] {
        guard (0x30...0x39).contains(b[i]) else { return nil }
        digits.append(Int(b[i]) - 0x30)
      }
      guard b.count == 10 else { return nil }
      time = CivilTime.timestamp(
        year: digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3],
        month: digits[4] * 10 + digits[5], day: digits[6] * 10 + digits[7], hour: 0, minute: 0,
        second: 0)
    }
    return time.map { CivilTime($0) }
  }

  /// The week of ISO 8601: weeks begin on Monday, week 1 has the year's first Thursday.
  static func isoWeek(_ date: CivilTime) -> Int {
    let days = CivilTime.days(year: date.year, month: date.month, day: date.day)
    // 1970-01-01 was a Thursday.
    let weekday = ((days + 3) % 7 + 7) % 7
    let thursday = days - weekday + 3
    let year = CivilTime(Timestamp(milliseconds: thursday * 86_400_000)).year
    return Int((thursday - CivilTime.days(year: year, month: 1, day: 1)) / 7) + 1
  }
}
