/// Gives plain YAML scalars their type.
///
/// YAML 1.2 with the truth words of YAML 1.1 (`yes`, `off`): both are in use in rule corpora.
enum ScalarReader {
  /// The value of a scalar of a detection.
  static func value(_ text: String, isPlain: Bool, mark: SourceMark) -> DetectionValue {
    guard isPlain else { return .text(text, mark: mark) }
    return DetectionValue(kind(text), written: text, mark: mark)
  }

  private static func kind(_ text: String) -> DetectionValue.Kind {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    default: break
    }
    if let bool = bool(text) { return .bool(bool) }
    guard let first = text.utf8.first,
      (0x30...0x39).contains(first) || [0x2B, 0x2D, 0x2E].contains(first)
    else { return .text(text) }
    if let integer = integer(text) { return .integer(integer) }
    if let double = double(text) { return .double(double) }
    return .text(text)
  }

  /// The truth value of a plain word.
  static func bool(_ text: String) -> Bool? {
    guard text.utf8.count <= 5, let last = text.dropFirst().last else { return nil }
    // `True` and `TRUE`, but not `tRUE`.
    let rest = text.dropFirst()
    let isOneCase = rest == rest.lowercased() || text == text.uppercased()
    guard isOneCase, last.isLetter else { return nil }
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: return nil
    }
  }

  /// A whole number in decimal, `0x` or `0o` form.
  static func integer(_ text: String) -> Int64? {
    var body = Substring(text)
    var sign = ""
    if let c = body.first, c == "-" || c == "+" {
      sign = c == "-" ? "-" : ""
      body = body.dropFirst()
    }
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8)] where body.hasPrefix(prefix) {
      let digits = body.dropFirst(2)
      guard let first = digits.first, first.isHexDigit else { return nil }
      return Int64(sign + digits, radix: radix)
    }
    guard !body.isEmpty, body.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(sign + body)
  }

  /// A decimal fraction or a number with an exponent.
  static func double(_ text: String) -> Double? {
    var copy = text
    return copy.withUTF8 { NumberText.parse(UnsafeRawBufferPointer($0)) }
  }
}
