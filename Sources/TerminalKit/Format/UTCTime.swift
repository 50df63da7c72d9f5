/// A moment as the Gregorian calendar and the clock of UTC show it.
public struct UTCTime: Sendable, Hashable {
  /// Year, such as 2026.
  public let year: Int
  /// Month, 1 to 12.
  public let month: Int
  /// Day of the month, 1 to 31.
  public let day: Int
  /// Hour, 0 to 23.
  public let hour: Int
  /// Minute, 0 to 59.
  public let minute: Int
  /// Second, 0 to 59.
  public let second: Int
  /// Day of the week, 0 for Monday to 6 for Sunday.
  public let weekday: Int

  /// - Parameter seconds: since 1970-01-01T00:00:00Z; years beyond ±100,000 are clamped.
  public init(epochSeconds seconds: Int64) {
    let limit: Int64 = 3_155_695_200_000
    let clamped = min(limit, max(-limit, seconds))
    let days = UTCTime.floorDivide(clamped, 86_400)
    let rest = Int(clamped - days * 86_400)
    hour = rest / 3600
    minute = rest / 60 % 60
    second = rest % 60
    weekday = Int(((days + 3) % 7 + 7) % 7)
    // Days to a civil date by eras of 400 years that begin in March.
    let shifted = days + 719_468
    let era = UTCTime.floorDivide(shifted, 146_097)
    let dayOfEra = Int(shifted - era * 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
  }

  /// `14:32`
  public var hourMinute: SafeText {
    SafeText(trusted: UTCTime.two(hour) + ":" + UTCTime.two(minute))
  }

  /// `14:32:07`
  public var hourMinuteSecond: SafeText {
    hourMinute + SafeText(trusted: ":" + UTCTime.two(second))
  }

  /// `11-21`
  public var monthDay: SafeText {
    SafeText(trusted: UTCTime.two(month) + "-" + UTCTime.two(day))
  }

  /// `2026-11-21`
  public var date: SafeText { SafeText(trusted: "\(year)-") + monthDay }

  static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
