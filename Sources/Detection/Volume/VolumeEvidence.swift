/// How the views of the evidence add up to one score, for each kind of verdict.
///
/// Every view is a plain number a person can check (decades of surprise against the credential's own
/// past, log of observed over a maximum, share of days). What each adds is read off a curve of a few
/// points; the score is the logistic of the sum, which is in log odds for every kind, so that one
/// threshold serves all of them. Curves of views that can only speak for (or against) an attack only
/// rise (or fall), and beyond their ends they are level: nothing far outside what was ever seen is
/// believed more than what was. They were fitted on synthetic credentials with injected attacks
/// (`Benchmarks/volume`) and checked on other files; see `VolumeVerdict.evidence`.
enum VolumeEvidence {
  /// One view: its name, and what it adds at each of some points; nothing when there are none.
  struct View {
    let name: String
    let points: [(Double, Double)]

    init(_ name: String, _ points: (Double, Double)...) {
      self.name = name
      self.points = points
    }

    func adds(_ value: Double) -> Double {
      guard let first = points.first, let last = points.last else { return 0 }
      if value <= first.0 { return first.1 }
      var before = first
      for point in points.dropFirst() {
        if value < point.0 {
          return before.1 + (point.1 - before.1) * (value - before.0) / (point.0 - before.0)
        }
        before = point
      }
      return last.1
    }
  }

  struct Weights {
    let bias: Double
    let views: [View]
  }

  static func of(_ verdict: VolumeVerdict) -> Weights {
    switch verdict.kind {
    case .spike: verdict.windowSeconds < 3_600 ? burst : spike
    case .sustained: verdict.isDaily ? daily : held
    case .offSchedule: offSchedule
    case .dormant: verdict.isFirst ? first : dormant
    }
  }

  /// What a catch-up or a known month end takes off the sum, where such things are listed at all.
  static let excuse = 3.0

  /// The score, between 0 and 1.
  static func score(_ verdict: VolumeVerdict) -> Double {
    let model = of(verdict)
    var sum = model.bias - (verdict.isExcused ? excuse : 0)
    for i in model.views.indices { sum += model.views[i].adds(verdict.evidence[i]) }
    return 1 / (1 + RealMaths.exp(-sum))
  }
}

extension VolumeVerdict {
  /// The views that raised the score, strongest first, each with its share of the evidence (0-1).
  public var contributions: [(view: String, share: Double)] {
    let views = VolumeEvidence.of(self).views
    let parts = views.indices.map { views[$0].adds(evidence[$0]) }
    let total = parts.reduce(0) { $0 + max(0, $1) }
    guard total > 0 else { return [] }
    return views.indices
      .filter { parts[$0] > 0 }
      .map { (view: views[$0].name, share: parts[$0] / total) }
      .sorted { $0.share > $1.share }
  }
}
