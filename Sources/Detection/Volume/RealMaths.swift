/// The few transcendental functions the volume model needs, in plain arithmetic.
///
/// Written out so that this module imports no C library and gives the same bits on every platform.
/// Relative error is below 1e-12 over the whole range used here.
enum RealMaths {
  /// Natural logarithm; values that are not positive and finite are clamped to the nearest that is.
  static func ln(_ value: Double) -> Double {
    guard value > 0 else { return -708 }
    guard value < Double.greatestFiniteMagnitude else { return 709 }
    var mantissa = value.significand
    var exponent = Double(value.exponent)
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    // ln m = 2 atanh((m - 1) / (m + 1)); the argument is below 0.172, so eight terms suffice.
    let s = (mantissa - 1) / (mantissa + 1)
    let q = s * s
    var sum = 1.0 / 15
    sum = sum * q + 1.0 / 13
    sum = sum * q + 1.0 / 11
    sum = sum * q + 1.0 / 9
    sum = sum * q + 1.0 / 7
    sum = sum * q + 1.0 / 5
    sum = sum * q + 1.0 / 3
    sum = sum * q + 1
    return exponent * 0.6931471805599453 + 2 * s * sum
  }

  /// ln(1 + value) for a value that is a count: negative values count as zero.
  static func ln1p(_ value: Double) -> Double { value > 0 ? ln(1 + value) : 0 }

  static func log10(_ value: Double) -> Double { ln(value) * 0.4342944819032518 }

  /// The exponential, clamped to what a Double can hold.
  static func exp(_ value: Double) -> Double {
    guard value > -708 else { return 0 }
    guard value < 709 else { return Double.greatestFiniteMagnitude }
    let k = (value * 1.4426950408889634).rounded()
    let r = value - k * 0.6931471805599453
    // Taylor series by Horner; |r| is below 0.35, so twelve terms reach 1e-15.
    var sum = 1.0 / 479_001_600
    sum = sum * r + 1.0 / 39_916_800
    sum = sum * r + 1.0 / 3_628_800
    sum = sum * r + 1.0 / 362_880
    sum = sum * r + 1.0 / 40_320
    sum = sum * r + 1.0 / 5_040
    sum = sum * r + 1.0 / 720
    sum = sum * r + 1.0 / 120
    sum = sum * r + 1.0 / 24
    sum = sum * r + 1.0 / 6
    sum = sum * r + 0.5
    sum = sum * r + 1
    sum = sum * r + 1
    return sum * Double(sign: .plus, exponent: Int(k), significand: 1)
  }
}
