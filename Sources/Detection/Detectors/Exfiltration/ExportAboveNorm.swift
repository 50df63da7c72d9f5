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
      + "baseline by rows in 24 h: 10,000 medium, 50,000 high, 100,000 critical, or medium above "
      + "the 99th percentile of their peers; info in the first week of a log",
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
    /// Most rows in 24 h that were told of a credential without a baseline, and since when.
    var toldRows: Int64 = 0
    var toldAt = Timestamp.distantPast
    /// Rows in 24 h from which it is compared with its peers again.
    var nextPeers: Int64 = 0
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

  private mutating func checkTiers(_ context: inout DetectorContext) {
    let profile = context.profilePointer
    let time = context.event.pointee.time
    // In a log that only begins, credentials that are there from the start are old acquaintances.
    if profile.pointee.isFounding(context.core.logStart) || context.registration != nil { return }
    let rows = profile.pointee.rows24h.sum(at: time) + context.rowDelta
    guard rows >= floor else { return }
    var state = states[profile.pointee.index] ?? State()
    defer { states[profile.pointee.index] = state }
    let isOpen = time.since(state.toldAt) < Timestamp.Duration.day
    // What it took once is what it usually takes, until it takes clearly more.
    if !isOpen, Double(rows) <= 1.5 * Double(state.toldRows) { return }
    let since = profile.pointee.firstSeen.dateText
    let logDays = max(0, time.since(context.core.logStart)) / Timestamp.Duration.day
    let isYoungLog = logDays < Self.weeklyDays
    if let tier = tiers.first(where: { rows >= $0.rows }) {
      told(&state, rows, time, isOpen: isOpen)
      context.raise(isYoungLog ? .info : tier.severity, key: "tier", anchor: state.toldAt.day) {
        FindingDraft(
          confidence: isYoungLog ? 0.3 : 0.6,
          explanation: "\(Wording.count(rows, "row")) in 24 hours by a credential first seen "
            + "\(since), too new for a norm of its own; the fixed limit is "
            + Wording.count(tier.rows)
            + (isYoungLog
              ? "; the log itself is only \(Wording.count(logDays, "day")) old, so this may be a "
                + "weekly job"
              : ""),
          observed: [.init("rows_24h", .integer(rows))],
          expected: [.init("tier", .integer(tier.rows))])
      }
    } else if !isYoungLog, rows >= state.nextPeers {
      state.nextPeers = rows + rows / 4
      guard let peers = peerRows(context), rows > peers.most else { return }
      told(&state, rows, time, isOpen: isOpen)
      context.raise(.medium, key: "tier", anchor: state.toldAt.day) {
        FindingDraft(
          confidence: 0.5,
          explanation: "\(Wording.count(rows, "row")) in 24 hours by a credential first seen "
            + "\(since), too new for a norm of its own; of \(peers.count) established credentials "
            + "of its type 99 % take at most \(Wording.count(peers.most))",
          observed: [.init("rows_24h", .integer(rows))],
          expected: [
            .init("peers", .integer(Int64(peers.count))), .init("peers_p99", .integer(peers.most)),
          ])
      }
    }
  }

  private func told(_ state: inout State, _ rows: Int64, _ time: Timestamp, isOpen: Bool) {
    if !isOpen { state.toldAt = time }
    state.toldRows = max(state.toldRows, rows)
  }

  /// A log younger than this has not seen every weekly job.
  private static let weeklyDays: Int64 = 8
  /// Fewest established credentials that make a group of peers.
  private static let fewestPeers = 5

  /// The 99th percentile of what established credentials of the same platform and type took in
  /// their last active 24 hours; nil when there are too few.
  private func peerRows(_ context: borrowing DetectorContext) -> (most: Int64, count: Int)? {
    let own = context.profilePointer
    let profiles = context.core.profiles
    let now = context.event.pointee.time
    var rows: [Int64] = []
    // Bounded: among so many the percentile is known.
    for i in 0..<min(profiles.count, 20_000) {
      let peer = profiles.pointer(UInt32(i + 1))
      guard peer != own, peer.pointee.platform == own.pointee.platform,
        peer.pointee.org == own.pointee.org, peer.pointee.type == own.pointee.type,
        peer.pointee.age(at: now) >= 14, peer.pointee.rows24h.total > 0
      else { continue }
      rows.append(peer.pointee.rows24h.total)
    }
    guard rows.count >= Self.fewestPeers else { return nil }
    rows.sort()
    return (rows[min(rows.count - 1, rows.count * 99 / 100)], rows.count)
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
        explanation: "\(Wording.count(rows, "row")) in one result against at most "
          + "\(Wording.count(largest)) in the last 28 days",
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
    out.put(state.toldRows)
    out.put(state.toldAt)
    out.put(state.nextPeers)
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
    state.toldRows = try reader.int64()
    state.toldAt = try reader.timestamp()
    state.nextPeers = try reader.int64()
    states[index] = state
  }
}
