import SecurityModel

/// Texts of evidence. Values come from logs, so they are cut and rid of what could move a cursor,
/// turn the direction of writing or hide itself.
enum HabitText {
  /// Most bytes of a value that are looked at.
  static let maximumBytes = 256
  /// Most characters of one value, of which the last is `…` when something is missing.
  static let maximumScalars = 80
  /// Most values that are joined.
  static let maximumParts = 8

  /// A value of an event, cut, with control and formatting characters replaced.
  static func clean(_ bytes: UnsafeRawBufferPointer) -> String {
    let length = min(bytes.count, maximumBytes)
    let text = String(decoding: bytes[..<length], as: UTF8.self)
    var out = String.UnicodeScalarView()
    var count = 0
    var isCut = length < bytes.count
    for scalar in text.unicodeScalars {
      if count == maximumScalars {
        isCut = true
        break
      }
      out.append(isHarmless(scalar) ? scalar : "\u{FFFD}")
      count += 1
    }
    if isCut, !out.isEmpty {
      out.removeLast()
      out.append("…")
    }
    return String(out)
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator,
      .unassigned:
      false
    default: true
    }
  }

  /// `12,400`; with one digit behind the point where there is a fraction.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value >= 0, value < 9e15 else { return "\(value)" }
    let tenths = (value * 10).rounded()
    if tenths < 10_000, tenths.truncatingRemainder(dividingBy: 10) != 0 {
      return "\(Int64(tenths) / 10).\(Int64(tenths) % 10)"
    }
    var rest = Int64(value.rounded())
    var groups: [String] = []
    while rest >= 1_000 {
      let digits = String(rest % 1_000)
      groups.append(String(repeating: "0", count: 3 - digits.count) + digits)
      rest /= 1_000
    }
    groups.append(String(rest))
    return groups.reversed().joined(separator: ",")
  }

  /// A quotient: one digit behind the point below ten.
  static func factor(_ value: Double) -> String {
    number(value < 10 ? (value * 10).rounded() / 10 : value.rounded(.down))
  }

  /// A length of time in its largest fitting unit: `1 h`, `90 min`, `14 d`.
  static func span(_ milliseconds: Int64) -> String {
    let units: [(Int64, String)] = [
      (Timestamp.Duration.day, "d"), (Timestamp.Duration.hour, "h"),
      (Timestamp.Duration.minute, "min"),
    ]
    // Exact first, as spans in rules are; then rounded down.
    for (length, name) in units where milliseconds >= length && milliseconds % length == 0 {
      return "\(milliseconds / length) \(name)"
    }
    for (length, name) in units where milliseconds >= length {
      return "\(milliseconds / length) \(name)"
    }
    return "\(max(0, milliseconds) / Timestamp.Duration.second) s"
  }
}
