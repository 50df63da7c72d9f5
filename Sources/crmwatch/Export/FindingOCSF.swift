import ArgumentParser
import Detection
import SecurityModel

/// A finding as an OCSF Detection Finding (class 2004) after schema version 1.5.0.
///
/// Not an earlier one: the class takes assignee and verdict (profile `incident`) from 1.4.0 on.
///
/// Objects that would break a rule of the schema are left out, unknown values too: no `null`, no
/// empty text. What the schema has no place for is under `unmapped`.
enum FindingOCSF {
  private static let schemaVersion = "1.5.0"

  static func value(_ record: FindingRecord) -> JSONValue {
    let f = record.finding
    let s = record.state
    let activity: Int64 = s.status == .closed ? 3 : (s.version > 0 || f.count > 1 ? 2 : 1)
    let names = ["", "Create", "Update", "Close"]
    var members: [JSONValue.Member] = [
      .init("class_uid", 2004), .init("class_name", "Detection Finding"),
      .init("category_uid", 2), .init("category_name", "Findings"),
      .init("activity_id", .integer(activity)),
      .init("activity_name", .string(names[Int(activity)])),
      .init("type_uid", .integer(200_400 + activity)),
      .init("time", time(f.raised)), .init("start_time", time(f.firstSeen)),
      .init("end_time", time(f.lastSeen)), .init("count", .integer(Int64(f.count))),
      .init("severity_id", .integer(Int64(f.severity.ocsfID))),
      .init("severity", .string(caption(f.severity))),
      .init("status_id", .integer(Int64(s.status.ocsfID))),
      .init("status", .string(statusCaptions[s.status.ocsfID - 1])),
      .init("confidence_id", .integer(f.confidence < 0.4 ? 1 : f.confidence < 0.75 ? 2 : 3)),
      .init("confidence_score", .integer(Int64((f.confidence * 100).rounded()))),
      .init("risk_score", .integer(Int64(f.risk))),
      // What is only noted is no alert.
      .init("is_alert", .bool(f.severity >= .medium)),
      .init("message", .string(f.explanation)), .init("metadata", metadata(record)),
      .init("finding_info", info(record)),
    ]
    members.removeAll { $0.value == "" }
    let evidences = f.evidence.compactMap(evidence)
    if !evidences.isEmpty { members.append(.init("evidences", .array(evidences))) }
    if !f.credential.isEmpty {
      var resource: [JSONValue.Member] = [.init("uid", .string(f.credential))]
      set("name", f.integration, &resource)
      resource.append(.init("type", "credential"))
      members.append(.init("resources", .array([.object(resource)])))
    }
    if let row = DetectorRegistry.all.map({ $0.row }).first(where: { $0.id == f.detector }) {
      let advice = row.runbook.joined(separator: " ")
      if !advice.isEmpty {
        members.append(.init("remediation", .object([.init("desc", .string(advice))])))
      }
    }
    incident(s, &members)
    members.append(.init("unmapped", unmapped(f)))
    return .object(members)
  }

  private static let statusCaptions = ["New", "In Progress", "Suppressed", "Resolved"]

  private static func caption(_ severity: Severity) -> String {
    switch severity {
    case .info: "Informational"
    case .low: "Low"
    case .medium: "Medium"
    case .high: "High"
    case .critical: "Critical"
    }
  }

  private static func time(_ time: Timestamp) -> JSONValue { .integer(time.milliseconds) }

  private static func set(
    _ name: String, _ text: String?, _ members: inout [JSONValue.Member]
  ) {
    if let text, !text.isEmpty { members.append(.init(name, .string(text))) }
  }

  private static func metadata(_ record: FindingRecord) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("version", .string(schemaVersion)),
      .init(
        "product",
        .object([
          .init("name", "crmwatch"), .init("vendor_name", "crmwatch"),
          .init("version", .string(Crmwatch.configuration.version)),
        ])), .init("uid", .string(record.finding.id)),
      .init("logged_time", time(record.stored)),
      .init("event_code", .string(record.finding.detector)),
    ]
    set("tenant_uid", record.finding.org, &members)
    set("correlation_uid", record.finding.incident, &members)
    if record.state.assignee != nil || record.state.verdict != nil {
      members.append(.init("profiles", .array(["incident"])))
    }
    return .object(members)
  }

  private static func info(_ record: FindingRecord) -> JSONValue {
    let f = record.finding
    let row = DetectorRegistry.all.map { $0.row }.first { $0.id == f.detector }
    // 1 rule, 2 behavioural, 3 statistical.
    let kind: Int64
    switch row?.kind {
    case .statistical: kind = 3
    case .firstSeen, .correlation: kind = 2
    case .policy, .sequence, .inventory, nil: kind = 1
    }
    var members: [JSONValue.Member] = [
      .init("uid", .string(f.id)), .init("title", .string(f.title)),
      .init("desc", .string(f.explanation)),
      .init(
        "analytic",
        .object([
          .init("uid", .string(f.detector)), .init("name", .string(row?.title ?? f.title)),
          .init("type_id", .integer(kind)), .init("version", .string(String(f.detectorVersion))),
        ])), .init("created_time", time(f.raised)),
      .init("modified_time", time(record.state.changedAt ?? f.lastSeen)),
      .init("first_seen_time", time(f.firstSeen)), .init("last_seen_time", time(f.lastSeen)),
    ]
    if !f.attack.isEmpty {
      members.append(.init("attacks", .array(f.attack.map(attack))))
    }
    return .object(members)
  }

  /// One ATT&CK technique; a sub-technique comes with the technique it belongs to.
  private static func attack(_ id: String) -> JSONValue {
    let technique = String(id.prefix { $0 != "." })
    func named(_ id: String) -> JSONValue {
      var members: [JSONValue.Member] = [.init("uid", .string(id))]
      set("name", AttackNames.name(id), &members)
      return .object(members)
    }
    var members: [JSONValue.Member] = [
      .init("technique", named(technique)), .init("version", "18"),
    ]
    if technique != id { members.append(.init("sub_technique", named(id))) }
    return .object(members)
  }

  /// The schema's word for the number that goes with it.
  private static func caption(_ verdict: Verdict) -> String {
    switch verdict {
    case .falsePositive: "False Positive"
    case .truePositive: "True Positive"
    case .benignPositive: "Benign"
    case .test: "Test"
    case .undetermined: "Insufficient Data"
    case .duplicate: "Duplicate"
    }
  }

  private static func incident(_ state: FindingState, _ members: inout [JSONValue.Member]) {
    if let name = state.assignee {
      members.append(.init("assignee", .object([.init("name", .string(name))])))
    }
    if let verdict = state.verdict {
      members.append(.init("verdict_id", .integer(Int64(verdict.ocsfID))))
      members.append(.init("verdict", .string(caption(verdict))))
    }
    let notes = state.notes.map { "\($0.at.rfc3339) \($0.by): \($0.text)" }
    set("comment", notes.joined(separator: "\n"), &members)
  }

  /// One event as evidence; nil when it names nothing that the schema accepts as such.
  private static func evidence(_ event: NormalizedEvent) -> JSONValue? {
    var members: [JSONValue.Member] = []
    var actor: [JSONValue.Member] = []
    if let user = event["user"]?.string, !user.isEmpty {
      actor.append(.init("user", .object([.init("uid", .string(user))])))
    }
    set("app_uid", event["app_id"]?.string, &actor)
    set("app_name", event["app"]?.string, &actor)
    if !actor.isEmpty { members.append(.init("actor", .object(actor))) }
    if let operation = event["operation"]?.string, !operation.isEmpty {
      var api: [JSONValue.Member] = [.init("operation", .string(operation))]
      if let service = event["api"]?.string, !service.isEmpty {
        api.append(.init("service", .object([.init("name", .string(service))])))
      }
      set("version", event["api_version"]?.string, &api)
      members.append(.init("api", .object(api)))
    }
    if let address = event["ip"]?.string, !address.isEmpty {
      members.append(.init("src_endpoint", .object([.init("ip", .string(address))])))
    }
    // The query stays in `data`: `query` is a DNS query in this version of the schema.
    members.append(.init("data", event.json))
    return .object(members)
  }

  private static func unmapped(_ f: Finding) -> JSONValue {
    .object([
      .init("credential", .string(f.credential)), .init("integration", .string(f.integration)),
      .init("platform", .string(f.platform.name)), .init("observed", f.observed),
      .init("expected", f.expected), .init("owasp", .array(f.owasp.map { .string($0) })),
      .init("controls", f.controls.json), .init("late", .bool(f.isLate)),
    ])
  }
}
