/// Event times of the model: milliseconds since 1970-01-01 UTC.
public enum ModelTime {
  public static let second: Int64 = 1_000
  public static let minute: Int64 = 60_000
  public static let hour: Int64 = 3_600_000
  public static let day: Int64 = 86_400_000

  /// Days from 1970-01-01 (Howard Hinnant's public-domain `days_from_civil`).
  public static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let y = Int64(month <= 2 ? year - 1 : year)
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let m = Int64(month)
    let dayOfYear = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + Int64(day) - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// A time of day on a date.
  public static func at(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0
  ) -> Int64 {
    days(year, month, day) * Self.day + Int64(hour * 3_600 + minute * 60 + second) * 1_000
  }

  /// Year, month, day of a day number.
  public static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = Int(m < 10 ? m + 3 : m - 9)
    return (
      Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0), month,
      Int(dayOfYear - (153 * m + 2) / 5 + 1)
    )
  }

  /// True on Saturday and Sunday.
  public static func isWeekend(_ days: Int64) -> Bool { weekday(days) >= 5 }

  /// 0 = Monday … 6 = Sunday.
  public static func weekday(_ days: Int64) -> Int { Int(((days + 3) % 7 + 7) % 7) }

  /// `2025-08-19` of a day number.
  public static func dateText(_ days: Int64) -> String {
    var out = TextBuffer()
    let c = civil(days)
    out.decimal(c.year, width: 4)
    out.byte(0x2D)
    out.decimal(c.month, width: 2)
    out.byte(0x2D)
    out.decimal(c.day, width: 2)
    return out.text
  }

  /// RFC 3339 with milliseconds.
  public static func rfc3339(_ time: Int64) -> String {
    var out = TextBuffer()
    out.rfc3339(time)
    return out.text
  }
}
