public import SecurityModel

/// Reads announced activity: JSON Lines with `credential`, `start`, `end`, and optionally `kind` and
/// `note`; times are RFC 3339 or epoch seconds.
public enum ExpectedActivityReader {
  /// The activities of a text.
  /// - Throws: `ParseFailure` with the line of the first mistake.
  public static func parse(
    _ text: String, file: String
  ) throws(ParseFailure) -> [ExpectedActivity] {
    var result: [ExpectedActivity] = []
    var line: Int64 = 0
    for raw in text.split(separator: "\n", omittingEmptySubsequences: false) {
      line += 1
      if raw.allSatisfy({ $0 == " " || $0 == "\r" || $0 == "\t" }) { continue }
      let value: JSONValue
      do {
        value = try JSONReader.parse(String(raw))
      } catch {
        throw ParseFailure(
          source: file, line: line, column: error.offset + 1, reason: error.reason)
      }
      guard let credential = value["credential"]?.string, let start = time(value["start"]),
        let end = time(value["end"]), start <= end
      else {
        throw ParseFailure(
          source: file, line: line,
          reason:
            "an entry needs `credential`, and `start` and `end` (RFC 3339 or epoch seconds) in "
            + "this order")
      }
      result.append(
        ExpectedActivity(
          credential: credential, start: start, end: end, kind: value["kind"]?.string ?? "",
          note: value["note"]?.string ?? ""))
    }
    return result
  }

  private static func time(_ value: JSONValue?) -> Timestamp? {
    if let number = value?.number, abs(number) < 1e13 {
      return Timestamp(milliseconds: Int64(number * 1_000))
    }
    guard var text = value?.string else { return nil }
    return text.withUTF8 { TimestampParser.parse(UnsafeRawBufferPointer($0)) }
  }
}
