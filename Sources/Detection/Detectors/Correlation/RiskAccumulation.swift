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

  /// What was told of a credential, so that the same points are not told twice.
  private struct Told {
    /// When the finding that is open was raised, and when it last grew.
    var first: Timestamp
    var last: Timestamp
  }

  /// Points that must come from other findings than the strongest: alone it speaks for itself.
  private static let leastRest = 10.0

  public let interest: Interest = .findings
  private let levels: [(points: Double, severity: Severity)]
  private var told: [UInt32: Told] = [:]

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
    let at = finding.lastSeen
    let unregistered = context.core.isUnregistered(context.profilePointer)
    let score = RiskLedger.score(list, at: at, unregistered: unregistered)
    guard Set(list.map(\.detector)).count >= 2,
      let level = levels.first(where: { score >= $0.points }),
      Self.rest(list, at: at) >= Self.leastRest
    else { return }
    var state = told[index] ?? Told(first: at, last: at)
    if at.since(state.first) >= Int64(Self.row.groupMinutes) * Timestamp.Duration.minute {
      // The old finding is closed. Its points fade for days: only new ones make another.
      let last = state.last
      let fresh = list.filter { $0.at > last }
      let least = levels.last?.points ?? 0
      guard RiskLedger.score(fresh, at: at, unregistered: unregistered) >= least else { return }
      state.first = at
    }
    state.last = max(state.last, at)
    told[index] = state
    raise(level, score: score, list, &context)
  }

  private func raise(
    _ level: (points: Double, severity: Severity), score: Double, _ list: [RiskLedger.Entry],
    _ context: inout DetectorContext
  ) {
    let now = context.event.pointee.time
    let rows = context.core.rows
    context.raise(level.severity) {
      let recent = list.filter { now.since($0.at) <= RiskLedger.memory }
      let parts = recent.map { entry in
        JSONValue.object([
          .init("detector", .string(entry.detector)),
          .init("severity", .string(entry.severity.name)),
          .init(
            "points", VolumeFinding.number(RiskLedger.weight(entry.severity) * entry.confidence)),
        ])
      }
      var titles: [String] = []
      for entry in recent.sorted(by: { RiskLedger.points($0) > RiskLedger.points($1) }) {
        let title = rows.first { $0.id == entry.detector }?.title ?? entry.detector
        if !titles.contains(title) { titles.append(title) }
      }
      return FindingDraft(
        confidence: 0.8,
        explanation: "\(recent.count) findings on this credential weigh \(Wording.count(score)) "
          + "points together (\(level.severity.name) from \(Wording.count(level.points))): "
          + Wording.list(titles, most: 6),
        observed: [.init("score", VolumeFinding.number(score)), .init("parts", .array(parts))],
        expected: [.init("score", VolumeFinding.number(level.points))])
    }
  }

  /// Points without the strongest kind of finding.
  private static func rest(_ list: [RiskLedger.Entry], at time: Timestamp) -> Double {
    var strongest = ""
    var most = -1.0
    for entry in list where RiskLedger.points(entry) > most {
      most = RiskLedger.points(entry)
      strongest = entry.detector
    }
    return RiskLedger.score(
      list.filter { $0.detector != strongest }, at: time, unregistered: false)
  }

  public func encode(credential index: UInt32, into out: inout ByteWriter) {
    guard let state = told[index] else { return }
    out.put(state.first)
    out.put(state.last)
  }

  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    if reader.isAtEnd { return }
    told[index] = Told(first: try reader.timestamp(), last: try reader.timestamp())
  }
}
