public import SecurityModel

/// NEW-003: a credential does something to an object it never did.
public struct NewVerb: Detector {
  public static let row = DetectorRow(
    id: "NEW-003", title: "New verb on an object",
    summary: "A credential writes to or deletes what it only read before.",
    why: "A read-only integration that starts to write or delete does another job than the one it "
      + "was approved for.",
    runbook: [
      "See what was written or deleted and whether it can be restored.",
      "Ask the owner for the change that explains it.",
      "If there is none, revoke the token and restore from the recycle bin or backup.",
    ],
    severityRule: "medium; high for the first delete, or the first write of a read-only credential",
    requiredFields: ["operation", "objects", "credential"],
    tunables: [
      Tunable("warmup_days", 14, unit: "days", help: "History needed first.", range: 0...90),
      Tunable("warmup_calls", 100, unit: "calls", help: "Calls needed first."),
    ],
    attack: ["T1565.001", "T1213.004"],
    owasp: ["API5:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.3", "CC7.2", "PI1.3"],
      gdpr: ["Art. 25", "Art. 32", "Art. 5(1)(d)", "Art. 5(1)(f)"],
      ccpa: ["1798.100(e)"],
      nist80053: ["AC-3", "AC-6", "SI-7", "SI-10"],
      hipaa: ["164.308(a)(4)", "164.312(a)(1)", "164.312(c)(1)"],
      sox: ["404 (access controls)", "404 (data integrity)"],
      pciDSS: ["7.2.5", "6.2.4"]),
    groupMinutes: 360, kind: .firstSeen)

  public let interest: Interest = .novelty
  private let warmUp: WarmUp

  public init(_ tunables: TunableValues) {
    warmUp = WarmUp(tunables)
  }

  public mutating func observe(_ context: inout DetectorContext) {
    guard context.novelty.contains(.verb), !context.novelty.contains(.credential) else { return }
    let event = context.event
    let profile = context.profilePointer
    let verb = event.pointee.operation.operationClass
    guard verb != .other, verb != .authenticate,
      warmUp.isOver(for: profile, at: event.pointee.time)
    else { return }
    let isFirstOfClass = !profile.pointee.hasUsed(verb)
    let objects = (0..<Int(event.pointee.objectCount))
      .filter { context.newVerbs & (1 << UInt8($0)) != 0 }
    // Reading a new object, or doing the usual to one, is NEW-001's business.
    let known = objects.filter { !context.isNewObject($0) }
    if verb == .read || known.isEmpty && !isFirstOfClass { return }
    let names = (known.isEmpty ? objects : known).map { context.text(event.pointee.objects[$0]) }
    let severity: Severity = isFirstOfClass && (verb == .delete || verb == .write) ? .high : .medium
    let list = Wording.list(names)
    let past = Wording.past(
      days: profile.pointee.age(at: event.pointee.time), events: profile.pointee.events)
    context.raise(severity, key: verb.name) {
      FindingDraft(
        confidence: 0.75,
        explanation: "first \(verb.name) on \(list)"
          + (isFirstOfClass
            ? "; in \(past) this credential never did a \(verb.name) of anything"
            : "; in \(past) it used that object in other ways only"),
        observed: [
          .init("operation", .string(event.pointee.operation.name)),
          .init("objects", .array(names.map { .string($0) })),
        ],
        expected: [
          .init(
            "known_classes",
            .array(
              Operation.Class.allCases.filter { profile.pointee.hasUsed($0) }
                .map { .string($0.name) }))
        ], listed: "objects")
    }
  }
}
