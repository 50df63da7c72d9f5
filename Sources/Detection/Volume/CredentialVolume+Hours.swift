extension CredentialVolume {
  /// Ends the running hour: stores it, judges held levels, and learns how large is usual.
  mutating func closeHour(in workspace: inout VolumeWorkspace) {
    guard isOpen, hourCount > 0 else { return }
    let closing = hour
    let count = hourCount
    _ = workspace.load(history, before: closing)
    let profile = workspace.profile(of: closing, first: firstHour)
    let start = HourCalendar.start(closing, offset: workspace.offset)
    if isAnnounced(start) || isAnnounced(start + HourCalendar.hourMilliseconds - 1) {
      // Announced volume is no example of the usual; the usual stands in for it.
      let usual = RealMaths.exp(profile.medians.1) - 1
      history.append(hour: closing, count: UInt32(min(4e9, usual)), quarantined: false)
      return
    }
    history.append(hour: closing, count: count, quarantined: hourQuarantined)
    if !hourQuarantined { history.noteBurst(hour: closing, quarter: quarterPeak) }
    if profile.days >= 2 {
      closedHours += 1
      let rate = max(0.004, 1 / Double(closedHours + 1))
      if !hourQuarantined { hourTail.learn(profile.z(Double(count)), rate: rate) }
      // A fading count, half-life of about three weeks.
      novelHours *= 0.999
      if profile.activeDays == 0 { novelHours += 1 }
    }
    judgeHeldLevel(end: closing + 1, in: &workspace)
  }

  private mutating func judgeHeldLevel(end: Int32, in workspace: inout VolumeWorkspace) {
    _ = workspace.load(history, before: end)
    let t = workspace.tunables
    let rate = max(0.004, 1 / Double(closedHours + 1))
    var best: (surprise: Double, window: SustainedWindow)?
    for i in 0..<5 {
      let w = workspace.window(
        hours: SustainedWindow.lengths[i], end: end, first: firstHour)
      guard w.comparisons >= 3 else { continue }
      let surprise = windowTails[i].surprise(w.z, cap: 8)
      if !hourQuarantined { windowTails[i].learn(w.z, rate: rate) }
      let over = RealMaths.ln((w.observed + 1) / (w.maximum + 1))
      let total = surprise + max(-2, min(2, 3 * over))
      if w.ratio >= t.sustainedRatio, total > (best?.surprise ?? 0) { best = (total, w) }
    }
    guard let best, isJudging(workspace) else { return }
    let score = 1 - RealMaths.exp(-best.surprise / 5)
    guard score >= t.sustainedScore else { return }
    let w = best.window
    let missed = missedBefore(end - Int32(w.hours), in: workspace)
    guard w.observed - w.median > t.catchUpFactor * missed else { return }
    let milliseconds = HourCalendar.start(end, offset: workspace.offset)
    var verdict = blank(
      .sustained, hour: end - Int32(w.hours), at: milliseconds, late: false, in: workspace)
    verdict.windowSeconds = w.hours * 3_600
    verdict.observed = w.observed
    verdict.expectedLow = w.low
    verdict.expectedMedian = w.median
    verdict.expectedHigh = w.high
    verdict.ratio = w.ratio
    verdict.z = w.z
    verdict.surprise = best.surprise
    verdict.score = score
    verdict.maximum = w.maximum
    verdict.comparisons = w.comparisons
    if raise(verdict, hour: end - 1, in: &workspace) { history.quarantine(hour: end - 1) }
  }

  /// Applies events that came after their hour had closed, up to 26 h back.
  mutating func addLate(
    _ amount: UInt32, hour late: Int32, raised: Int64, in workspace: inout VolumeWorkspace
  ) {
    total = total &+ UInt64(amount)
    guard let count = history.amend(hour: late, by: amount, now: hour) else { return }
    guard late > firstHour, isJudging(workspace), !isAnnounced(raised) else { return }
    _ = workspace.load(history, before: late)
    let profile = workspace.profile(of: late, first: firstHour)
    let wasQuarantined = hourQuarantined
    _ = judgeHour(
      Double(count), profile: profile, hour: late, at: raised, late: true, in: &workspace)
    hourQuarantined = wasQuarantined
  }
}
