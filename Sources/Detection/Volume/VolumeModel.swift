/// How surprising is this count, for this series, now: a streaming model of one series of counts.
///
/// Nine plain views of the series (distance from the long median, residual of a moving average,
/// shifts of the mean, roughness, distance to the nearest earlier shapes) are each turned into a
/// tail probability by the tail of *their own* past. Views of the same thing (level, shift, roughness,
/// shape) say the same twice: of each such group the strongest counts, and their decades (to the power
/// 3/2) are summed. The mean of the last few sums is added, so that what stays surprising outranks
/// one wild value. No view is trusted raw: a near-constant series would drive every deviation to
/// infinity. Memory is bounded (at most 130 KB), time per value a few microseconds, and the same
/// values give the same scores.
public struct VolumeModel: Sendable {
  var parameters: VolumeModelParameters
  private var window: SampleWindow
  private var shapes = ShapeSearch()
  private var tails: [FadingTail]
  private var sumTail: FadingTail
  private var average = 0.0
  private var roughness = 0.0
  private var samples = 0
  private var lastStart: Int64 = .min
  private var lastValue = 0.0
  private var clock = IntervalClock()
  private var rest = AlertRest()
  /// The sums of the last values, in no order.
  private var recent = InlineArray<8, Double>(repeating: 0)
  private static let recentCount = 8

  public init() { self.init(parameters: VolumeModelParameters()) }

  init(parameters: VolumeModelParameters) {
    self.parameters = parameters
    window = SampleWindow(capacity: parameters.memory)
    tails = VolumeView.allCases.map { _ in FadingTail(halfLife: parameters.halfLife) }
    sumTail = FadingTail(halfLife: parameters.halfLife)
  }

  /// Scores one value against everything before it, then learns it.
  ///
  /// A value that is not finite is scored 0 and not learnt; negative values are legal.
  /// - Parameters:
  ///   - value: the count, or any other level of this bucket.
  ///   - bucketStart: epoch milliseconds; repeated or backward times are taken as they come.
  public mutating func ingest(value: Double, bucketStart: Int64) -> VolumeScore {
    var result = VolumeScore(
      score: 0, surprise: 0, contributions: InlineArray(repeating: 0), observed: value,
      expectedLow: window.quantile(0.05), expectedMedian: average,
      expectedHigh: window.quantile(0.95), history: samples, interval: clock.interval,
      rangeLow: window.quantile(0), rangeHigh: window.quantile(1))
    guard value.isFinite else { return result }
    clock.observe(bucketStart)
    let x = max(-1e100, min(1e100, value))
    if samples == 0 {
      average = x
      lastValue = x
    }
    let statistics = views(of: x)
    for i in tails.indices {
      let decades = tails[i].surprise(statistics[i], cap: parameters.cap)
      // To the power 3/2: one view that is sure outweighs several that wonder.
      let weighed = decades * decades.squareRoot() * parameters.weights[i]
      result.contributions[i] = weighed
      tails[i].learn(statistics[i])
    }
    let sum = Self.strongest(&result.contributions)
    result.surprise = sum
    let own = sumTail.surprise(sum, cap: parameters.sumCap)
    sumTail.learn(sum)
    let warm = min(1, Double(samples) / parameters.warmUp)
    recent[samples % Self.recentCount] = sum
    var held = 0.0
    for i in 0..<Self.recentCount { held += recent[i] }
    held /= Double(min(samples + 1, Self.recentCount))
    let total = (sum + held + own * parameters.ownWeight) * warm
    let calm = rest.apply(
      total, at: bucketStart, fallbackStep: clock.interval, parameters: parameters)
    result.score = 1 - RealMaths.exp(-max(0, calm) / parameters.scoreScale)
    learn(x)
    return result
  }

  /// Leaves of each group of views the strongest; gives their sum.
  private static func strongest(_ parts: inout InlineArray<9, Double>) -> Double {
    var sum = 0.0
    var first = 0
    for group in 0..<4 {
      let end = VolumeView.groupEnds[group]
      var best = first
      for i in first..<end where parts[i] > parts[best] { best = i }
      for i in first..<end where i != best { parts[i] = 0 }
      sum += parts[best]
      first = end
    }
    return sum
  }

  /// The raw statistic of every view for `x`, before it is learnt.
  private mutating func views(of x: Double) -> InlineArray<9, Double> {
    var out = InlineArray<9, Double>(repeating: 0)
    guard samples >= 12 else { return out }
    let median = window.quantile(0.5)
    out[VolumeView.level.rawValue] = abs(x - median)
    out[VolumeView.residual.rawValue] = abs(x - average)
    window.append(x)
    window.withRecent { line in
      let n = line.count
      let short = Self.mean(line, from: n - 10, to: n)
      let before = Self.mean(line, from: n - 50, to: n - 10)
      out[VolumeView.shiftShort.rawValue] = abs(short - before)
      let long = Self.mean(line, from: n - 40, to: n)
      let longBefore = Self.mean(line, from: n - 400, to: n - 40)
      out[VolumeView.shiftLong.rawValue] = abs(long - longBefore)
      var rough = 0.0
      let first = max(1, n - 10)
      for i in first..<n { rough += abs(line[i] - line[i - 1]) }
      rough /= Double(n - first)
      if roughness > 0 {
        out[VolumeView.rough.rawValue] = rough / roughness
        out[VolumeView.flat.rawValue] = roughness / (rough + roughness * 0.01)
      }
    }
    let count = window.count
    let near = window.withLine { shapes.nearest($0, count: count) }
    out[VolumeView.shapeShort.rawValue] = near.short
    out[VolumeView.shapeMiddle.rawValue] = near.middle
    out[VolumeView.shapeLong.rawValue] = near.long
    return out
  }

  private mutating func learn(_ x: Double) {
    if samples < 12 { window.append(x) }
    let difference = abs(x - lastValue)
    let rate = max(parameters.roughRate, 1 / Double(samples + 1))
    roughness += (difference - roughness) * rate
    average += (x - average) * max(parameters.averageRate, 1 / Double(samples + 1))
    lastValue = x
    samples &+= 1
  }

  private static func mean(_ line: UnsafeBufferPointer<Double>, from: Int, to: Int) -> Double {
    let start = max(0, from)
    let end = max(start + 1, to)
    var sum = 0.0
    for i in start..<min(end, line.count) { sum += line[i] }
    return sum / Double(end - start)
  }
}
