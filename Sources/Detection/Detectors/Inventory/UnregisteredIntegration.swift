import Inventory
public import SecurityModel

/// INV-001: an active integration without an approved entry in the registry.
public struct UnregisteredIntegration: Detector {
  public static let row = DetectorRow(
    id: "INV-001", title: "Unregistered integration",
    summary: "An active credential or application with no approved entry in the registry.",
    why: "Nobody watches, pays for or revokes what nobody knows.",
    runbook: [
      "Find who connected it: the user it runs as, and the setup audit trail.",
      "Approve it with owner and purpose, or revoke it.",
    ],
    severityRule:
      "medium; high with writes or more than 1,000 rows a day; one summary in the first "
      + "24 h of a log",
    requiredFields: ["credential"],
    tunables: [
      Tunable("rows", 1_000, unit: "rows/24h", help: "Rows that make it high."),
      Tunable("calls", 5, unit: "calls", help: "Fewest calls worth telling."),
    ],
    attack: ["T1671", "T1199"],
    owasp: ["API9:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC9.2"],
      gdpr: ["Art. 28", "Art. 30"],
      ccpa: ["1798.100(d)", "1798.110", "1798.115"],
      nist80053: ["CM-8", "PM-5", "SA-9"],
      hipaa: ["164.308(b)(1)"],
      sox: ["404 (scoping)"],
      pciDSS: ["12.8.1"]),
    groupMinutes: 10_080, kind: .inventory)

  public let interest: Interest = .calls
  private let rows: Int64
  private let calls: Int64
  /// Bit 0 = told once, bit 1 = told as high.
  private var told: [UInt32: UInt8] = [:]

  public init(_ tunables: TunableValues) {
    rows = Int64(tunables.count("rows"))
    calls = Int64(tunables.count("calls"))
  }

  public mutating func observe(_ context: inout DetectorContext) {
    // Without a registry everything would be unregistered: say nothing instead.
    guard context.settings.hasRegistry else { return }
    let profile = context.profilePointer
    if context.registration?.approved ?? false { return }
    let event = context.event
    guard profile.pointee.calls + 1 >= calls else { return }
    let writes =
      profile.pointee.hasUsed(.write) || profile.pointee.hasUsed(.delete)
      || event.pointee.operation.operationClass == .write
    let dayRows = profile.pointee.rows24h.sum(at: event.pointee.time) + context.rowDelta
    let isHigh = writes || dayRows > rows
    let state = told[profile.pointee.index] ?? 0
    if state & 2 != 0 || state & 1 != 0 && !isHigh { return }
    told[profile.pointee.index] = isHigh ? 3 : 1
    let isYoung = event.pointee.time.since(context.core.logStart) < Timestamp.Duration.day
    let name = context.text(profile.pointee.integration)
    if isYoung {
      context.raise(.medium, about: context.text(event.pointee.org), key: "summary") {
        FindingDraft(
          title: "Unregistered integrations in use", confidence: 0.9,
          explanation: "integrations without an approved registry entry are active; the last found "
            + "is \(name)",
          observed: [.init("integrations", .array([.string(name)]))],
          expected: [.init("registered", .bool(true))])
      }
      return
    }
    context.raise(isHigh ? .high : .medium, anchor: profile.pointee.firstSeen) {
      FindingDraft(
        confidence: 0.9,
        explanation: "\(name) is active without an approved registry entry since "
          + "\(profile.pointee.firstSeen.dateText): "
          + "\(Wording.count(profile.pointee.calls + 1, "call")), \(Wording.count(dayRows, "row")) in 24 h\(writes ? ", and it writes" : "")",
        observed: [
          .init("calls", .integer(profile.pointee.calls + 1)), .init("rows_24h", .integer(dayRows)),
          .init("writes", .bool(writes)),
        ],
        expected: [.init("registered", .bool(true))])
    }
  }

  public func encode(credential index: UInt32, into out: inout ByteWriter) {
    if let state = told[index] { out.put(state) }
  }

  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    if !reader.isAtEnd { told[index] = try reader.byte() }
  }
}
