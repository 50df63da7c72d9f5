import SecurityModel

/// Reads lengths of time such as `90m`.
enum SpanReader {
  /// The length in milliseconds; units are s, m, h, d and w (and M and y as 30 and 365 days, which
  /// old rules use). Nil for anything else, zero included.
  static func milliseconds(_ text: String) -> Int64? {
    guard let unit = text.last, let count = Int64(text.dropLast()), count > 0,
      text.dropLast().utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    let length: Int64
    switch unit {
    case "s": length = Timestamp.Duration.second
    case "m": length = Timestamp.Duration.minute
    case "h": length = Timestamp.Duration.hour
    case "d": length = Timestamp.Duration.day
    case "w": length = Timestamp.Duration.week
    case "M": length = 30 * Timestamp.Duration.day
    case "y": length = 365 * Timestamp.Duration.day
    default: return nil
    }
    let (product, overflow) = count.multipliedReportingOverflow(by: length)
    return overflow || product > 3_660 * Timestamp.Duration.day ? nil : product
  }
}
