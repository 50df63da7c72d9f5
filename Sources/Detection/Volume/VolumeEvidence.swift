/// How the views of the evidence add up to one score, for each kind of verdict.
///
/// Every view is a plain number a person can check (decades of surprise against the credential's own
/// past, log of observed over a maximum, share of days). The score is the logistic of their weighted
/// sum, so one threshold serves all kinds. Weights were fitted on synthetic credentials with
/// injected attacks and then rounded, and checked on others; see `VolumeVerdict.evidence`.
enum VolumeEvidence {
  struct Weights {
    let names: [String]
    let weights: SIMD8<Double>
    let bias: Double
  }

  static let spike = Weights(
    names: [
      "own past", "over the hour's maximum", "over the 28-day maximum", "spreads over maximum",
      "deviation",
      "size", "precedents", "regularity",
    ],
    weights: SIMD8(0.75, 0.05, 0.35, 0.85, 0, 0.25, -0.1, 1.6), bias: -6.1)

  static let burst = Weights(
    names: [
      "own past", "over the busiest quarter", "over the 28-day maximum", "over the hour's pace",
      "deviation", "size", "precedents", "regularity",
    ],
    weights: SIMD8(1.9, 0, 0.6, 0, -1.1, 0.05, 0, 0), bias: -5.6)

  static let sustained = Weights(
    names: [
      "own past", "over the largest such window", "ratio", "deviation", "spreads over maximum",
      "size",
      "precedents", "history",
    ],
    weights: SIMD8(1.15, -0.2, 0.25, 0.06, 1.35, 0.85, 0.2, 0.06), bias: -6.9)

  static let daily = Weights(
    names: [
      "sum of excess", "ratio", "usual spread", "days", "size", "deviation", "precedents",
      "history",
    ],
    weights: SIMD8(0.25, 0.6, -0.6, -0.15, 0.17, 0, 0.2, 0.12), bias: -7.4)

  static let offSchedule = Weights(
    names: [
      "never at such hours", "days without", "hours away from any use", "use on other days", "size",
      "count", "precedents", "hours in use",
    ],
    weights: SIMD8(0.7, 2.6, 0.3, -3.9, 0.1, 0.05, -0.85, 0.07), bias: -6.1)

  static let dormant = Weights(
    names: [
      "longer than any gap", "days of silence", "earlier calls", "days of use", "", "",
      "precedents", "",
    ],
    weights: SIMD8(1.5, 0.1, 0.1, 0.8, 0, 0, -1, 0), bias: -5.5)

  static func of(_ verdict: VolumeVerdict) -> Weights {
    switch verdict.kind {
    case .spike: verdict.windowSeconds < 3_600 ? burst : spike
    case .sustained: verdict.isDaily ? daily : sustained
    case .offSchedule: offSchedule
    case .dormant: dormant
    }
  }

  /// What a catch-up or a known month end takes off the sum, where such things are listed at all.
  static let excuse = 3.0

  /// The score, between 0 and 1.
  static func score(_ verdict: VolumeVerdict) -> Double {
    let model = of(verdict)
    let sum =
      (verdict.evidence * model.weights).sum() + model.bias - (verdict.isExcused ? excuse : 0)
    return 1 / (1 + RealMaths.exp(-sum))
  }
}

extension VolumeVerdict {
  /// The views that raised the score, strongest first, each with its share of the evidence (0-1).
  public var contributions: [(view: String, share: Double)] {
    let model = VolumeEvidence.of(self)
    let parts = evidence * model.weights
    let total = parts.indices.reduce(0) { $0 + max(0, parts[$1]) }
    guard total > 0 else { return [] }
    return parts.indices
      .filter { parts[$0] > 0 }
      .map { (view: model.names[$0], share: parts[$0] / total) }
      .sorted { $0.share > $1.share }
  }
}
