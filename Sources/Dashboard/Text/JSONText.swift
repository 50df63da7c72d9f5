import SecurityModel
import TerminalKit

extension JSONValue {
  /// The value for people: numbers with units, texts without quotes, lists with commas.
  var shown: String {
    switch self {
    case .null: "-"
    case .bool(let value): value ? "yes" : "no"
    case .integer(let value): abs(value) < 10_000 ? String(value) : Human.count(value)
    case .double(let value):
      abs(value) < 10
        ? Human.decimal(value, 2)
        : abs(value) < 1_000 ? Human.decimal(value, 1) : Human.count(value)
    case .string(let text): text
    case .array(let values):
      values.prefix(12).map(\.shown).joined(separator: ", ")
        + (values.count > 12 ? " and \(values.count - 12) more" : "")
    case .object(let members):
      members.prefix(12).map { $0.name + "=" + $0.value.shown }.joined(separator: " ")
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
