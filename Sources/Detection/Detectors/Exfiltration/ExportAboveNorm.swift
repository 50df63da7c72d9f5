public import SecurityModel

/// EXF-001: rows returned far above what this credential usually takes.
public struct ExportAboveNorm: Detector {
  public static let row = DetectorRow(
    id: "EXF-001", title: "Export size above own norm",
    summary: "Rows returned far above what this credential usually takes.",
    why: "Rows are what is stolen: a usual number of calls with unusual results is an export.",
    runbook: [
      "See which objects the rows came from and whether the credential reads them at all.",
      "Check address and client against the credential's history.",
      "Ask the owner about a full resynchronisation.",
      "If unexplained: revoke the token, secure the job ids and queries, start the breach clock.",
    ],
    severityRule: "medium; high at 10 times or 50,000 rows and more; for credentials without a "
      + "baseline by rows in 24 h: 10,000 medium, 50,000 high, 100,000 critical",
    requiredFields: ["ts", "credential", "rows"],
    tunables: [
      Tunable("floor_rows", 5_000, unit: "rows", help: "Never fires below this."),
      Tunable(
        "single_ratio", 3, unit: "times",
        help: "Multiple of the largest single result of the last 28 days.", range: 1...1e6),
      Tunable("tier_medium", 10_000, unit: "rows/24h", help: "Cold start: medium from here."),
      Tunable("tier_high", 50_000, unit: "rows/24h", help: "Cold start: high from here."),
      Tunable("tier_critical", 100_000, unit: "rows/24h", help: "Cold start: critical from here."),
    ],
    attack: ["T1213.004", "T1119", "T1020"],
    owasp: ["API4:2023", "API6:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.7", "CC7.2"],
      gdpr: ["Art. 5(1)(f)", "Art. 32", "Art. 33"],
      ccpa: ["1798.100(e)", "1798.150"],
      nist80053: ["AC-4", "AC-23", "SI-4(18)"],
      hipaa: ["164.312(a)(1)", "164.312(b)", "164.402"],
      sox: ["404 (when the object feeds financial reporting)"],
      pciDSS: ["10.2.1"]),
    kind: .statistical)

  /// Largest single result per day, newest last, at most 28 days.
  private struct State {
    var days: [(day: Int64, largest: Int64)] = []
    var results: Int64 = 0
  }

  public let interest: Interest = [.rows, .volume]
  private let floor: Int64
  private let singleRatio: Double
  private let tiers: [(rows: Int64, severity: Severity)]
  private var states: [UInt32: State] = [:]

  public init(_ tunables: TunableValues) {
    floor = Int64(tunables.count("floor_rows"))
    singleRatio = tunables["single_ratio"]
    tiers = [
      (Int64(tunables.count("tier_critical")), .critical),
      (Int64(tunables.count("tier_high")), .high),
      (Int64(tunables.count("tier_medium")), .medium),
    ]
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let expected = context.isExpectedActivity
    for verdict in context.verdicts
    where verdict.kind == .spike && verdict.measure == .rows && !expected {
      let severity: Severity = verdict.ratio >= 10 || verdict.observed >= 50_000 ? .high : .medium
      VolumeFinding.raise(verdict, severity, in: &context)
    }
    guard context.rowDelta > 0 else { return }
    if !expected {
      if isCold(context) { checkTiers(&context) } else { checkSingle(&context) }
    }
    // Small results can't raise the largest; leaving them out keeps this off the usual path.
    if context.rowDelta >= floor / 10 { learn(context) }
  }

  private func isCold(_ context: borrowing DetectorContext) -> Bool {
    let profile = context.profilePointer
    return profile.pointee.age(at: context.event.pointee.time) < 14
  }

  private func checkTiers(_ context: inout DetectorContext) {
    let profile = context.profilePointer
    // In a log that only begins, credentials that are there from the start are old acquaintances.
    if profile.pointee.isFounding(context.core.logStart) || context.registration != nil { return }
    let rows = profile.pointee.rows24h.sum(at: context.event.pointee.time) + context.rowDelta
    guard let tier = tiers.first(where: { rows >= $0.rows }) else { return }
    context.raise(tier.severity, key: "tier", anchor: context.event.pointee.time.day) {
      FindingDraft(
        confidence: 0.6,
        explanation: "\(rows) rows in 24 hours by a credential first seen "
          + "\(profile.pointee.firstSeen.dateText), too new for a baseline; the fixed tier is "
          + "\(tier.rows)",
        observed: [.init("rows_24h", .integer(rows))],
        expected: [.init("tier", .integer(tier.rows))])
    }
  }

  private func checkSingle(_ context: inout DetectorContext) {
    guard context.rowDelta > floor,
      let state = states[context.profilePointer.pointee.index], state.results >= 10
    else { return }
    let largest = state.days.map(\.largest).max() ?? 0
    let limit = max(Int64(Double(largest) * singleRatio), floor)
    guard context.rowDelta > limit else { return }
    let rows = context.rowDelta
    let ratio = Double(rows) / Double(max(1, largest))
    context.raise(rows >= 50_000 || ratio >= 10 ? .high : .medium, key: "single") {
      FindingDraft(
        confidence: 0.8,
        explanation: "\(rows) rows in one result against at most \(largest) in the last 28 days",
        observed: [.init("rows", .integer(rows)), .init("ratio", VolumeFinding.number(ratio))],
        expected: [.init("largest_single_28d", .integer(largest))])
    }
  }

  private mutating func learn(_ context: borrowing DetectorContext) {
    let day = context.event.pointee.time.index(ofEvery: Timestamp.Duration.day)
    var state = states[context.profilePointer.pointee.index] ?? State()
    state.results += 1
    if let i = state.days.firstIndex(where: { $0.day == day }) {
      state.days[i].largest = max(state.days[i].largest, context.rowDelta)
    } else {
      state.days.append((day, context.rowDelta))
      state.days.sort { $0.day < $1.day }
      let newest = state.days.last?.day ?? day
      state.days.removeAll { newest - $0.day >= 28 }
    }
    states[context.profilePointer.pointee.index] = state
  }

  public func encode(credential index: UInt32, into out: inout ByteWriter) {
    guard let state = states[index] else { return }
    out.put(state.results)
    out.put(UInt64(state.days.count))
    for day in state.days {
      out.put(day.day)
      out.put(day.largest)
    }
  }

  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    if reader.isAtEnd { return }
    var state = State()
    state.results = try reader.int64()
    for _ in 0..<(try reader.unsigned()) {
      state.days.append((try reader.int64(), try reader.int64()))
    }
    states[index] = state
  }
}
