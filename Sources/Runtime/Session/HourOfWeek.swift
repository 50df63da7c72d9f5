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

  /// What a bucket of the chart usually holds at its time of day, on earlier days of the same class
  /// (weekday or weekend), for at most 28 of them; what the window itself holds is left out.
  ///
  /// Counted in buckets of the chart's own length, and not as a share of an hour's total: calls come
  /// in bursts, so a minute scatters much more than a sixtieth of an hour does. Steps below an hour
  /// are pooled over their hour, which gives the ends enough to stand on.
  static func band(
    _ rollups: [HourRollup], before: Timestamp, step: Int64
  ) -> (Timestamp) -> BaselineBand? {
    guard let first = rollups.map(\.hour).min() else { return { _ in nil } }
    // One pool for each hour, or for each bucket where those are longer.
    let span = max(step, Timestamp.Duration.hour)
    let pools = Int(max(1, Timestamp.Duration.day / span))
    let perPool = Int(max(1, span / step))
    var sums: [Timestamp: [Double]] = [:]
    for rollup in rollups {
      let start = rollup.hour.floored(toEvery: span)
      var counts = sums[start] ?? [Double](repeating: 0, count: perPool)
      if perPool == 1 {
        counts[0] += Double(rollup.calls)
      } else {
        let length = max(1, Int(step / Timestamp.Duration.minute))
        rollup.minutes.forEach { minute, calls in
          counts[min(perPool - 1, minute / length)] += Double(calls)
        }
      }
      sums[start] = counts
    }
    let silence = [Double](repeating: 0, count: perPool)
    var bands: [BaselineBand?] = []
    for isWeekend in [false, true] {
      for pool in 0..<pools {
        var values: [Double] = []
        var days = 0
        var day = before.day.advanced(by: -Timestamp.Duration.day)
        while day >= first.day, days < 28 {
          let at = day.advanced(by: Int64(pool) * span)
          if (day.weekday >= 5) == isWeekend, at >= first {
            values += sums[at] ?? silence
            days += 1
          }
          day = day.advanced(by: -Timestamp.Duration.day)
        }
        bands.append(days >= 3 ? quantiles(values) : nil)
      }
    }
    return { [bands] time in
      let pool = Int(time.since(time.day) / span)
      let index = (time.weekday >= 5 ? pools : 0) + min(pools - 1, pool)
      return bands[index]
    }
  }

  /// The middle, and the ends that one in a hundred lies beyond; few values give nearer ends.
  private static func quantiles(_ values: [Double]) -> BaselineBand? {
    let sorted = values.sorted()
    guard let last = sorted.last else { return nil }
    func at(_ share: Double) -> Double {
      sorted[min(sorted.count - 1, Int(share * Double(sorted.count - 1) + 0.5))]
    }
    guard sorted.count >= 100 else {
      return BaselineBand(low: at(0.05), median: at(0.5), high: sorted.count < 20 ? last : at(0.95))
    }
    return BaselineBand(low: at(0.01), median: at(0.5), high: at(0.99))
  }

  private static func slot(_ hour: Timestamp) -> Int { hour.weekday * 24 + hour.hourOfDay }
}
