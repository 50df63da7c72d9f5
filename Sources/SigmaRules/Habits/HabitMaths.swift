/// Logarithm and exponential, the same to the last bit on every machine.
///
/// The standard library leaves both to the C library, whose versions round differently; stored
/// state and back-tests must not depend on that.
enum HabitMaths {
  private static let ln2 = 0.693_147_180_559_945_3

  /// ln(1 + value) for values from 0; negative ones count as 0. Relative error below 1e-15 for
  /// the sizes that sums have.
  static func ln1p(_ value: Double) -> Double {
    guard value > 0 else { return 0 }
    return ln(1 + value)
  }

  /// For numbers from 1: 2^e · m with m in 1/√2…√2, and ln m = 2 artanh((m − 1)/(m + 1)).
  private static func ln(_ value: Double) -> Double {
    guard value.isFinite else { return .infinity }
    var exponent = Double(value.exponent)
    var m = value.significand
    if m > 1.414_213_562_373_095 {
      m /= 2
      exponent += 1
    }
    let t = (m - 1) / (m + 1)
    let square = t * t
    var term = t
    var sum = 0.0
    var n = 1.0
    while term.magnitude > 1e-18 {
      sum += term / n
      term *= square
      n += 2
    }
    return exponent * ln2 + 2 * sum
  }

  /// e^x − 1 for x from 0, as the inverse of `ln1p`; the largest finite number instead of infinity.
  static func expm1(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 700 else { return .greatestFiniteMagnitude }
    let k = (x / ln2).rounded()
    let r = x - k * ln2
    var term = 1.0
    var sum = 1.0
    var n = 1.0
    while term.magnitude > 1e-18, n < 30 {
      term *= r / n
      sum += term
      n += 1
    }
    return sum * Double(sign: .plus, exponent: Int(k), significand: 1) - 1
  }
}
