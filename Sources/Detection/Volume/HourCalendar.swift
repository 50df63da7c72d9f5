/// Arithmetic on hours since the epoch, in the profile's time.
enum HourCalendar {
  static let hourMilliseconds: Int64 = 3_600_000
  /// Hours are kept in 24 bits; this is the year 3883.
  static let latestHour: Int32 = 0xff_fffe

  /// Hour index of an instant, clamped to what is representable.
  static func hour(_ milliseconds: Int64, offset: Int64) -> Int32 {
    let (local, overflow) = milliseconds.addingReportingOverflow(offset)
    if overflow || local < 0 { return local < 0 && !overflow ? 0 : (offset < 0 ? 0 : latestHour) }
    return Int32(truncatingIfNeeded: min(Int64(latestHour), local / hourMilliseconds))
  }

  static func start(_ hour: Int32, offset: Int64) -> Int64 {
    Int64(hour) * hourMilliseconds - offset
  }

  static func hourOfDay(_ hour: Int32) -> Int { Int(hour % 24) }

  /// 1 January 1970 was a Thursday; Saturday and Sunday are the weekend.
  static func isWeekend(_ hour: Int32) -> Bool {
    let weekday = weekday(hour)
    return weekday == 0 || weekday == 6
  }

  /// 0 Sunday to 6 Saturday.
  static func weekday(_ hour: Int32) -> Int {
    let day = (Int(hour) - (hour < 0 ? 23 : 0)) / 24
    return ((day + 4) % 7 + 7) % 7
  }

  /// Bit d is set when the day d days before such a weekday is of the same class, d in 1...28.
  static func sameClassDays(weekday: Int) -> UInt32 {
    let weekend = weekday == 0 || weekday == 6
    var mask: UInt32 = 0
    var other = weekday
    for d in 1...28 {
      other = other == 0 ? 6 : other - 1
      if (other == 0 || other == 6) == weekend { mask |= 1 << UInt32(d) }
    }
    return mask
  }

  /// Days to the nearest month end (negative after it, -15...15), and a number for that month end.
  static func monthEnd(_ hour: Int32) -> (distance: Int, month: Int) {
    let day = Int(hour / 24)
    let (year, month, dayOfMonth) = civil(day)
    let length = monthLength(year, month)
    let index = year * 12 + month
    // Day 1 is one day after the previous month end.
    if dayOfMonth <= 15 { return (-dayOfMonth, index - 1) }
    return (min(15, length - dayOfMonth), index)
  }

  /// The last day of a month or the first of one: when books are closed, jobs run longer.
  static func isMonthEdge(_ hour: Int32) -> Bool {
    let distance = monthEnd(hour).distance
    return distance == 0 || distance == -1
  }

  /// Days since the epoch to year, month (1-12) and day (1-31), proleptic Gregorian.
  static func civil(_ day: Int) -> (Int, Int, Int) {
    let z = day + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth)
  }

  /// Year, month and day to days since the epoch.
  static func day(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  static func monthLength(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
