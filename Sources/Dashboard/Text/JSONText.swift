import SecurityModel
import TerminalKit

extension JSONValue {
  /// The value for people: numbers with units, texts without quotes, lists with commas.
  var shown: String { shown(depth: 0) }

  /// Deeper values than this are left out: nobody reads them, and a log may nest them for ever.
  private static var deepest: Int { 4 }

  private func shown(depth: Int) -> String {
    guard depth < Self.deepest else { return "…" }
    switch self {
    case .null: return "-"
    case .bool(let value): return value ? "yes" : "no"
    case .integer(let value):
      return value.magnitude < 10_000 ? String(value) : Human.count(value)
    case .double(let value):
      guard abs(value) < 1_000 else { return Human.count(value) }
      return Human.decimal(value, abs(value) < 10 ? 2 : 1)
    case .string(let text): return text
    case .array(let values):
      let rest = values.count > 12 ? " and \(values.count - 12) more" : ""
      return values.prefix(12).map { value in
        // In a list the same names would come again and again; the values tell.
        guard case .object(let members) = value else { return value.shown(depth: depth + 1) }
        return members.prefix(12).map { $0.value.shown(depth: depth + 2) }.joined(separator: " ")
      }.joined(separator: ", ") + rest
    case .object(let members):
      return members.prefix(12).map { $0.name + "=" + $0.value.shown(depth: depth + 1) }
        .joined(separator: " ")
    }
  }
}

/// One event of the evidence in one line.
enum EventLine {
  /// `14:31:58 query Contact 200 rows 1.2k 203.0.113.7 python-requests/2.31`
  static func line(_ event: NormalizedEvent) -> Line {
    func text(_ name: String, limit: Int = 80) -> SafeText? {
      guard let value = event[name] else { return nil }
      let shown = value.shown
      return shown.isEmpty || shown == "-" ? nil : SafeText(untrusted: shown, limit: limit)
    }
    var parts: [Line] = []
    if let time = event["ts"]?.string {
      // `2025-08-09T10:15:02.417Z`: the time of day to the second.
      let bytes = Array(time.utf8)
      let clock = bytes.count >= 19 ? String(decoding: bytes[11..<19], as: UTF8.self) : time
      parts.append(Line(SafeText(untrusted: clock, limit: 24), .textDim))
    }
    if let api = text("api") { parts.append(Line(api, .textDim)) }
    if let operation = text("operation") { parts.append(Line(operation, .textStrong)) }
    if let objects = text("objects") { parts.append(Line(objects)) }
    if let status = text("status") {
      let isBad = (event["status"]?.integer ?? 0) >= 400
      parts.append(Line(status, isBad ? .error : .ok))
    }
    if let rows = text("rows") { parts.append(.pair("rows", rows)) }
    if let bytes = event["response_bytes"]?.integer {
      parts.append(.number(Human.bytes(bytes), .textDim))
    }
    if let address = text("ip") {
      parts.append(Line((address, .text), (text("ip_country").map { " " + $0 } ?? "", .textDim)))
    }
    if let uri = text("uri", limit: 200) { parts.append(Line(uri, .link)) }
    if let agent = text("user_agent", limit: 160) { parts.append(Line(agent, .textDim)) }
    return parts.joined(Line(" "))
  }
}
