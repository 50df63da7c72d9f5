/// Numbers in few cells: `0`, `41`, `1.2k`, `12k`, `3.4M`.
public enum CompactNumber {
  /// At most five cells for values below 10^18; rounded half up, never in exponent form.
  /// - Parameter value: any number; not-a-number is `-`, infinity is `inf`.
  public static func text(_ value: Double) -> SafeText {
    guard !value.isNaN else { return "-" }
    if value < 0 { return "-" + text(-value) }
    guard value < 1e18 else { return value.isInfinite ? "inf" : ">1E" }
    if value < 1 { return small(value) }
    if value < 10, value != value.rounded() { return SafeText(trusted: tenths(value)) }
    if value < 999.5 { return SafeText(Int64(value.rounded())) }
    var scaled = value
    for unit in ["k", "M", "G", "T", "P"] {
      scaled /= 1000
      if scaled < 9.95 { return SafeText(trusted: tenths(scaled) + unit) }
      if scaled < 999.5 { return SafeText(trusted: "\(Int64(scaled.rounded()))\(unit)") }
    }
    return ">1E"
  }

  /// A whole number with a thin gap between thousands: `1 204`.
  public static func grouped(_ value: Int) -> SafeText {
    let digits = Array(String(value.magnitude).utf8)
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += " " }
      text.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return SafeText(trusted: text)
  }

  /// A share of one as a whole percentage: `42%`.
  public static func percent(_ fraction: Double) -> SafeText {
    guard fraction.isFinite else { return "-" }
    let clamped = min(9999, max(-9999, fraction * 100))
    return SafeText(trusted: "\(Int(clamped.rounded()))%")
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int64((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private static func small(_ value: Double) -> SafeText {
    if value == 0 { return "0" }
    let hundredths = Int64((value * 100).rounded())
    if hundredths == 0 { return "<.01" }
    if hundredths >= 100 { return "1" }
    if hundredths % 10 == 0 { return SafeText(trusted: "0.\(hundredths / 10)") }
    return SafeText(trusted: hundredths < 10 ? "0.0\(hundredths)" : "0.\(hundredths)")
  }
}
