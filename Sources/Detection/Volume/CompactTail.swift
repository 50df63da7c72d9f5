/// The tail of one statistic's own past in eight bytes: a fading high quantile and the mean
/// log excess above it (a Hill estimate that never keeps the values).
///
/// The many-credential sibling of `FadingTail`: same reading (-log10 of a tail probability, in
/// decades), a fraction of the memory, learnt by stochastic approximation.
struct CompactTail: Equatable, Sendable {
  /// Fading estimate of the 90% quantile.
  private(set) var threshold: Float
  /// Fading mean of ln(value / threshold) for values above the threshold.
  private(set) var shape: Float

  /// Share of values above the threshold.
  static let exceedance: Double = 0.1

  init(threshold: Float = 1, shape: Float = 0.35) {
    self.threshold = threshold
    self.shape = shape
  }

  /// -log10 of the tail probability of `value`, between 0 and `cap` decades.
  func surprise(_ value: Double, cap: Double) -> Double {
    guard value > 0 else { return 0 }
    let u = Double(threshold)
    if value <= u {
      let share = value / u
      return share * share
    }
    return min(cap, 1 + RealMaths.log10(value / u) / Double(shape))
  }

  /// The value whose surprise is so many decades, at least one.
  func value(surprise: Double) -> Double {
    Double(threshold) * RealMaths.exp(2.302585092994046 * (surprise - 1) * Double(shape))
  }

  /// Takes in one value; `rate` is the learning rate, 1/n while young and its floor later.
  mutating func learn(_ value: Double, rate: Double) {
    let u = Double(threshold)
    let v = max(0, value)
    // A quantile moves up by (1 - p) and down by p in proportion to its own size.
    let up = v > u
    let step = rate * 4
    let moved = u * (up ? 1 + step * (1 - Self.exceedance) : 1 - step * Self.exceedance)
    threshold = Float(min(1e6, max(0.5, moved)))
    if up {
      let excess = min(3, RealMaths.ln(v / u))
      let s = Double(shape)
      shape = Float(min(2, max(0.08, s + min(0.3, rate * 3) * (excess - s))))
    }
  }

  init(threshold: Float, shape: Float, checked: Void) {
    self.threshold = threshold.isFinite ? min(1e6, max(0.5, threshold)) : 1
    self.shape = shape.isFinite ? min(2, max(0.08, shape)) : 0.35
  }
}
