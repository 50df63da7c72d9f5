/// The text of numbers, and the numbers of texts, without allocation.
enum NumberText {
  /// Appends decimal digits.
  static func append(_ value: Int64, to out: inout [UInt8]) {
    if value < 0 { out.append(0x2D) }
    var rest = value.magnitude
    let start = out.count
    repeat {
      out.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    out[start...].reverse()
  }

  /// Appends the shortest text that reads back as the same number.
  static func append(_ value: Double, to out: inout [UInt8]) {
    if let integer = Int64(exactly: value) { return append(integer, to: &out) }
    out.append(contentsOf: value.description.utf8)
  }

  /// The text of a number, as events have it.
  static func text(_ value: Double) -> [UInt8] {
    var out: [UInt8] = []
    append(value, to: &out)
    return out
  }

  /// `text` as a `String`.
  static func string(_ value: Double) -> String { String(decoding: text(value), as: UTF8.self) }

  /// The number that a text spells in decimal: sign, digits, fraction, exponent; nil for others.
  static func parse(_ b: UnsafeRawBufferPointer) -> Double? {
    guard !b.isEmpty, b.count <= 40 else { return nil }
    var i = 0
    let isNegative = b[0] == 0x2D
    if isNegative || b[0] == 0x2B { i = 1 }
    var digits = 0
    var mantissa: UInt64 = 0
    var fraction = 0
    var sawPoint = false
    while i < b.count {
      let c = b[i]
      if c == 0x2E, !sawPoint {
        sawPoint = true
      } else if c >= 0x30, c <= 0x39 {
        digits += 1
        if digits > 18 { return slow(b) }
        mantissa = mantissa &* 10 &+ UInt64(c &- 0x30)
        if sawPoint { fraction += 1 }
      } else {
        return c == 0x65 || c == 0x45 ? slow(b) : nil
      }
      i += 1
    }
    guard digits > 0 else { return nil }
    if fraction > 0, mantissa >= 1 << 53 || fraction > 22 { return slow(b) }
    var value = Double(mantissa)
    if fraction > 0 {
      // Exact: both are below 2^53 and 10^22, so the quotient is rounded once.
      var power = 1.0
      for _ in 0..<fraction { power *= 10 }
      value /= power
    }
    return isNegative ? -value : value
  }

  /// The rare forms: exponents and very many digits.
  private static func slow(_ b: UnsafeRawBufferPointer) -> Double? {
    for c in b {
      switch c {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: continue
      default: return nil
      }
    }
    guard let value = Double(String(decoding: b, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }
}
