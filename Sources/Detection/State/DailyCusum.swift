import SecurityModel

/// One-sided CUSUM on daily totals, weekdays and weekends apart: finds a modest level held for days.
///
/// z = min((x − median) / max(1.4826·MAD, 0.05·median, √median), 3) against the same class of day in
/// the last 28 days; S = max(0, S + z − 1). It speaks when S > 5, the run is two days and longer and
/// its mean is at least `ratio` times the median. Days of an open run are not learnt, unless it
/// lasts 14 days. Source: the VOL-002 entry of the catalogue, with its simulated false-alarm rate of
/// one in 3,200 to 51,600 credential-days.
struct DailyCusum: Sendable {
  /// What a closed day gave rise to.
  struct Verdict: Sendable {
    /// First day of the run, in days since the epoch.
    var start: Int64
    var days: Int
    var mean: Double
    var median: Double
    var sum: Double
  }

  private struct Day {
    var number: Int64
    var total: Int64
  }

  private var current = Day(number: .min, total: 0)
  /// Learnt days, oldest first, at most 28 days back.
  private var history: [Day] = []
  private var sum = 0.0
  private var run: [Day] = []
  /// True when the open run was told already; once is enough.
  private var isTold = false

  init() {}

  /// Adds to the day of `time` (already shifted to local time); a verdict when that closes days.
  mutating func add(
    _ amount: Int64, day number: Int64, floor: Double, ratio: Double
  ) -> Verdict? {
    if number == current.number {
      current.total &+= amount
      return nil
    }
    if number < current.number { return nil }
    var verdict: Verdict?
    if current.number != .min {
      verdict = close(current, floor: floor, ratio: ratio)
      let silent = min(28, number &- current.number &- 1)
      if silent > 0 {
        for back in stride(from: silent, to: 0, by: -1) {
          verdict =
            close(Day(number: number &- back, total: 0), floor: floor, ratio: ratio) ?? verdict
        }
      }
    }
    current = Day(number: number, total: amount)
    return verdict
  }

  private static func isWeekend(_ day: Int64) -> Bool { (((day + 3) % 7) + 7) % 7 >= 5 }

  private mutating func close(_ day: Day, floor: Double, ratio: Double) -> Verdict? {
    history.removeAll { day.number &- $0.number > 28 }
    let isWeekend = Self.isWeekend(day.number)
    let alike = history.filter { Self.isWeekend($0.number) == isWeekend }.map { Double($0.total) }
      .sorted()
    guard alike.count >= (isWeekend ? 4 : 10) else {
      history.append(day)
      return nil
    }
    let median = Self.median(alike)
    let spread = Self.median(alike.map { abs($0 - median) }.sorted())
    let x = Double(day.total)
    let scale = max(1.4826 * spread, 0.05 * median, median.squareRoot(), 1)
    sum = max(0, sum + min((x - median) / scale, 3) - 1)
    if sum == 0 {
      isTold = false
      history += run
      run.removeAll()
      history.append(day)
      return nil
    }
    run.append(day)
    if run.count > 14 {
      // Two weeks on this is the new normal, told and learnt.
      history += run
      run.removeAll()
      sum = 0
      isTold = false
      return nil
    }
    let mean = run.reduce(0.0) { $0 + Double($1.total) } / Double(run.count)
    guard !isTold, sum > 5, run.count >= 2, median >= floor, mean >= ratio * median,
      let first = run.first
    else { return nil }
    isTold = true
    return Verdict(
      start: first.number, days: run.count, mean: mean, median: median, sum: sum)
  }

  private static func median(_ sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  func encode(into out: inout ByteWriter) {
    out.put(sum)
    out.put(isTold)
    out.put(current.number)
    out.put(current.total)
    for days in [history, run] {
      out.put(UInt64(days.count))
      for day in days {
        out.put(day.number)
        out.put(day.total)
      }
    }
  }

  init(from reader: inout ByteReader) throws(ByteReader.Failure) {
    sum = try reader.double()
    isTold = try reader.bool()
    current = Day(number: try reader.int64(), total: try reader.int64())
    for _ in 0..<(try reader.unsigned()) {
      history.append(Day(number: try reader.int64(), total: try reader.int64()))
    }
    for _ in 0..<(try reader.unsigned()) {
      run.append(Day(number: try reader.int64(), total: try reader.int64()))
    }
  }
}
