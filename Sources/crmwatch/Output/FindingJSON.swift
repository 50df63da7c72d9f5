import SecurityModel

/// A finding in the JSON shape that scripts rely on.
enum FindingJSON {
  static func value(_ record: FindingRecord) -> JSONValue {
    let f = record.finding
    let s = record.state
    return .object([
      .init("id", .string(f.id)), .init("detector", .string(f.detector)),
      .init("detector_version", .integer(Int64(f.detectorVersion))),
      .init("title", .string(f.title)), .init("severity", .string(f.severity.name)),
      .init("confidence", .double(f.confidence)), .init("status", .string(s.status.rawValue)),
      .init("version", .integer(s.version)),
      .init("verdict", s.verdict.map { .string($0.rawValue) } ?? .null),
      .init("platform", .string(f.platform.name)), .init("org", .string(f.org)),
      .init("credential", .string(f.credential)), .init("integration", .string(f.integration)),
      .init("incident", .string(f.incident)), .init("raised", .string(f.raised.rfc3339)),
      .init("first_seen", .string(f.firstSeen.rfc3339)),
      .init("last_seen", .string(f.lastSeen.rfc3339)), .init("count", .integer(Int64(f.count))),
      .init("stored", .string(record.stored.rfc3339)), .init("late", .bool(f.isLate)),
      .init("explanation", .string(f.explanation)), .init("observed", f.observed),
      .init("expected", f.expected), .init("evidence", .array(f.evidence.map(\.json))),
      .init("attack", .array(f.attack.map { .string($0) })),
      .init("owasp", .array(f.owasp.map { .string($0) })), .init("controls", f.controls.json),
      .init("assignee", s.assignee.map { .string($0) } ?? .null),
      .init(
        "muted_until",
        s.status == .suppressed ? s.mutedUntil.map { .string($0.rfc3339) } ?? .null : .null),
      .init(
        "notes",
        .array(
          s.notes.map {
            .object([
              .init("at", .string($0.at.rfc3339)), .init("by", .string($0.by)),
              .init("text", .string($0.text)),
            ])
          })), .init("risk", .integer(Int64(f.risk))),
    ])
  }
}
