import SecurityModel

/// Reads values of options.
enum Arguments {
  /// A time: RFC 3339 or epoch seconds.
  static func time(_ text: String, option: String) throws -> Timestamp {
    var copy = text
    let parsed = copy.withUTF8 { TimestampParser.parse(UnsafeRawBufferPointer($0)) }
    guard let parsed else {
      throw Failure(.usage, "\(option): `\(text)` is not a time; write 2025-08-09T10:00:00Z")
    }
    return parsed
  }

  /// A length of time such as `90m`, `8h`, `7d`, in milliseconds.
  static func duration(_ text: String, option: String) throws -> Int64 {
    let units: [Character: Int64] = [
      "s": Timestamp.Duration.second, "m": Timestamp.Duration.minute,
      "h": Timestamp.Duration.hour, "d": Timestamp.Duration.day, "w": Timestamp.Duration.week,
    ]
    guard let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()),
      number > 0, number < 1_000_000
    else { throw Failure(.usage, "\(option): `\(text)` is not a length of time; write 8h or 7d") }
    return number * unit
  }
}
