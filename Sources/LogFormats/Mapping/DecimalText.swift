/// Reads decimal numbers from bytes.
enum DecimalText {
  /// `-12.5`, `3`, `1.2e3`, with blanks around; nil for anything else and for more than 40 bytes.
  static func value(_ text: UnsafeRawBufferPointer) -> Double? {
    var i = 0
    var end = min(text.count, 41)
    guard text.count <= 40 else { return nil }
    while i < end, text[i] == 0x20 { i += 1 }
    while end > i, text[end - 1] == 0x20 { end -= 1 }
    var isNegative = false
    if i < end, text[i] == 0x2D || text[i] == 0x2B {
      isNegative = text[i] == 0x2D
      i += 1
    }
    var mantissa = 0.0
    var digits = 0
    while i < end, text[i].isDigit {
      mantissa = mantissa * 10 + Double(text[i] - 0x30)
      digits += 1
      i += 1
    }
    var divisor = 1.0
    if i < end, text[i] == 0x2E {
      i += 1
      while i < end, text[i].isDigit {
        mantissa = mantissa * 10 + Double(text[i] - 0x30)
        divisor *= 10
        digits += 1
        i += 1
      }
    }
    guard digits > 0 else { return nil }
    var value = mantissa / divisor
    if i < end, text[i] | 0x20 == 0x65 {
      guard let power = exponent(text.cut(i + 1, end)) else { return nil }
      for _ in 0..<abs(power) { value = power < 0 ? value / 10 : value * 10 }
      i = end
    }
    guard i == end, value.isFinite else { return nil }
    return isNegative ? -value : value
  }

  private static func exponent(_ text: UnsafeRawBufferPointer) -> Int? {
    guard let first = text.first else { return nil }
    let isSigned = first == 0x2D || first == 0x2B
    let digits = text.cut(from: isSigned ? 1 : 0)
    guard digits.isDigits, digits.count <= 3 else { return nil }
    let value = Int(NumberText.count(digits))
    return first == 0x2D ? -value : value
  }

  /// The number times a scale as a count, rounded; -1 when it is none, negative or too large.
  @inline(__always)
  static func scaled(
    _ text: UnsafeRawBufferPointer, _ scale: (times: Double, by: Double)
  ) -> Int64 {
    guard let value = value(text), value >= 0 else { return -1 }
    let result = (value * scale.times / scale.by).rounded()
    return result < 9e18 ? Int64(result) : -1
  }
}
