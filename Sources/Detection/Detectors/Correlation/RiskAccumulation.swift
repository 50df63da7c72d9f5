public import SecurityModel

/// COR-003: many weak signals on one credential.
public struct RiskAccumulation: Detector {
  public static let row = DetectorRow(
    id: "COR-003", title: "Risk accumulation per credential",
    summary: "The findings of a credential add up, though each alone is weak.",
    why: "A careful attacker stays under every threshold; the sum over kinds of signals does not.",
    runbook: [
      "Open the credential's timeline and read the findings in order.",
      "The parts of the score are listed: which families come together?",
      "Work the incident as a whole; acknowledge the parts with it.",
    ],
    severityRule: "medium from 50, high from 75, critical from 100",
    requiredFields: ["credential"],
    tunables: [
      Tunable("medium", 50, unit: "points", help: "Score from which it is medium."),
      Tunable("high", 75, unit: "points", help: "Score from which it is high."),
      Tunable("critical", 100, unit: "points", help: "Score from which it is critical."),
    ],
    attack: [],
    owasp: [],
    controls: ControlMapping(
      soc2: ["CC7.2", "CC7.3", "CC7.4"],
      gdpr: ["Art. 32", "Art. 33", "Art. 34"],
      ccpa: ["1798.100(e)", "1798.82", "1798.150"],
      nist80053: ["AU-6", "SI-4", "IR-4", "IR-6"],
      hipaa: ["164.308(a)(1)(ii)(D)", "164.312(b)", "164.308(a)(6)", "164.404", "164.410"],
      sox: ["404 (ITGC monitoring)", "404 (incident escalation)"],
      pciDSS: ["10.4.1.1", "12.10.1"]),
    groupMinutes: 1_440, kind: .correlation)

  public let interest: Interest = .findings
  private let levels: [(points: Double, severity: Severity)]

  public init(_ tunables: TunableValues) {
    levels = [
      (tunables["critical"], .critical), (tunables["high"], .high), (tunables["medium"], .medium),
    ]
  }

  public mutating func observe(_ context: inout DetectorContext) {}

  public mutating func observe(_ finding: Finding, _ context: inout DetectorContext) {
    let index = context.profilePointer.pointee.index
    // Findings about orgs and addresses carry no credential's risk.
    guard finding.credential == context.text(context.profilePointer.pointee.credential),
      !finding.detector.hasPrefix("COR-")
    else { return }
    let list = context.core.book.risk.list(index)
    let unregistered = context.core.isUnregistered(context.profilePointer)
    let score = RiskLedger.score(list, at: finding.lastSeen, unregistered: unregistered)
    // One strong finding speaks for itself; this one is about several weak ones.
    guard Set(list.map(\.detector)).count >= 2,
      let level = levels.first(where: { score >= $0.points })
    else { return }
    let parts = list.map { entry in
      JSONValue.object([
        .init("detector", .string(entry.detector)),
        .init("severity", .string(entry.severity.name)),
        .init("points", VolumeFinding.number(RiskLedger.weight(entry.severity) * entry.confidence)),
      ])
    }
    let families = Set(list.map { String($0.detector.prefix { $0 != "-" }) }).sorted()
    context.raise(level.severity) {
      FindingDraft(
        confidence: 0.8,
        explanation: "\(list.count) findings of \(families.count) "
          + "famil\(families.count == 1 ? "y" : "ies") (\(families.joined(separator: ", "))) add up to \(Int(score)) points "
          + "(limit \(Int(level.points)))",
        observed: [.init("score", VolumeFinding.number(score)), .init("parts", .array(parts))],
        expected: [.init("score", VolumeFinding.number(level.points))])
    }
  }
}
