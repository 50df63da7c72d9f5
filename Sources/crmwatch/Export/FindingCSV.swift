import SecurityModel

/// A finding as a row of comma-separated values that no spreadsheet takes for a formula.
enum FindingCSV {
  private static let columns: [(name: String, value: @Sendable (FindingRecord) -> String)] = [
    ("id", { $0.finding.id }), ("detector", { $0.finding.detector }),
    ("detector_version", { String($0.finding.detectorVersion) }),
    ("title", { $0.finding.title }), ("severity", { $0.finding.severity.name }),
    ("confidence", { JSONValue.double($0.finding.confidence).text }),
    ("status", { $0.state.status.rawValue }), ("verdict", { $0.state.verdict?.rawValue ?? "" }),
    ("platform", { $0.finding.platform.name }), ("org", { $0.finding.org }),
    ("credential", { $0.finding.credential }), ("integration", { $0.finding.integration }),
    ("incident", { $0.finding.incident }), ("raised", { $0.finding.raised.rfc3339 }),
    ("first_seen", { $0.finding.firstSeen.rfc3339 }),
    ("last_seen", { $0.finding.lastSeen.rfc3339 }), ("count", { String($0.finding.count) }),
    ("stored", { $0.stored.rfc3339 }), ("explanation", { $0.finding.explanation }),
    ("attack", { $0.finding.attack.joined(separator: " ") }),
    ("owasp", { $0.finding.owasp.joined(separator: " ") }),
    ("assignee", { $0.state.assignee ?? "" }), ("risk", { String($0.finding.risk) }),
  ]

  static var header: String { columns.map(\.name).joined(separator: ",") }

  static func line(_ record: FindingRecord) -> String {
    columns.map { cell($0.value(record)) }.joined(separator: ",")
  }

  /// One cell: control characters shown in escaped form, formulas defused, quoted where needed.
  static func cell(_ text: String) -> String {
    var safe = Safe.text(text)
    // A tab or line end at the start was a blank or an escape before it got here.
    if let first = text.unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first) {
      safe = "'" + safe
    }
    guard safe.contains(where: { $0 == "," || $0 == "\"" || $0 == "'" }) else { return safe }
    return "\""
      + safe.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
