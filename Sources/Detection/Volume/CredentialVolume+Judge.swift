extension CredentialVolume {
  /// Looks at the profile of an hour at its first event and sets the counts worth judging.
  ///
  /// `isLoaded` says that the workspace holds the hours before it already.
  mutating func openHour(
    at milliseconds: Int64, isLoaded: Bool, in workspace: inout VolumeWorkspace
  ) {
    isOpen = true
    if isInToldRun { hourQuarantined = true }
    var silence: Int32 = 0
    if lastActiveHour >= 0 {
      let gap = hour - lastActiveHour
      judgeReturn(gap: gap, at: milliseconds, in: &workspace)
      longestGap = max(longestGap, gap)
      silence = gap - 1
    }
    lastActiveHour = hour
    nextHourCount = .max
    nextQuarterCount = .max
    if isAnnounced(milliseconds) {
      hourQuarantined = true
      return
    }
    guard isJudging(workspace) else { return }
    if !isLoaded { workspace.load(history, before: hour) }
    guard workspace.activeHours > 0 else { return }
    noteSilence(silence, in: workspace)
    let profile = workspace.profile(of: hour, first: firstHour)
    let t = workspace.tunables
    if profile.activeDays == 0, profile.days >= 2 {
      // Never active here: a handful of calls is already worth a look.
      nextHourCount = Self.count(measure == .calls ? t.offScheduleCalls : t.offScheduleRows)
    } else {
      nextHourCount = Self.count(spikeCount(profile, workspace))
    }
    // Where an hour comes all at once, its busiest quarter says no more than the hour.
    if let burst = history.burst(around: hour), profile.median >= 4,
      burst >= 0.25 * profile.median, burst <= 0.8 * profile.maximum
    {
      let usual =
        t.listsExcused
        ? profile.quarterCount(
          z: quarterTail.value(surprise: SpikeGate.quarterSurprise))
        : max(
          burst * SpikeGate.overQuarter, burst + 5 * burst.squareRoot(),
          profile.median * 0.25 * SpikeGate.ratio)
      nextQuarterCount = Self.count(max(spikeFloor(t), usual))
    }
  }

  /// Enough days and events to speak.
  func isJudging(_ workspace: VolumeWorkspace) -> Bool {
    Double(hour - firstHour) >= workspace.tunables.readyDays * 24 && total >= 20
  }

  private static func count(_ value: Double) -> UInt32 {
    value >= 4e9 ? .max : UInt32(max(1, value.rounded(.up)))
  }

  /// Smallest count at which an hour is a candidate for a spike.
  private func spikeCount(_ profile: HourProfile, _ workspace: VolumeWorkspace) -> Double {
    let t = workspace.tunables
    let z = min(SpikeGate.z, t.minimumZ)
    let byZ = max(
      profile.medians.0 + z * profile.scales.0,
      max(profile.medians.1 + z * profile.scales.1, profile.medians.2 + z * profile.scales.2))
    return max(
      max(spikeFloor(t), min(SpikeGate.ratio, t.minimumRatio) * profile.median),
      max(
        min(SpikeGate.overMaximum, t.overMaximum) * profile.maximum,
        RealMaths.exp(min(byZ, 40)) - 1))
  }

  private func spikeFloor(_ t: VolumeTunables) -> Double {
    measure == .calls
      ? min(SpikeGate.calls, t.floorCalls) : min(SpikeGate.rows, t.floorRows)
  }

  /// Judges the running hour, and sets the next count worth judging.
  mutating func judge(at milliseconds: Int64, in workspace: inout VolumeWorkspace) {
    guard !isAnnounced(milliseconds), isJudging(workspace) else {
      nextHourCount = .max
      nextQuarterCount = .max
      return
    }
    workspace.load(history, before: hour)
    let profile = workspace.profile(of: hour, first: firstHour)
    let quarter = quarterCount
    var raised = false
    let count = Double(hourCount)
    if hourCount >= nextHourCount {
      raised = judgeHour(
        count, profile: profile, hour: hour, at: milliseconds, late: false, in: &workspace)
      let further = max(count * 1.25, spikeCount(profile, workspace))
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
    let forgiven = excess <= t.catchUpFactor * credit(at: hour)
    if profile.activeDays == 0, profile.days >= 2 {
      return judgeSchedule(
        count, profile: profile, hour: hour, at: milliseconds, forgiven: forgiven, late: late,
        in: &workspace)
    }
    let z = profile.z(count)
    let ratio = (count + 1) / (profile.median + 1)
    guard count >= spikeCount(profile, workspace) else { return false }
    let excused = forgiven || isMonthEndRoutine(count, at: hour, since: profile, t)
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
    verdict.maximum = profile.maximum
    verdict.comparisons = profile.days
    verdict.evidence = SIMD16(
      calibrated, overProfile, overAll, profile.spreadsOverMaximum(count),
      RealMaths.ln(max(0.1, z)),
      RealMaths.ln1p(count), prior(.spike, at: hour),
      Double(profile.activeDays) / Double(max(1, profile.days)),
      workspace.rarity(of: count), RealMaths.ln(ratio),
      workspace.drift(skipping: 0, known: Int(hour - firstHour)),
      RealMaths.ln(max(profile.scales.0, max(profile.scales.1, profile.scales.2))),
      RealMaths.ln(Double(max(1, profile.days))),
      late ? 0 : workspace.before(profile), HourCalendar.isMonthEdge(hour) ? 1 : 0, 0)
    let isStrong =
      t.listsExcused
      || z >= t.minimumZ && ratio >= t.minimumRatio
        && count >= (measure == .calls ? t.floorCalls : t.floorRows)
        && count >= t.overMaximum * profile.maximum
    return consider(
      verdict, hour: hour, isStrong: isStrong, isExcused: excused, in: &workspace)
  }

  /// Whether a count is no more than what earlier month ends held at this distance.
  ///
  /// Closing the books comes within days of the month end: there one earlier month is enough, when
  /// it stood out of all hours since. Any other day of the month must repeat itself.
  private func isMonthEndRoutine(
    _ count: Double, at hour: Int32, since profile: HourProfile, _ t: VolumeTunables
  ) -> Bool {
    let peaks = history.monthEndPeaks(hour: hour)
    guard count <= t.monthEndFactor * peaks.largest else { return false }
    let isNear = abs(HourCalendar.monthEnd(hour).distance) <= 3
    return peaks.months >= 2
      || isNear && peaks.months == 1 && peaks.largest >= 1.5 * profile.overallMaximum
  }

  /// Judges the last quarter of an hour against the busiest ones at this time of day.
  private mutating func judgeQuarter(
    _ count: Double, profile: HourProfile, at milliseconds: Int64,
    in workspace: inout VolumeWorkspace
  ) {
    guard let burst = history.burst(around: hour) else { return }
    let t = workspace.tunables
    let excused =
      count <= t.catchUpFactor * credit(at: hour)
      || isMonthEndRoutine(count, at: hour, since: profile, t)
    let ratio = (count + 1) / (burst + 1)
    let overAll = RealMaths.ln((count + 1) / (profile.overallMaximum + 1))
    let z = profile.quarterZ(count)
    let calibrated = quarterTail.surprise(z, cap: 8)
    let surprise = max(0, calibrated + max(-2, min(3, 2 * overAll)))
    var verdict = blank(.spike, hour: hour, at: milliseconds, late: false, in: workspace)
    verdict.windowSeconds = 900
    verdict.observed = count
    verdict.expectedLow = 0
    verdict.expectedMedian = burst
    verdict.expectedHigh = burst
    verdict.ratio = ratio
    verdict.z = z
    verdict.surprise = surprise
    verdict.maximum = burst
    verdict.comparisons = profile.days
    verdict.evidence = SIMD16(
      calibrated, RealMaths.ln(ratio), overAll,
      RealMaths.ln((count + 1) / (0.25 * profile.median + 1)),
      RealMaths.ln(max(profile.scales.0, max(profile.scales.1, profile.scales.2))),
      RealMaths.ln1p(count), prior(.spike, at: hour),
      Double(profile.activeDays) / Double(max(1, profile.days)),
      RealMaths.ln((count + 1) / (history.busiestQuarter + 1)),
      RealMaths.ln(Double(max(1, profile.days))),
      workspace.drift(skipping: 0, known: Int(hour - firstHour)), RealMaths.ln(max(0.1, z)),
      workspace.before(profile),
      Double(max(slots[0], max(slots[1], slots[2]))) / max(1, count),
      HourCalendar.isMonthEdge(hour) ? 1 : 0, 0)
    let isStrong =
      t.listsExcused
      || ratio >= max(SpikeGate.overQuarter, t.minimumRatio * 0.6)
        && count >= (measure == .calls ? t.floorCalls : t.floorRows)
    _ = consider(verdict, hour: hour, isStrong: isStrong, isExcused: excused, in: &workspace)
  }

  /// Activity at an hour of the week that was never active.
  private mutating func judgeSchedule(
    _ count: Double, profile: HourProfile, hour: Int32, at milliseconds: Int64, forgiven: Bool,
    late: Bool, in workspace: inout VolumeWorkspace
  ) -> Bool {
    let t = workspace.tunables
    guard count >= (measure == .calls ? t.offScheduleCalls : t.offScheduleRows) else {
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
    verdict.maximum = profile.overallMaximum
    verdict.comparisons = profile.days
    verdict.evidence = SIMD16(
      habit, unseen, Double(profile.distance), other, max(0, size), RealMaths.ln1p(count),
      prior(.offSchedule, at: hour), Double(profile.occupiedHours),
      RealMaths.ln((Double(novelHours) + 0.5) / (Double(closedHours) + 1)),
      RealMaths.ln1p(Double(workspace.activeHours(near: hour))),
      RealMaths.ln1p(Double(workspace.activeHours)), max(-4, min(0, size)), days / 28, 0, 0, 0)
    return consider(
      verdict, hour: hour, isStrong: true, isExcused: forgiven, in: &workspace)
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
    // A credential that was only ever tried has no habit to break.
    let used = Double(lastActiveHour - firstHour) / 24
    guard used >= Self.leastUseDays || silent >= 183 else { return }
    let surprise = 2 + 3 * RealMaths.log10(ratio) + silent / 15
    var verdict = blank(.dormant, hour: hour, at: milliseconds, late: false, in: workspace)
    verdict.observed = 1
    verdict.ratio = ratio
    verdict.surprise = surprise
    verdict.gapHours = Int(gap)
    verdict.longestGapHours = Int(longestGap)
    let days = Double(history.activeDays)
    let decades = days * RealMaths.log10(1 + silent / max(1, used))
    verdict.evidence = SIMD16(
      RealMaths.ln(ratio), silent, RealMaths.ln1p(Double(total)), RealMaths.ln1p(used),
      min(10, decades), RealMaths.ln1p(days), prior(.dormant, at: hour), 0, 0, 0, 0, 0, 0, 0, 0, 0)
    _ = consider(verdict, hour: hour, isStrong: true, in: &workspace)
    if gap >= 30 * 24 {
      // Four weeks of zeros are no baseline: learn anew.
      firstHour = hour
      closedHours = 0
      novelHours = 0
    }
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
      weekend: HourCalendar.isWeekend(hour), gapHours: 0, longestGapHours: 0, evidence: .zero,
      late: late)
  }

  /// ln(1 + fading number of earlier candidates of this kind): what a credential does every week is
  /// no news.
  func prior(_ kind: VolumeVerdict.Kind, at hour: Int32) -> Double {
    let k = Int(kind.rawValue)
    guard lastCandidate[k] >= 0 else { return 0 }
    let since = max(0, hour - lastCandidate[k])
    // The running episode is not its own precedent.
    if since < Self.episodeHours { return RealMaths.ln1p(Double(candidates[k])) }
    return RealMaths.ln1p((Double(candidates[k]) + 1) * RealMaths.exp(-Double(since) / 672))
  }

  private static let episodeHours: Int32 = 12
  private static let leastUseDays = 3.0

  /// Whether a verdict is kept back by an earlier one that still rests: it is, unless its score or
  /// its pace is clearly larger.
  private func rests(_ verdict: VolumeVerdict, at hour: Int32, _ t: VolumeTunables) -> Bool {
    let kind = Int(verdict.kind.rawValue)
    // Spike and held level are the first two kinds; the other two are about when, not how much.
    for k in 0..<4 where (k == kind || t.oneRest && k / 2 == kind / 2) && hour < restUntil[k] {
      if !t.breaksRest(verdict.score, over: Double(restScore[k])),
        verdict.hourlyRate < Double(restRate[k]) * t.restFactor
      {
        return true
      }
    }
    return false
  }

  private func leastScore(_ kind: VolumeVerdict.Kind, _ t: VolumeTunables) -> Double {
    switch kind {
    case .spike: t.spikeScore
    case .sustained: t.sustainedScore
    case .offSchedule, .dormant: t.offScheduleScore
    }
  }

  /// Notes a candidate, and raises it when it is strong and no stronger one of its kind rests.
  ///
  /// - Returns: true when it was raised, or would have been but for the rest.
  mutating func consider(
    _ candidate: VolumeVerdict, hour: Int32, isStrong: Bool, isExcused: Bool = false,
    isSure: Bool = false, in workspace: inout VolumeWorkspace
  ) -> Bool {
    if isExcused, !workspace.tunables.listsExcused { return false }
    var verdict = candidate
    verdict.isExcused = isExcused
    verdict.score = VolumeEvidence.score(verdict)
    let k = Int(verdict.kind.rawValue)
    candidates[k] = Float(RealMaths.exp(prior(verdict.kind, at: hour)) - 1)
    lastCandidate[k] = max(hour, lastCandidate[k])
    guard isStrong, isSure || verdict.score >= leastScore(verdict.kind, workspace.tunables) else {
      return false
    }
    if verdict.score >= workspace.tunables.quarantineScore { hourQuarantined = true }
    if rests(verdict, at: hour, workspace.tunables) { return true }
    restUntil[k] = hour + Int32(workspace.tunables.restHours)
    restScore[k] = Float(verdict.score)
    restRate[k] = Float(verdict.hourlyRate)
    workspace.verdicts.append(verdict)
    return true
  }
}

/// From these on an hour counts as a candidate for a spike, whatever the settings: candidates are
/// how a credential's own past calibrates its verdicts.
enum SpikeGate {
  static let z = 2.5
  static let ratio = 2.2
  /// Times the busiest quarter hour known at this time of day.
  static let overQuarter = 1.7
  static let overMaximum = 1.0
  /// Decades from which a quarter hour counts as a candidate.
  static let quarterSurprise = 1.5
  static let calls = 10.0
  static let rows = 500.0
}
