extension VolumeScore {
  /// One sentence: what was seen, what was expected, and the views that carry the surprise.
  public var explanation: String {
    let seen = VolumeVerdict.number(observed)
    let range =
      "\(VolumeVerdict.number(expectedLow))–\(VolumeVerdict.number(expectedHigh))"
    var text =
      "\(seen) \(spanText) against \(VolumeVerdict.number(expectedMedian)) expected "
      + "(usual range \(range))"
    let telling = VolumeView.allCases
      .filter { contribution($0) >= 1 }
      .sorted { contribution($0) > contribution($1) }
      .prefix(3)
    for view in telling {
      let share = surprise > 0 ? Int((contribution(view) / surprise * 100).rounded()) : 0
      text += "; \(view.phrase) (\(share)%)"
    }
    return telling.isEmpty ? text + "; nothing unusual" : text
  }

  private var spanText: String {
    interval >= 60_000 && interval <= 86_400_000 * 7
      ? "in \(VolumeVerdict.span(Int(interval / 1_000)))" : "in this bucket"
  }
}

extension VolumeView {
  /// What this view says when it speaks.
  public var phrase: String {
    switch self {
    case .level: "far from the long-run level"
    case .residual: "a jump the recent average did not announce"
    case .shiftShort: "the last 10 values moved together"
    case .shiftLong: "the last 40 values moved together"
    case .rough: "more restless than usual"
    case .flat: "flatter than usual"
    case .shapeShort: "the last 6 values look like none before"
    case .shapeMiddle: "the last 16 values look like none before"
    case .shapeLong: "the last 48 values look like none before"
    }
  }
}
