/// The vertical axis of a chart: how high a value stands, and which values are named.
public struct ValueAxis: Sendable, Hashable {
  /// How values are spread over the height.
  public enum Scale: Sendable, Hashable {
    /// Equal steps.
    case linear
    /// log10(1 + value): equal factors, and zero still has a place.
    case logarithmic
  }

  /// How values are spread over the height.
  public let scale: Scale
  /// The value at the upper edge, above zero.
  public let top: Double
  /// The values that get a label, ascending, from zero.
  public let ticks: [Double]

  private let logTop: Double

  /// An axis from zero to `maximum`, with labels at round values.
  /// - Parameters:
  ///   - maximum: the largest value to show; below zero or not finite counts as zero.
  ///   - scale: how values are spread.
  ///   - maximumTicks: the most labels wanted, at least 3.
  ///   - wholeNumbers: whether steps below 1 make no sense, as for counts.
  public init(maximum: Double, scale: Scale, maximumTicks: Int, wholeNumbers: Bool = true) {
    self.scale = scale
    let largest = maximum.isFinite && maximum > 0 ? min(maximum, 1e18) : 1
    let wanted = max(3, maximumTicks)
    switch scale {
    case .linear:
      var step = ChartMath.niceStep(largest / Double(wanted - 1))
      // With few labels, a round value below the largest one is better than a half-empty chart.
      if step > largest { step = ChartMath.niceStepBelow(largest) }
      if wholeNumbers { step = max(1, step) }
      // The largest value reaches the upper edge: rounding up would waste a third of the height.
      top = max(step, largest)
      ticks = (0...Int((top / step + 1e-9).rounded(.down))).map { Double($0) * step }
    case .logarithmic:
      let decades = max(1, Int((ChartMath.log10(largest) - 1e-9).rounded(.up)))
      let stride = max(1, (decades + wanted - 2) / (wanted - 1))
      top = max(largest, ChartMath.powerOfTen(1))
      var ticks = [0.0]
      var exponent = 0
      while exponent <= decades {
        let value = ChartMath.powerOfTen(exponent)
        if value <= top, exponent == 0 ? stride == 1 : true { ticks.append(value) }
        exponent += stride
      }
      self.ticks = ticks
    }
    logTop = ChartMath.log10(1 + top)
  }

  /// Where a value stands, 0 at the lower edge to 1 at the upper; values beyond are clamped.
  public func fraction(_ value: Double) -> Double {
    guard value > 0 else { return 0 }
    switch scale {
    case .linear: return min(1, value / top)
    case .logarithmic: return min(1, ChartMath.log10(1 + min(value, 1e18)) / logTop)
    }
  }
}
