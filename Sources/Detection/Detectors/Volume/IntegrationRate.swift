public import SecurityModel

/// VOL-004: an integration exceeds its hourly allowance over all its credentials.
public struct IntegrationRate: Detector {
  public static let row = DetectorRow(
    id: "VOL-004", title: "Per-integration or per-user hourly ceiling",
    summary: "An integration or user exceeds its hourly allowance over all its keys.",
    why: "Spreading calls over several keys of one integration stays under every per-key ceiling.",
    runbook: [
      "See which of its credentials made the calls.",
      "Check whether they call from the same networks with the same client.",
      "Raise the ceiling for a big integration in the configuration; never switch it off.",
    ],
    severityRule: "low; medium when exceeded in 2 of 6 h",
    requiredFields: ["ts", "credential", "app", "user"],
    tunables: [
      Tunable(
        "per_integration_per_hour", 10_000, unit: "calls/h",
        help: "Calls of all credentials of one integration in a sliding hour.", range: 1...1e9)
    ],
    attack: ["T1119"],
    owasp: ["API4:2023"],
    controls: ControlMapping(
      soc2: ["A1.1", "CC7.2", "CC7.3"],
      gdpr: ["Art. 32(1)(b)", "Art. 32", "Art. 33"],
      ccpa: ["1798.100(e)"],
      nist80053: ["SC-5", "AU-6", "SI-4"],
      hipaa: ["164.308(a)(7)", "164.308(a)(1)(ii)(D)", "164.312(b)"],
      sox: ["404 (ITGC monitoring)"],
      pciDSS: ["10.4.1.1"]),
    groupMinutes: 360, kind: .policy)

  private struct State {
    var org: Symbol
    var name: Symbol
    var ring = MinuteRing()
    /// Hours in which the ceiling was exceeded, of the last 26.
    var exceeded: [Int64] = []
    var isDirty = true
  }

  public let interest: Interest = .calls
  private let limit: Int
  private var states: [State] = []
  /// State index plus one by integration symbol; orgs with the same name share a chain of one.
  private var bySymbol: [UInt32] = []
  private var dirty: [Int] = []

  public init(_ tunables: TunableValues) { limit = tunables.count("per_integration_per_hour") }

  public mutating func observe(_ context: inout DetectorContext) {
    let event = context.event
    let integration = event.pointee.integration
    let name = integration.isNone ? event.pointee.user : integration
    if name.isNone { return }
    let i = index(of: name, org: event.pointee.org)
    let minute = event.pointee.time.index(ofEvery: Timestamp.Duration.minute)
    let count = states[i].ring.add(minute)
    if !states[i].isDirty {
      states[i].isDirty = true
      dirty.append(i)
    }
    guard count > limit, !context.isExpectedActivity else { return }
    let hour = minute / 60
    if !states[i].exceeded.contains(hour) { states[i].exceeded.append(hour) }
    states[i].exceeded.removeAll { hour &- $0 > 26 }
    let hours = states[i].exceeded.filter { hour &- $0 < 6 && hour >= $0 }.count
    let limit = limit
    context.raise(
      hours >= 2 ? .medium : .low, about: context.text(name),
      anchor: Timestamp(milliseconds: hour &* Timestamp.Duration.hour)
    ) {
      FindingDraft(
        confidence: 0.6,
        explanation: "\(Wording.count(count)) calls in an hour over all credentials of the "
          + "integration; its ceiling is \(Wording.count(limit)); exceeded in \(hours) of the last 6 hours",
        observed: [
          .init("calls_per_hour", .integer(count)), .init("hours", .integer(Int64(hours))),
        ],
        expected: [.init("calls_per_hour", .integer(Int64(limit)))])
    }
  }

  private mutating func index(of name: Symbol, org: Symbol) -> Int {
    let slot = Int(name.index)
    if slot >= bySymbol.count {
      bySymbol.append(
        contentsOf: repeatElement(0, count: slot + 1_024 - bySymbol.count))
    }
    let known = bySymbol[slot]
    if known != 0, states[Int(known) - 1].org == org { return Int(known) - 1 }
    if known != 0, let i = states.firstIndex(where: { $0.name == name && $0.org == org }) {
      return i
    }
    states.append(State(org: org, name: name))
    dirty.append(states.count - 1)
    bySymbol[slot] = UInt32(states.count)
    return states.count - 1
  }

  public mutating func takeSharedChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob] {
    var blobs: [Checkpoint.StateBlob] = []
    for i in dirty {
      states[i].isDirty = false
      var out = ByteWriter()
      let org = symbols.text(of: states[i].org)
      let name = symbols.text(of: states[i].name)
      out.put(org)
      out.put(name)
      states[i].ring.encode(into: &out)
      out.put(UInt64(states[i].exceeded.count))
      for hour in states[i].exceeded { out.put(hour) }
      blobs.append(.init(key: org + "/" + name, bytes: out.bytes))
    }
    dirty.removeAll(keepingCapacity: true)
    return blobs
  }

  public mutating func restoreShared(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    var reader = ByteReader(blob.bytes)
    let org = symbols.intern(try reader.text())
    let name = symbols.intern(try reader.text())
    let i = index(of: name, org: org)
    states[i].ring = try MinuteRing(from: &reader)
    for _ in 0..<(try reader.unsigned()) { states[i].exceeded.append(try reader.int64()) }
    states[i].isDirty = false
    dirty.removeAll { $0 == i }
  }
}
