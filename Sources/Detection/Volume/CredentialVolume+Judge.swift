extension CredentialVolume {
  /// Looks at the profile of an hour at its first event and sets the counts worth judging.
  mutating func openHour(at milliseconds: Int64, in workspace: inout VolumeWorkspace) {
    isOpen = true
    if lastActiveHour >= 0 {
      let gap = hour - lastActiveHour
      judgeReturn(gap: gap, at: milliseconds, in: &workspace)
      longestGap = max(longestGap, gap)
    }
    lastActiveHour = hour
    nextHourCount = .max
    nextQuarterCount = .max
    if isAnnounced(milliseconds) {
      hourQuarantined = true
      return
    }
    guard isJudging(workspace) else { return }
    let active = workspace.load(history, before: hour)
    guard active > 0 else { return }
    let profile = workspace.profile(of: hour, first: firstHour)
    let t = workspace.tunables
    if profile.activeDays == 0, profile.days >= 2 {
      // Never active here: a handful of calls is already worth a look.
      nextHourCount = Self.count(measure == .calls ? t.offScheduleCalls : t.offScheduleRows)
    } else {
      nextHourCount = Self.count(spikeCount(profile, workspace))
    }
    if let burst = history.burst(around: hour) {
      let floor = (measure == .calls ? t.floorCalls : t.floorRows) * 0.6
      let usual = max(burst * max(1.2, t.overMaximum), profile.median * 0.25 * t.minimumRatio)
      nextQuarterCount = Self.count(max(floor, usual))
    }
  }

  /// Enough days and events to speak.
  func isJudging(_ workspace: VolumeWorkspace) -> Bool {
    Double(hour - firstHour) >= workspace.tunables.readyDays * 24 && total >= 20
  }

  private static func count(_ value: Double) -> UInt32 {
    value >= 4e9 ? .max : UInt32(max(1, value.rounded(.up)))
  }

  /// Smallest count at which every condition of a spike can hold.
  private func spikeCount(_ profile: HourProfile, _ workspace: VolumeWorkspace) -> Double {
    let t = workspace.tunables
    let byZ = max(
      profile.medians.0 + t.minimumZ * profile.scales.0,
      max(
        profile.medians.1 + t.minimumZ * profile.scales.1,
        profile.medians.2 + t.minimumZ * profile.scales.2))
    return max(
      max(measure == .calls ? t.floorCalls : t.floorRows, t.minimumRatio * profile.median),
      max(t.overMaximum * profile.maximum, RealMaths.exp(min(byZ, 40)) - 1))
  }

  /// Judges the running hour, and sets the next count worth judging.
  mutating func judge(at milliseconds: Int64, in workspace: inout VolumeWorkspace) {
    guard !isAnnounced(milliseconds), isJudging(workspace) else {
      nextHourCount = .max
      nextQuarterCount = .max
      return
    }
    _ = workspace.load(history, before: hour)
    let profile = workspace.profile(of: hour, first: firstHour)
    let quarter = quarterCount
    var raised = false
    if hourCount >= nextHourCount {
      raised = judgeHour(
        Double(hourCount), profile: profile, hour: hour, at: milliseconds, late: false,
        in: &workspace)
      let further = max(Double(hourCount) * 1.25, spikeCount(profile, workspace))
      nextHourCount = Self.count(further)
    }
    if quarter >= nextQuarterCount {
      if !raised {
        judgeQuarter(Double(quarter), profile: profile, at: milliseconds, in: &workspace)
      }
      nextQuarterCount = Self.count(Double(quarter) * 1.25)
    }
  }

  /// Judges the count of one hour, running or closed; true when something was raised.
  mutating func judgeHour(
    _ count: Double, profile: HourProfile, hour: Int32, at milliseconds: Int64, late: Bool,
    in workspace: inout VolumeWorkspace
  ) -> Bool {
    let t = workspace.tunables
    let excess = count - profile.median
    let missed = missedBefore(hour, in: workspace)
    let forgiven = excess <= t.catchUpFactor * missed
    if profile.activeDays == 0, profile.days >= 2 {
      return judgeSchedule(
        count, profile: profile, hour: hour, at: milliseconds, forgiven: forgiven, late: late,
        in: &workspace)
    }
    let z = profile.z(count)
    let ratio = (count + 1) / (profile.median + 1)
    guard z >= t.minimumZ, ratio >= t.minimumRatio,
      count >= (measure == .calls ? t.floorCalls : t.floorRows),
      count >= t.overMaximum * profile.maximum, !forgiven
    else { return false }
    let peaks = history.monthEndPeaks(hour: hour)
    if peaks.months >= 2, count <= t.monthEndFactor * peaks.largest { return false }
    let calibrated = hourTail.surprise(z, cap: 8)
    let overProfile = RealMaths.ln((count + 1) / (profile.maximum + 1))
    let overAll = RealMaths.ln((count + 1) / (profile.overallMaximum + 1))
    let surprise = max(
      0, calibrated + max(-1, min(2, 2 * overProfile)) + max(-2, min(3, 2 * overAll)))
    var verdict = blank(.spike, hour: hour, at: milliseconds, late: late, in: workspace)
    verdict.observed = count
    verdict.expectedLow = max(0, profile.low)
    verdict.expectedMedian = max(0, profile.median)
    verdict.expectedHigh = max(profile.high, profile.median)
    verdict.ratio = ratio
    verdict.z = z
    verdict.surprise = surprise
    verdict.score = 1 - RealMaths.exp(-surprise / 5)
    verdict.maximum = profile.maximum
    verdict.comparisons = profile.days
    return raise(verdict, hour: hour, in: &workspace)
  }

  /// Judges the last quarter of an hour against the busiest ones at this time of day.
  private mutating func judgeQuarter(
    _ count: Double, profile: HourProfile, at milliseconds: Int64,
    in workspace: inout VolumeWorkspace
  ) {
    guard let burst = history.burst(around: hour) else { return }
    let t = workspace.tunables
    let missed = missedBefore(hour, in: workspace)
    guard count > t.catchUpFactor * missed else { return }
    let peaks = history.monthEndPeaks(hour: hour)
    if peaks.months >= 2, count <= t.monthEndFactor * peaks.largest { return }
    let ratio = (count + 1) / (burst + 1)
    guard ratio >= max(1.2, t.minimumRatio * 0.6) else { return }
    let overAll = RealMaths.ln((count + 1) / (profile.overallMaximum + 1))
    let z = RealMaths.ln(ratio) / 0.2
    let surprise = max(0, hourTail.surprise(z, cap: 8) + max(-2, min(3, 2 * overAll)))
    var verdict = blank(.spike, hour: hour, at: milliseconds, late: false, in: workspace)
    verdict.windowSeconds = 900
    verdict.observed = count
    verdict.expectedLow = 0
    verdict.expectedMedian = burst
    verdict.expectedHigh = burst
    verdict.ratio = ratio
    verdict.z = z
    verdict.surprise = surprise
    verdict.score = 1 - RealMaths.exp(-surprise / 5)
    verdict.maximum = burst
    verdict.comparisons = profile.days
    _ = raise(verdict, hour: hour, in: &workspace)
  }

  /// Activity at an hour of the week that was never active.
  private mutating func judgeSchedule(
    _ count: Double, profile: HourProfile, hour: Int32, at milliseconds: Int64, forgiven: Bool,
    late: Bool, in workspace: inout VolumeWorkspace
  ) -> Bool {
    let t = workspace.tunables
    guard !forgiven, count >= (measure == .calls ? t.offScheduleCalls : t.offScheduleRows) else {
      return false
    }
    let days = Double(min(28, max(1, (hour - firstHour) / 24)))
    // How often has this credential come at an unheard-of hour before? Then it is no news.
    let habit = RealMaths.log10(days / (Double(novelHours) + 0.5))
    let unseen = RealMaths.log10(Double(profile.days + 1))
    let other =
      profile.otherDays > 0
      ? Double(profile.otherActiveDays) / Double(profile.otherDays) : 0
    let far = Double(profile.distance) / 4
    let size = RealMaths.ln((count + 1) / (profile.overallMaximum + 1))
    let surprise = max(
      0, 1.5 * habit + unseen + far - other + max(-1.5, min(2, size)))
    var verdict = blank(.offSchedule, hour: hour, at: milliseconds, late: late, in: workspace)
    verdict.observed = count
    verdict.ratio = count + 1
    verdict.z = profile.z(count)
    verdict.surprise = surprise
    verdict.score = 1 - RealMaths.exp(-surprise / 5)
    verdict.maximum = profile.overallMaximum
    verdict.comparisons = profile.days
    guard verdict.score >= t.offScheduleScore else { return false }
    return raise(verdict, hour: hour, in: &workspace)
  }

  /// The first event after a silence longer than any before.
  private mutating func judgeReturn(
    gap: Int32, at milliseconds: Int64, in workspace: inout VolumeWorkspace
  ) {
    let t = workspace.tunables
    let silent = Double(gap) / 24
    guard silent >= t.dormantDays, !isAnnounced(milliseconds) else { return }
    let longest = Double(max(24, longestGap))
    let ratio = Double(gap) / longest
    guard ratio >= 2 || silent >= 183 else { return }
    let surprise = 2 + 3 * RealMaths.log10(ratio) + silent / 15
    var verdict = blank(.dormant, hour: hour, at: milliseconds, late: false, in: workspace)
    verdict.observed = 1
    verdict.ratio = ratio
    verdict.surprise = surprise
    verdict.score = 1 - RealMaths.exp(-surprise / 5)
    verdict.gapHours = Int(gap)
    verdict.longestGapHours = Int(longestGap)
    _ = raise(verdict, hour: hour, in: &workspace)
    if gap >= 30 * 24 {
      // Four weeks of zeros are no baseline: learn anew.
      firstHour = hour
      closedHours = 0
      novelHours = 0
    }
  }

  /// Volume that was expected in the hours before `hour` and did not come.
  func missedBefore(_ hour: Int32, in workspace: VolumeWorkspace) -> Double {
    var missed = 0.0
    for i in 0..<5 {
      let w = workspace.window(hours: SustainedWindow.lengths[i], end: hour, first: firstHour)
      // Ordinary variation is no debt: only a window that was clearly too quiet counts.
      if w.comparisons >= 3, w.z < -2.5 { missed = max(missed, w.median - w.observed) }
    }
    return missed
  }

  func blank(
    _ kind: VolumeVerdict.Kind, hour: Int32, at milliseconds: Int64, late: Bool,
    in workspace: VolumeWorkspace
  ) -> VolumeVerdict {
    let days = Double(max(0, hour - firstHour)) / 24
    return VolumeVerdict(
      kind: kind, measure: measure,
      windowStart: HourCalendar.start(hour, offset: workspace.offset), windowSeconds: 3_600,
      raised: milliseconds, observed: 0, expectedLow: 0, expectedMedian: 0, expectedHigh: 0,
      ratio: 0, z: 0, surprise: 0, score: 0, confidence: min(1, 0.3 + days / 40), maximum: 0,
      historyDays: min(28, Int(days)), comparisons: 0, hourOfDay: HourCalendar.hourOfDay(hour),
      weekend: HourCalendar.isWeekend(hour), gapHours: 0, longestGapHours: 0, late: late)
  }

  /// Raises a verdict unless one of its kind rests; true when raised or resting.
  mutating func raise(
    _ verdict: VolumeVerdict, hour: Int32, in workspace: inout VolumeWorkspace
  ) -> Bool {
    let k = Int(verdict.kind.rawValue)
    hourQuarantined = true
    if hour < restUntil[k],
      verdict.score < Double(restScore[k]) + workspace.tunables.restMargin
    {
      return true
    }
    restUntil[k] = hour + Int32(workspace.tunables.restHours)
    restScore[k] = Float(verdict.score)
    workspace.verdicts.append(verdict)
    return true
  }
}
