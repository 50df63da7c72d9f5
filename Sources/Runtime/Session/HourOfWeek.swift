import Dashboard
import SecurityModel

/// Sums hourly volumes by hour of the week, for the heat map and the chart's baseline band.
enum HourOfWeek {
  /// Mean calls of each of the 168 hours of the week, Monday 00 first; nil = never in the range.
  static func means(_ rollups: [HourRollup]) -> [Double?] {
    guard let first = rollups.first?.hour, let last = rollups.last?.hour else { return [] }
    var sums = [Double](repeating: 0, count: 168)
    for rollup in rollups { sums[slot(rollup.hour)] += Double(rollup.calls) }
    var weeks = [Double](repeating: 0, count: 168)
    var hour = first
    while hour <= last {
      weeks[slot(hour)] += 1
      hour = hour.advanced(by: Timestamp.Duration.hour)
    }
    return zip(sums, weeks).map { $1 > 0 ? $0 / $1 : nil }
  }

  /// The low, middle and high of the same hour on earlier days of the same class (weekday or
  /// weekend), scaled to the chart's step; what `window` itself holds is left out.
  static func band(
    _ rollups: [HourRollup], before: Timestamp, step: Int64
  ) -> (Timestamp) -> BaselineBand? {
    guard let first = rollups.first?.hour else { return { _ in nil } }
    var byHour: [Timestamp: Double] = [:]
    for rollup in rollups { byHour[rollup.hour] = Double(rollup.calls) }
    var cache: [Int: BaselineBand?] = [:]
    for isWeekend in [false, true] {
      for hour in 0..<24 {
        var values: [Double] = []
        var day = before.day.advanced(by: -Timestamp.Duration.day)
        while day >= first.day, values.count < 28 {
          if (day.weekday >= 5) == isWeekend {
            let at = day.advanced(by: Int64(hour) * Timestamp.Duration.hour)
            if at >= first { values.append(byHour[at] ?? 0) }
          }
          day = day.advanced(by: -Timestamp.Duration.day)
        }
        cache[(isWeekend ? 24 : 0) + hour] = quantiles(values, step)
      }
    }
    return { [cache] time in
      cache[(time.weekday >= 5 ? 24 : 0) + time.hourOfDay] ?? nil
    }
  }

  private static func quantiles(_ values: [Double], _ step: Int64) -> BaselineBand? {
    guard values.count >= 3 else { return nil }
    let sorted = values.sorted()
    func at(_ share: Double) -> Double {
      sorted[min(sorted.count - 1, Int(share * Double(sorted.count - 1) + 0.5))]
    }
    let scale = Double(step) / Double(Timestamp.Duration.hour)
    return BaselineBand(low: at(0.1) * scale, median: at(0.5) * scale, high: at(0.9) * scale)
  }

  private static func slot(_ hour: Timestamp) -> Int { hour.weekday * 24 + hour.hourOfDay }
}
