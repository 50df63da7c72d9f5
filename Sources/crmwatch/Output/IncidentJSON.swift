import SecurityModel
import Storage

/// An incident in the JSON shape of `incidents list` and `incidents show`.
enum IncidentJSON {
  /// - Parameter detail: whole findings instead of their ids.
  static func value(_ incident: IncidentRecord, detail: Bool) -> JSONValue {
    let open = incident.findings.count { FindingQuery.open.contains($0.state.status) }
    var detectors: [String] = []
    for record in incident.findings where !detectors.contains(record.finding.detector) {
      detectors.append(record.finding.detector)
    }
    return .object([
      .init("id", .string(incident.id)), .init("title", .string(incident.title)),
      .init("severity", .string(incident.severity.name)),
      .init("status", .string(open > 0 ? "open" : "closed")),
      .init("platform", .string(incident.platform.name)), .init("org", .string(incident.org)),
      .init("credential", .string(incident.credential)),
      .init("integration", .string(incident.integration)),
      .init("first_seen", .string(incident.firstSeen.rfc3339)),
      .init("last_seen", .string(incident.lastSeen.rfc3339)),
      .init("count", .integer(Int64(incident.findings.count))),
      .init("open_findings", .integer(Int64(open))),
      .init("detectors", .array(detectors.map { .string($0) })),
      .init(
        "findings",
        .array(incident.findings.map { detail ? FindingJSON.value($0) : .string($0.finding.id) })),
    ])
  }
}
