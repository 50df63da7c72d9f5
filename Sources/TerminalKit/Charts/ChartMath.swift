/// The little mathematics that charts need, without a maths library.
enum ChartMath {
  /// The logarithm to base 10 of a finite number above zero.
  static func log10(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    // value = significand * 2^exponent; ln(significand) by the series of artanh.
    let z = (value.significand - 1) / (value.significand + 1)
    let square = z * z
    var term = z
    var sum = 0.0
    var divisor = 1.0
    for _ in 0..<20 {
      sum += term / divisor
      term *= square
      divisor += 2
    }
    let natural = 2 * sum + Double(value.exponent) * 0.693_147_180_559_945_3
    return natural / 2.302_585_092_994_046
  }

  /// 10 to a whole power, for exponents -20 to 20.
  static func powerOfTen(_ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<min(20, abs(exponent)) { result *= 10 }
    return exponent < 0 ? 1 / result : result
  }

  /// The least of 1, 2, 5 times a power of ten that is not below `value`, which is above zero.
  static func niceStep(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    let exponent = Int(log10(value).rounded(.down))
    let base = powerOfTen(exponent)
    for factor in [1.0, 2, 5, 10] where factor * base >= value * 0.999_999 { return factor * base }
    return 10 * base
  }

  /// The largest of 1, 2, 5 times a power of ten that is not above `value`, which is above zero.
  static func niceStepBelow(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    let base = powerOfTen(Int(log10(value).rounded(.down)))
    for factor in [10.0, 5, 2, 1] where factor * base <= value * 1.000_001 { return factor * base }
    return base / 2
  }
}
