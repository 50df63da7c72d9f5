/// A count kept in one byte: exact up to 15, then in steps of 8%.
///
/// Steps of 8% are half of the narrowest scale the model ever trusts (0.15 in log space), so four
/// weeks of hourly counts fit in 672 bytes without changing a verdict. The largest code stands for
/// 1.6 thousand million or more.
struct CountCode: Equatable, Sendable {
  let raw: UInt8

  /// ln 1.08.
  private static let step = 0.0769610411361284
  private static let ln15 = 2.70805020110221

  init(raw: UInt8) { self.raw = raw }

  init(_ count: UInt32) {
    if count <= 15 {
      raw = UInt8(truncatingIfNeeded: count)
    } else {
      let steps = ((RealMaths.ln(Double(count)) - Self.ln15) / Self.step).rounded()
      raw = UInt8(15 + min(240, max(0, steps)))
    }
  }

  /// The count this code stands for.
  var value: Double {
    raw <= 15 ? Double(raw) : RealMaths.exp(Self.ln15 + Double(raw - 15) * Self.step)
  }
}
