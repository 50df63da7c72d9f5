extension VolumeVerdict {
  /// One sentence with observed and expected numbers.
  public var explanation: String {
    let noun = measure.noun
    let many = Self.number(observed)
    let usual = Self.number(expectedMedian)
    let range = "\(Self.number(expectedLow))–\(Self.number(expectedHigh))"
    let history = historyDays < 28 ? "\(historyDays)-day" : "28-day"
    switch kind {
    case .spike:
      let span = Self.span(windowSeconds)
      if windowSeconds < 3_600 {
        return
          "\(many) \(noun) in \(span) against \(usual) in the busiest such time known at this "
          + "time of day (\(history) history); \(Self.times(ratio)) that"
      }
      let level =
        expectedMedian >= 1
        ? "\(Self.times(ratio)) the usual level" : "usually silent at this time"
      return
        "\(many) \(noun) in \(span) against \(usual) expected (\(history) range \(range)); "
        + "\(level), \(Self.times(observed / max(1, maximum))) the largest comparable hour"
    case .sustained:
      if isDaily {
        let days = max(1, windowSeconds / 86_400)
        return
          "\(Self.number(observed / Double(days))) \(noun) a day for \(days) "
          + "\(days == 1 ? "day" : "days") against \(Self.number(expectedMedian / Double(days))) "
          + "expected on such days; \(Self.times(ratio)) the usual level, inside every hourly limit"
      }
      return
        "\(many) \(noun) over \(Self.span(windowSeconds)) against \(usual) expected (\(history) "
        + "range \(range)); \(Self.times(ratio)) the usual level, held for the whole window"
    case .offSchedule:
      let day = weekend ? "weekend" : "weekday"
      return
        "\(many) \(noun) in the \(Self.clock(hourOfDay)) hour of a \(day), in which it was never "
        + "active in \(comparisons) comparable days"
    case .dormant where isFirst:
      return "\(many) \(noun), the first since records began \(Self.days(gapHours)) ago"
    case .dormant:
      return
        "\(many) \(noun) after \(Self.days(gapHours)) of silence; the longest earlier gap was "
        + Self.days(longestGapHours)
    }
  }

  static func span(_ seconds: Int) -> String {
    switch seconds {
    case ..<3_600: "\(seconds / 60) minutes"
    case 3_600: "this hour"
    case ..<172_800: "\(seconds / 3_600) hours"
    default: "\(seconds / 86_400) days"
    }
  }

  static func days(_ hours: Int) -> String {
    hours < 48 ? "\(hours) hours" : "\(hours / 24) days"
  }

  static func clock(_ hour: Int) -> String { (hour < 10 ? "0" : "") + "\(hour):00" }

  static func times(_ ratio: Double) -> String {
    ratio >= 100 ? "\(number(ratio))x" : "\(tenths(ratio))x"
  }

  /// A whole number with thousands separated, or one decimal when small.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "?" }
    let bounded = max(-1e15, min(1e15, value))
    if abs(bounded) < 10, bounded != bounded.rounded() { return tenths(bounded) }
    return NumberWords.grouped(Int64(bounded.rounded()))
  }

  static func tenths(_ value: Double) -> String {
    guard value.isFinite else { return "?" }
    let scaled = Int64((max(-1e15, min(1e15, value)) * 10).rounded())
    let sign = scaled < 0 ? "-" : ""
    return "\(sign)\(scaled.magnitude / 10).\(scaled.magnitude % 10)"
  }
}
