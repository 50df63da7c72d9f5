import SecurityModel
import TerminalKit

/// Numbers and times as people read them; `-` is unknown, `0` is zero.
enum Human {
  /// Three digits and a unit: `7`, `1.2k`, `388`, `3.4M`.
  static func count(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    let size = abs(value)
    if size > 0, size < 1 { return decimal(value, 1) == "0.0" ? "0.1" : decimal(value, 1) }
    if size < 10, value != value.rounded() { return decimal(value, 1) }
    if size < 999.5 { return String(Int(value.rounded())) }
    var scaled = value
    for unit in ["k", "M", "G", "T", "P"] {
      scaled /= 1_000
      if abs(scaled) < 9.95 { return decimal(scaled, 1) + unit }
      if abs(scaled) < 999.5 { return String(Int(scaled.rounded())) + unit }
    }
    return value < 0 ? "-huge" : "huge"
  }

  static func count(_ value: Int64) -> String { count(Double(value)) }
  static func count(_ value: Int) -> String { count(Double(value)) }

  /// All digits, in threes: `101,279`.
  static func grouped(_ value: Int64) -> String {
    let digits = String(value.magnitude)
    guard digits.count > 4 else { return String(value) }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// A share of 0...1 in per cent.
  static func percent(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "-" }
    if value > 0, value < 0.005 { return "<1%" }
    return String(Int((min(max(value, -99), 99) * 100).rounded())) + "%"
  }

  /// Bytes in powers of 1024: `812B`, `3.4K`, `1.2G`.
  static func bytes(_ value: Int64) -> String {
    guard value >= 1_024 else { return String(value) + "B" }
    var scaled = Double(value)
    for unit in ["K", "M", "G", "T", "P"] {
      scaled /= 1_024
      if scaled < 9.95 { return decimal(scaled, 1) + unit }
      if scaled < 1_023.5 { return String(Int(scaled.rounded())) + unit }
    }
    return "huge"
  }

  /// Time since `then`, at most four cells: `12s`, `3m`, `22h`, `9d`, `14w`.
  static func age(_ then: Timestamp?, at now: Timestamp?) -> String {
    guard let then, let now else { return "-" }
    return duration(max(0, now.since(then)))
  }

  /// A length of time in milliseconds in its largest unit.
  static func duration(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1_000
    if seconds < 100 { return "\(seconds)s" }
    if seconds < 100 * 60 { return "\(seconds / 60)m" }
    if seconds < 48 * 3_600 { return "\(seconds / 3_600)h" }
    if seconds < 100 * 86_400 { return "\(seconds / 86_400)d" }
    if seconds < 700 * 86_400 { return "\(seconds / 604_800)w" }
    return "\(min(seconds / 31_557_600, 999))y"
  }

  /// A lag: `0.4s`, `12s`, `3m`.
  static func lag(_ milliseconds: Int64?) -> String {
    guard let milliseconds else { return "-" }
    return milliseconds < 10_000
      ? decimal(Double(max(0, milliseconds)) / 1_000, 1) + "s" : duration(milliseconds)
  }

  /// A typed length of time in milliseconds: `90s`, `15m`, `8h`, `7d`, `2w`.
  static func milliseconds(_ text: String) -> Int64? {
    guard let unit = text.last else { return nil }
    let factor: Int64
    switch unit {
    case "s": factor = Timestamp.Duration.second
    case "m": factor = Timestamp.Duration.minute
    case "h": factor = Timestamp.Duration.hour
    case "d": factor = Timestamp.Duration.day
    case "w": factor = Timestamp.Duration.week
    default: return nil
    }
    guard let count = Int64(text.dropLast()), count > 0, count < 10_000 else { return nil }
    return count * factor
  }

  /// Time of day, with the date when it is not that of `now`: `14:32Z`, `08-09 14:32Z`.
  static func clock(_ time: Timestamp, near now: Timestamp?) -> String {
    let short = String(time.clockText.prefix(5)) + "Z"
    guard let now else { return String(time.dateText.dropFirst(5)) + " " + short }
    if now.day == time.day { return short }
    let isNear = abs(now.since(time) / Timestamp.Duration.day) < 300
    return (isNear ? String(time.dateText.dropFirst(5)) : time.dateText) + " " + short
  }

  /// Date and time to the second: `2025-08-09 14:32:07Z`.
  static func stamp(_ time: Timestamp) -> String { time.dateText + " " + time.clockText + "Z" }

  /// `1 credential`, `12 credentials`.
  static func plural(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) " + (count == 1 ? one : many ?? one + "s")
  }

  /// A number with a fixed count of decimals, with a dot.
  static func decimal(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "-" }
    var factor: Double = 1
    for _ in 0..<decimals { factor *= 10 }
    let scaled = Int64((abs(value) * factor).rounded())
    let whole = scaled / Int64(factor)
    let digits = String(scaled % Int64(factor))
    let fraction = String(repeating: "0", count: max(0, decimals - digits.count)) + digits
    return (value < 0 && scaled != 0 ? "-" : "") + String(whole)
      + (decimals > 0 ? "." + fraction : "")
  }

  /// A typed end of time: a length from `now`, `HH:MM`, `YYYY-MM-DD`, or both.
  static func until(_ text: String, from now: Timestamp) -> Timestamp? {
    if let length = milliseconds(text) { return now.advanced(by: length) }
    let parts = text.split { $0 == " " || $0 == "T" }.map(String.init)
    var day = now.day
    var clock = parts.last ?? ""
    if let first = parts.first, first.contains("-") {
      let numbers = first.split(separator: "-").compactMap { Int($0) }
      guard numbers.count == 3,
        let date = CivilTime.timestamp(
          year: numbers[0], month: numbers[1], day: numbers[2], hour: 0, minute: 0, second: 0)
      else { return nil }
      day = date
      if parts.count == 1 { clock = "00:00" }
    }
    if clock.hasSuffix("Z") { clock.removeLast() }
    let numbers = clock.split(separator: ":").compactMap { Int($0) }
    guard numbers.count >= 2, (0..<24).contains(numbers[0]), (0..<60).contains(numbers[1]) else {
      return nil
    }
    let minutes = Int64(numbers[0] * 60 + numbers[1])
    var time = day.advanced(by: minutes * Timestamp.Duration.minute)
    if parts.count == 1, clock == parts[0] || clock + "Z" == parts[0], time <= now {
      time = time.advanced(by: Timestamp.Duration.day)
    }
    return time > now ? time : nil
  }
}
