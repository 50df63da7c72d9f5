import Inventory
public import SecurityModel

/// EXF-002: the first Bulk query job of a credential.
public struct FirstBulkQuery: Detector {
  public static let row = DetectorRow(
    id: "EXF-002", title: "Bulk API used by a credential that never does",
    summary: "First Bulk query job (v1 or 2.0) of a credential.",
    why: "Bulk jobs take whole tables in minutes; a REST integration that starts one is either "
      + "new software or somebody else with its token.",
    runbook: [
      "Look at the job's object and row count.",
      "Check whether address and client are the integration's own.",
      "Ask the owner; if Bulk is planned, declare it in the registry.",
      "If not: abort the job, revoke the token.",
    ],
    severityRule: "high; medium for a person with a command-line history; info in cold start",
    requiredFields: ["api", "operation", "credential"],
    tunables: [
      Tunable("warmup_days", 7, unit: "days", help: "History needed first.", range: 0...90),
      Tunable("warmup_calls", 50, unit: "calls", help: "Calls needed first."),
    ],
    attack: ["T1213.004", "T1119"],
    owasp: ["API4:2023", "API5:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.7", "CC7.2", "CC6.3"],
      gdpr: ["Art. 5(1)(f)", "Art. 32", "Art. 33", "Art. 25"],
      ccpa: ["1798.100(e)", "1798.150"],
      nist80053: ["AC-4", "AC-23", "SI-4(18)", "AC-3", "AC-6"],
      hipaa: ["164.312(a)(1)", "164.312(b)", "164.402", "164.308(a)(4)"],
      sox: ["404 (when the object feeds financial reporting)", "404 (access controls)"],
      pciDSS: ["10.2.1", "7.2.5"]),
    kind: .firstSeen)

  public let interest: Interest = .jobs
  private let warmUp: WarmUp

  public init(_ tunables: TunableValues) {
    warmUp = WarmUp(tunables)
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let event = context.event
    guard event.pointee.surface == .bulk || event.pointee.surface == .bulk2,
      event.pointee.flags.contains(.bulkQuery) || event.pointee.operation == .jobResults,
      event.pointee.outcome != .failure
    else { return }
    let profile = context.profilePointer
    let counts = profile.pointee.surfaceCalls
    guard counts[Int(APISurface.bulk.rawValue)] == 0, counts[Int(APISurface.bulk2.rawValue)] == 0
    else { return }
    let apis = context.registration?.apis ?? []
    if apis.contains(.bulk) || apis.contains(.bulk2) || context.isExpectedActivity { return }
    let isCold =
      !warmUp.isOver(for: profile, at: event.pointee.time)
    if isCold, profile.pointee.isFounding(context.core.logStart) { return }
    let isPerson = profile.pointee.type == .human
    let severity: Severity = isCold ? .info : isPerson ? .medium : .high
    let object = event.pointee.objectCount > 0 ? context.text(event.pointee.objects[0]) : ""
    let calls = profile.pointee.calls
    let days = profile.pointee.age(at: event.pointee.time)
    context.raise(severity) {
      FindingDraft(
        confidence: isCold ? 0.4 : 0.85,
        explanation: "first Bulk query job\(object.isEmpty ? "" : " (\(object))")"
          + (isCold
            ? ", by a credential that is itself new"
            : "; in \(Wording.count(days, "day")) and \(Wording.count(calls, "call")) it never "
              + "used the Bulk API to read"),
        observed: [
          .init("api", .string(event.pointee.surface.name)),
          .init("object", object.isEmpty ? .null : .string(object)),
        ],
        expected: [
          .init("bulk_calls", 0), .init("calls", .integer(calls)), .init("days", .integer(days)),
        ])
    }
  }
}
