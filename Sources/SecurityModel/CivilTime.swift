/// A UTC calendar date and time of day, for printing and for parsing.
///
/// The day arithmetic is Howard Hinnant's public-domain `days_from_civil` scheme (proleptic
/// Gregorian calendar, March-based years).
public struct CivilTime: Hashable, Sendable {
  public var year: Int
  /// 1...12
  public var month: Int
  /// 1...31
  public var day: Int
  public var hour: Int
  public var minute: Int
  public var second: Int
  public var millisecond: Int

  /// The calendar fields of `time` in UTC.
  public init(_ time: Timestamp) {
    // Clamped so that hostile times can't overflow the arithmetic below.
    let bounded = min(max(time.milliseconds, -62_135_596_800_000), 253_402_300_799_999)
    var days = bounded / 86_400_000
    var rest = bounded % 86_400_000
    if rest < 0 {
      rest += 86_400_000
      days -= 1
    }
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    millisecond = Int(rest % 1_000)
    second = Int(rest / 1_000 % 60)
    minute = Int(rest / 60_000 % 60)
    hour = Int(rest / 3_600_000)
  }

  /// Days from 1970-01-01 to the given date; the date need not be normalised.
  @inlinable
  public static func days(year: Int, month: Int, day: Int) -> Int64 {
    let y = Int64(month <= 2 ? year - 1 : year)
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let m = Int64(month)
    let dayOfYear = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The time of a valid calendar date, or nil when a field is out of range.
  @inlinable
  public static func timestamp(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, millisecond: Int = 0
  ) -> Timestamp? {
    guard year >= 1, year <= 9_999, month >= 1, month <= 12, day >= 1,
      day <= daysIn(month: month, year: year), hour >= 0, hour < 24, minute >= 0, minute < 60,
      second >= 0, second <= 60
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    // A leap second is counted as the last one before it.
    let seconds = Int64(hour * 3_600 + minute * 60 + min(second, 59))
    return Timestamp(milliseconds: days * 86_400_000 + seconds * 1_000 + Int64(millisecond))
  }

  /// Number of days of a month.
  @inlinable
  public static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Timestamp {
  /// 0 = Monday … 6 = Sunday, in UTC.
  @inlinable
  public var weekday: Int {
    let days = index(ofEvery: Duration.day)
    // 1970-01-01 was a Thursday.
    return Int(((days + 3) % 7 + 7) % 7)
  }

  /// 0...23, in UTC.
  @inlinable
  public var hourOfDay: Int {
    Int(((index(ofEvery: Duration.hour) % 24) + 24) % 24)
  }

  /// RFC 3339 in UTC with milliseconds: `2025-08-09T10:15:02.417Z`.
  public var rfc3339: String {
    let c = CivilTime(self)
    return pad(c.year, 4) + "-" + pad(c.month, 2) + "-" + pad(c.day, 2) + "T" + clock(c) + "."
      + pad(c.millisecond, 3) + "Z"
  }

  /// Time of day for the screen: `10:15:02`.
  public var clockText: String { clock(CivilTime(self)) }

  /// Date for the screen: `2025-08-09`.
  public var dateText: String {
    let c = CivilTime(self)
    return pad(c.year, 4) + "-" + pad(c.month, 2) + "-" + pad(c.day, 2)
  }

  private func clock(_ c: CivilTime) -> String {
    pad(c.hour, 2) + ":" + pad(c.minute, 2) + ":" + pad(c.second, 2)
  }

  private func pad(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
