/// First calls of credentials that were silent since records began.
///
/// How surprising they are depends on how long the records are, and on how often such a thing happens
/// here: where a new credential turns up every other day, another one is no news.
struct Newcomers: Sendable {
  private struct Known {
    /// When it was first mentioned, with a count or with a zero.
    let since: Int64
    var hasCalled = false
  }

  private var known: [Known] = []
  private var origin: Int64?
  /// Fading number of first calls after the first days; half-life of about three weeks.
  private var recent = 0.0
  private var recentAt: Int64 = 0

  /// Records have to reach back so long.
  private static let leastDays = 7.0
  private static let day = 86_400_000.0
  private static let life = 28.0

  /// Notes that credential `index`, the next one, was mentioned.
  mutating func meet(_ index: Int, at time: Int64) {
    origin = min(origin ?? time, time)
    known.append(Known(since: time))
  }

  /// Judges the first calls of a credential; nil for any but the first, and while records are young.
  mutating func judge(
    _ index: Int, _ calls: UInt32, at time: Int64, _ t: VolumeTunables
  ) -> VolumeVerdict? {
    guard let origin, !known[index].hasCalled else { return nil }
    known[index].hasCalled = true
    let days = Double(time - origin) / Self.day
    guard days >= Self.leastDays, t.listsExcused else { return nil }
    let isNamed = known[index].since < time - 86_400_000
    let faded = recent * RealMaths.exp(-Double(time - recentAt) / Self.day / Self.life)
    recent = faded + 1
    recentAt = max(recentAt, time)
    // Per credential: one newcomer a week says less about a population of thousands.
    let count = Double(known.count)
    let habit = faded / count + 0.5 / max(200, count)
    var verdict = VolumeVerdict(
      kind: .dormant, measure: .calls, windowStart: time, windowSeconds: 3_600, raised: time,
      observed: Double(calls), expectedLow: 0, expectedMedian: 0, expectedHigh: 0, ratio: 1, z: 0,
      surprise: 0, score: 0, confidence: min(1, 0.3 + days / 40), maximum: 0,
      historyDays: min(28, Int(days)), comparisons: 0,
      hourOfDay: HourCalendar.hourOfDay(HourCalendar.hour(time, offset: 0)), weekend: false,
      gapHours: Int(days * 24), longestGapHours: 0, evidence: .zero, late: false)
    verdict.isFirst = true
    verdict.evidence[0] = days
    verdict.evidence[1] = RealMaths.ln(habit)
    verdict.evidence[2] = RealMaths.ln1p(Double(calls))
    verdict.evidence[3] = isNamed ? 1 : 0
    verdict.score = VolumeEvidence.score(verdict)
    return verdict.score >= t.offScheduleScore ? verdict : nil
  }
}
