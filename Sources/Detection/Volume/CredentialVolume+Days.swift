/// The slowest of the model's views: a one-sided CUSUM on daily totals, weekdays and weekends apart.
///
/// z = min((x − median) / max(1.4826·MAD, 0.05·median, √median), 3) against the same class of day in
/// the last 28 days; S = max(0, S + z − 1). It speaks when S > 5, the run is two days and longer and
/// its mean is at least `sustainedRatio` times the median. The days of an open run are not compared
/// with, for at most 14 days. Simulated on counts, it gives one false alarm per 3,200 credential-days
/// (variance 4 times Poisson) to 51,600 (Poisson).
extension CredentialVolume {
  /// S from which the sum alone is reason enough.
  static let dayLimit = 5.0
  /// S from which a run is a candidate, for those who choose their own threshold.
  private static let dayCandidate = 1.0
  /// Days after which a run is the new normal.
  private static let longestRun: Int32 = 14

  /// Closes the days up to the one of hour `next`, which is the newest known.
  mutating func closeDays(before next: Int32, in workspace: inout VolumeWorkspace) {
    var day = hour / 24
    let today = next / 24
    guard day < today, history.head >= 0 else { return }
    // Silent days only ever end a run.
    while day < today {
      closeDay(day, in: &workspace)
      day += 1
      if daySum == 0, hourCount == 0 || day > hour / 24 { break }
    }
  }

  private mutating func closeDay(_ day: Int32, in workspace: inout VolumeWorkspace) {
    let end = (day + 1) * 24
    if isAnnounced(HourCalendar.start(end - 1, offset: workspace.offset)) { return }
    // Whether there are enough days to compare with is known without looking at them.
    let comparable = comparableDays(day, in: workspace)
    guard comparable.nonzeroBitCount >= (HourCalendar.isWeekend(day * 24) ? 3 : 8) else { return }
    workspace.load(history, before: end)
    if measure == .calls { judgeClockChange(day: day, in: &workspace) }
    let usual = usualDay(comparable, in: workspace)
    let x = Double(workspace.dayTotal(0))
    let scale = max(
      1.4826 * usual.deviation, max(0.05 * usual.median, max(usual.median.squareRoot(), 1)))
    daySum = Float(max(0, Double(daySum) + min((x - usual.median) / scale, 3) - 1))
    if daySum == 0 || day - dayRun >= Self.longestRun && dayRun >= 0 {
      daySum = 0
      dayRun = -1
      dayScore = 0
      return
    }
    if dayRun < 0 { dayRun = day }
    judgeRun(through: day, usual: usual, scale: scale, in: &workspace)
  }

  /// The days of the class of `day` before the open run, as bits: how many days ago.
  private func comparableDays(_ day: Int32, in workspace: VolumeWorkspace) -> UInt32 {
    let alike = workspace.classMasks[HourCalendar.weekday(day * 24)]
    var comparable: UInt32 = 0
    for back in 1..<HourHistory.days {
      let other = day - Int32(back)
      // The day of the first event is not a whole one.
      if other * 24 <= firstHour { break }
      if dayRun >= 0, other >= dayRun { continue }
      comparable |= alike & (1 << UInt32(back))
    }
    return comparable
  }

  /// Median and median absolute deviation of the totals of those days.
  private func usualDay(
    _ comparable: UInt32, in workspace: VolumeWorkspace
  ) -> (median: Double, deviation: Double, days: Int) {
    var sample = InlineArray<32, Double>(repeating: 0)
    var count = 0
    for back in 1..<HourHistory.days where comparable & (1 << UInt32(back)) != 0 {
      sample[count] = Double(workspace.dayTotal(back))
      count += 1
    }
    let (median, deviation) = VolumeWorkspace.medianAndDeviation(&sample, count)
    return (median, deviation, count)
  }

  private mutating func judgeRun(
    through day: Int32, usual: (median: Double, deviation: Double, days: Int), scale: Double,
    in workspace: inout VolumeWorkspace
  ) {
    let t = workspace.tunables
    let days = day - dayRun + 1
    guard Double(daySum) > Self.dayCandidate, days <= Int32(HourHistory.days) - 1 else { return }
    // A run may hold weekdays and weekends; each is compared with its own kind.
    guard let (mean, expected) = comparedRun(through: day, in: workspace) else { return }
    let floor = measure == .calls ? t.floorCalls : t.floorRows * 0.2
    let isSure = Double(daySum) > Self.dayLimit && days >= 2
    guard expected >= floor, mean >= t.sustainedRatio * expected, isSure
    else { return }
    let end = (day + 1) * 24
    var verdict = blank(
      .sustained, hour: dayRun * 24, at: HourCalendar.start(end, offset: workspace.offset),
      late: false, in: workspace)
    verdict.windowSeconds = Int(days) * 86_400
    verdict.isDaily = true
    verdict.observed = mean * Double(days)
    verdict.expectedMedian = expected * Double(days)
    verdict.expectedLow = max(0, verdict.expectedMedian - scale * Double(days))
    verdict.expectedHigh = verdict.expectedMedian + scale * Double(days)
    verdict.ratio = (mean + 1) / (expected + 1)
    verdict.z = (mean - expected) / scale
    verdict.surprise = Double(daySum)
    verdict.maximum = verdict.expectedHigh
    verdict.comparisons = usual.days
    verdict.evidence = SIMD16(
      Double(daySum), RealMaths.ln(verdict.ratio), RealMaths.ln(scale / (usual.median + 1)),
      Double(days), RealMaths.ln1p(usual.median), verdict.z, prior(.sustained, at: end - 1),
      Double(usual.days),
      workspace.drift(skipping: Int(min(7, days)) * 24, known: Int(end - firstHour)), 0, 0, 0, 0, 0,
      0, 0)
    verdict.score = VolumeEvidence.score(verdict)
    if dayScore > 0, !(t.listsExcused && t.breaksRest(verdict.score, over: Double(dayScore))) {
      return
    }
    dayScore = Float(max(1e-6, verdict.score))
    _ = consider(verdict, hour: end - 1, isStrong: true, isSure: isSure, in: &workspace)
  }

  /// Mean of the days of the open run, and of what they were expected to hold: the usual day of
  /// their class, carried on along a growth that the days before the run already showed.
  ///
  /// A business that grows a few per cent a week is no drip; one that starts to grow today is told
  /// as before, because the days before it show no growth.
  private func comparedRun(
    through day: Int32, in workspace: VolumeWorkspace
  ) -> (mean: Double, expected: Double)? {
    let usual = (
      weekday: usualDays(of: false, through: day, in: workspace),
      weekend: usualDays(of: true, through: day, in: workspace)
    )
    var sum = 0.0
    var expected = 0.0
    var days = 0.0
    for at in max(0, dayRun)...day {
      guard let alike = HourCalendar.isWeekend(at * 24) ? usual.weekend : usual.weekday else {
        continue
      }
      sum += Double(workspace.dayTotal(Int(day - at)))
      expected += alike.median * alike.growth(to: at)
      days += 1
    }
    return days > 0 ? (sum / days, expected / days) : nil
  }

  /// The usual day of a class before the open run, and how it grew there.
  private func usualDays(
    of weekend: Bool, through day: Int32, in workspace: VolumeWorkspace
  ) -> UsualDays? {
    // Newest first.
    var totals = InlineArray<32, Double>(repeating: 0)
    var days = InlineArray<32, Double>(repeating: 0)
    var count = 0
    for back in 1..<HourHistory.days {
      let at = day - Int32(back)
      if at * 24 <= firstHour { break }
      guard at < dayRun, HourCalendar.isWeekend(at * 24) == weekend else { continue }
      totals[count] = Double(workspace.dayTotal(back))
      days[count] = Double(at)
      count += 1
    }
    guard count >= (weekend ? 3 : 8) else { return nil }
    let newer = half(totals, days, 0..<(count / 2))
    let older = half(totals, days, ((count + 1) / 2)..<count)
    let whole = half(totals, days, 0..<count)
    var result = UsualDays(median: whole.median, centre: whole.centre)
    // Only growth that stands out of the scatter.
    let scatter = max(0.03 * whole.median, min(newer.deviation, whole.median.squareRoot()))
    guard count >= 4, older.median > 0, newer.median - older.median > scatter else { return result }
    result.perDay = min(
      UsualDays.mostGrowth,
      RealMaths.ln(newer.median / older.median) / max(1, newer.centre - older.centre))
    return result
  }

  private func half(
    _ totals: InlineArray<32, Double>, _ days: InlineArray<32, Double>, _ range: Range<Int>
  ) -> (median: Double, deviation: Double, centre: Double) {
    var sample = InlineArray<32, Double>(repeating: 0)
    var centre = 0.0
    for i in range {
      sample[i - range.lowerBound] = totals[i]
      centre += days[i]
    }
    let (median, deviation) = VolumeWorkspace.medianAndDeviation(&sample, range.count)
    return (median, deviation, centre / Double(max(1, range.count)))
  }

  /// Whether the running day belongs to a run that was told: then it does not teach.
  var isInToldRun: Bool { dayScore >= 0.5 && Double(daySum) > Self.dayLimit }
}

/// The usual total of a class of days.
private struct UsualDays {
  /// Growth that is still business: 6 % a week, in logarithms a day.
  static let mostGrowth = 0.0085

  var median: Double
  /// Middle of the days it was taken from.
  var centre: Double
  /// Growth in logarithms a day.
  var perDay = 0.0

  /// Factor that carries the median on to a day.
  func growth(to day: Int32) -> Double {
    perDay == 0 ? 1 : RealMaths.exp(perDay * max(0, Double(day) - centre))
  }
}

extension VolumeWorkspace {
  /// Total of a whole day of the loaded hours, which must end with a day: 0 the last one.
  func dayTotal(_ back: Int) -> Int64 {
    let to = HourHistory.hours - 24 * back
    return rawSums[to] - rawSums[to - 24]
  }
}
