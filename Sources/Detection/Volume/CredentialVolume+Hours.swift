extension CredentialVolume {
  /// Days before the statistics of a credential's own past are learnt.
  private static let daysBeforeTails = 7.0
  /// Active hours in four weeks below which there is no level to hold.
  private static let leastActiveHours = 16

  /// Ends the running hour: stores it, judges held levels, and learns how large is usual.
  ///
  /// - Returns: true when the workspace still holds this credential's hours, up to and including
  ///   the closed one.
  @discardableResult
  mutating func closeHour(in workspace: inout VolumeWorkspace) -> Bool {
    guard isOpen, hourCount > 0 else { return false }
    let closing = hour
    let count = hourCount
    let start = HourCalendar.start(closing, offset: workspace.offset)
    if announcedFrom < start + HourCalendar.hourMilliseconds, announcedUntil > start {
      // Announced volume is no example of the usual; the usual stands in for it.
      workspace.load(history, before: closing)
      let profile = workspace.profile(of: closing, first: firstHour)
      let usual = max(0, RealMaths.exp(profile.medians.1) - 1)
      history.append(hour: closing, count: UInt32(min(4e9, usual)), quarantined: false)
      return false
    }
    history.append(hour: closing, count: count, quarantined: hourQuarantined)
    // In its first days a credential is only written down.
    let days = Double(closing - firstHour) / 24
    guard days >= min(Self.daysBeforeTails, 0.5 * workspace.tunables.readyDays) else {
      return false
    }
    workspace.load(history, before: closing + 1)
    let profile = workspace.profile(of: closing, first: firstHour, back: 1)
    if !hourQuarantined {
      if history.isDense, profile.days >= 2 {
        let rate = max(0.004, 1 / Double(closedHours + 2))
        quarterTail.learn(profile.quarterZ(Double(quarterPeak)), rate: rate)
      }
      history.noteBurst(hour: closing, quarter: quarterPeak)
    }
    if profile.days >= 2 {
      closedHours += 1
      let rate = max(0.004, 1 / Double(closedHours + 1))
      balance(count: Double(count), profile: profile, hour: closing)
      if !hourQuarantined { hourTail.learn(profile.z(Double(count)), rate: rate) }
      // A fading count, half-life of about three weeks.
      novelHours *= 0.999
      if profile.activeDays == 0 { novelHours += 1 }
    }
    guard workspace.activeHours >= Self.leastActiveHours else { return true }
    return !judgeHeldLevel(end: closing + 1, in: &workspace)
  }

  /// Judges the windows that end with the loaded hours; true when the last hour was quarantined.
  private mutating func judgeHeldLevel(end: Int32, in workspace: inout VolumeWorkspace) -> Bool {
    let t = workspace.tunables
    let rate = max(0.004, 1 / Double(closedHours + 1))
    let isMute = hourQuarantined
    var best: (surprise: Double, tail: Double, window: SustainedWindow)?
    var all = 0.0
    var now = 0.0
    for i in 0..<5 {
      let w = workspace.window(
        hours: SustainedWindow.lengths[i], end: end, first: firstHour)
      // A window that is often silent says nothing about a level.
      guard w.comparisons >= 3, w.lowQuarterLog > 0 else { continue }
      let surprise = windowTails[i].surprise(w.z, cap: 8)
      if !isMute { windowTails[i].learn(w.z, rate: rate) }
      all += surprise
      if i == 0 { now = w.z }
      let over = RealMaths.ln1p(w.observed) - w.maximumLog
      let total = surprise + max(-2, min(2, 3 * over))
      if total > (best?.surprise ?? 0) {
        best = (total, surprise, w)
      }
    }
    guard let best, isJudging(workspace),
      Double(end - firstHour) >= t.sustainedDays * 24
    else { return false }
    guard best.surprise >= SustainedWindow.candidateSurprise else { return false }
    let w = best.window
    guard w.ratio >= t.sustainedRatio else { return false }
    let credit = creditForWindow(from: end - Int32(w.hours))
    let isExcused =
      w.observed - w.median <= t.catchUpFactor * credit
      || isMonthEndRoutine(w, end: end, in: workspace)
    if isExcused, !t.listsExcused { return false }
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
    verdict.maximum = w.maximum
    verdict.comparisons = w.comparisons
    let even = workspace.excess(
      last: w.hours, end: end, first: firstHour, factor: max(1.2, w.ratio).squareRoot())
    verdict.onset = HourCalendar.start(end - Int32(even.onset), offset: workspace.offset)
    let before = workspace.window(hours: 24, end: end, first: firstHour, skipping: w.hours)
    verdict.evidence = SIMD16(
      best.tail, workspace.heldRatio(w), RealMaths.ln(w.ratio), all - best.tail,
      w.spreadsOverMaximum, RealMaths.ln(w.scale), prior(.sustained, at: end - 1),
      Double(w.comparisons),
      before.comparisons >= 3 ? max(-3, min(3, before.z)) : 0,
      workspace.drift(skipping: w.hours, known: Int(end - firstHour)),
      RealMaths.ln(Double(w.hours)),
      RealMaths.ln1p(Double(workspace.activeHours(last: w.hours))),
      RealMaths.ln1p(max(0, w.observed - w.median) / (w.median + 1).squareRoot()),
      HourCalendar.isMonthEdge(end - Int32(even.onset)) ? 1 : 0, max(-3, min(6, now)), even.share)
    guard
      consider(
        verdict, hour: end - 1, isStrong: true, isExcused: isExcused, in: &workspace)
    else { return false }
    if hourQuarantined, !isMute { history.quarantine(hour: end - 1) }
    return hourQuarantined
  }

  /// Whether the fullest hour of a window is no more than what an earlier month end held.
  private func isMonthEndRoutine(
    _ window: SustainedWindow, end: Int32, in workspace: VolumeWorkspace
  ) -> Bool {
    var largest: UInt8 = 0
    var fullest = HourHistory.hours - 1
    for i in (HourHistory.hours - window.hours)..<HourHistory.hours where workspace.raw[i] > largest
    {
      largest = workspace.raw[i]
      fullest = i
    }
    // The window may end on another day than its peak.
    let peaks = history.monthEndPeaks(hour: end - Int32(HourHistory.hours - fullest))
    guard peaks.months >= 1 else { return false }
    // The month end must be known as a peak, or it would excuse any ordinary hour.
    return peaks.largest * Double(window.hours) > 1.5 * window.maximum
      && workspace.values[Int(largest)] <= workspace.tunables.monthEndFactor * peaks.largest
  }

  /// Applies events that came after their hour had closed, up to 26 h back.
  mutating func addLate(
    _ amount: UInt32, hour late: Int32, raised: Int64, in workspace: inout VolumeWorkspace
  ) {
    total = total &+ UInt64(amount)
    guard let count = history.amend(hour: late, by: amount, now: hour) else { return }
    guard late > firstHour, isJudging(workspace), !isAnnounced(raised) else { return }
    workspace.load(history, before: late)
    let profile = workspace.profile(of: late, first: firstHour)
    let wasQuarantined = hourQuarantined
    _ = judgeHour(
      Double(count), profile: profile, hour: late, at: raised, late: true, in: &workspace)
    hourQuarantined = wasQuarantined
  }
}
