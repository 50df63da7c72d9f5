public import SecurityModel

extension ExpectedActivity {
  /// Reads one line of an `--expected` file: a JSON object with `credential` (`*` = all), `start`
  /// and `end` (RFC 3339, or epoch seconds as number or text), and optionally `kind` and `note`.
  ///
  /// - Returns: nil when the line is no such object or ends before it starts.
  public init?(jsonLine line: String) {
    guard let value = try? JSONReader.parse(line), case .object(let members) = value else {
      return nil
    }
    var credential: String?
    var start: Timestamp?
    var end: Timestamp?
    var kind = ""
    var note = ""
    for member in members {
      switch (member.name, member.value) {
      case ("credential", .string(let text)): credential = text
      case ("start", let value): start = Self.time(value)
      case ("end", let value): end = Self.time(value)
      case ("kind", .string(let text)): kind = text
      case ("note", .string(let text)): note = text
      default: continue
      }
    }
    guard let credential, !credential.isEmpty, let start, let end, start < end else { return nil }
    self.init(credential: credential, start: start, end: end, kind: kind, note: note)
  }

  private static func time(_ value: JSONValue) -> Timestamp? {
    switch value {
    case .string(let text): return SeriesLine.time(Array(text.utf8))
    case .integer(let seconds): return Timestamp(seconds: seconds)
    case .double(let seconds):
      guard seconds.isFinite, abs(seconds) < 1e12 else { return nil }
      return Timestamp(milliseconds: Int64((seconds * 1_000).rounded()))
    default: return nil
    }
  }
}
