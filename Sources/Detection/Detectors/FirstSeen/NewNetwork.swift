import Inventory
import Networks
public import SecurityModel

/// NEW-004: a call from a network never associated with the credential.
public struct NewNetwork: Detector {
  public static let row = DetectorRow(
    id: "NEW-004", title: "New network for the credential",
    summary: "A call from an address range never associated with it.",
    why: "A stolen token is used from somewhere else; servers seldom move.",
    runbook: [
      "Look the address up: hosting, VPN, Tor, or the vendor's own range?",
      "Ask the vendor for its published addresses; declare them in the registry.",
      "Check what else came from the address on all credentials.",
      "If nobody knows it, revoke the token.",
    ],
    severityRule: "medium; high for a credential whose networks were fixed or when the network is "
      + "listed as Tor, VPN or hosting; low when a neighbouring range or the same system is known; "
      + "of people only such a network, or another system in another country",
    requiredFields: ["ip", "credential"],
    tunables: [
      Tunable("warmup_days", 7, unit: "days", help: "History needed first.", range: 0...90),
      Tunable("warmup_calls", 20, unit: "calls", help: "Calls needed first."),
      Tunable(
        "roaming", 10, unit: "networks/14 d",
        help: "Networks from which on a credential counts as moving about."),
      Tunable(
        "fixed", 3, unit: "networks", help: "At most so many known networks count as fixed."),
    ],
    attack: ["T1078.004", "T1550.001"],
    owasp: ["API2:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.6"],
      gdpr: ["Art. 32"],
      ccpa: ["1798.100(e)"],
      nist80053: ["AC-7", "IA-2", "IA-5", "IA-8", "AC-17", "SC-7", "SI-4"],
      hipaa: ["164.312(d)", "164.312(a)(1)", "164.312(e)(1)"],
      sox: ["404 (access controls)"],
      pciDSS: ["8.3.4", "8.4.2", "1.2.5"]),
    groupMinutes: 1_440, kind: .firstSeen)

  public let interest: Interest = .novelty
  private let warmUp: WarmUp
  private let roaming: Int
  private let fixed: Int

  public init(_ tunables: TunableValues) {
    warmUp = WarmUp(tunables)
    roaming = tunables.count("roaming")
    fixed = tunables.count("fixed")
  }

  public mutating func observe(_ context: inout DetectorContext) {
    guard context.novelty.contains(.network), !context.novelty.contains(.credential) else { return }
    let profile = context.profilePointer
    let event = context.event
    let time = event.pointee.time
    guard warmUp.isOver(for: profile, at: time) else {
      return
    }
    let listed = context.network
    let isShady = listed.map { [.tor, .vpn, .hosting].contains($0.kind) } ?? false
    let known = profile.pointee.networks.sorted().filter {
      $0.hash != event.pointee.ip.network.stableHash
    }
    // A credential whose address was never logged has no "usual" network to leave.
    if known.isEmpty { return }
    let isPerson = !profile.pointee.isService
    if isPerson, !isShady, !context.isFarFrom(known) { return }
    let recent = known.filter {
      time.since(Timestamp(seconds: Int64($0.last))) <= 14 * Timestamp.Duration.day
    }
    if recent.count > roaming, !isShady { return }
    let neighbour = known.first { context.isNeighbour($0) }
    let declared = context.registration.map { isDeclared(event.pointee.ip, $0) } ?? false
    if declared || listed?.kind == .own { return }
    let isFixed = known.count <= fixed && !isPerson
    let severity: Severity =
      isShady && neighbour == nil
      ? .high : neighbour != nil ? .low : isFixed ? .high : .medium
    let names = known.prefix(10).map { context.text($0.symbol) }
    let place = describe(listed)
    let note = context.failureNote
    context.raise(severity) {
      FindingDraft(
        title: neighbour != nil ? "New network next to a known one" : nil,
        confidence: neighbour != nil ? 0.4 : isFixed ? 0.85 : 0.65,
        explanation: "first call from \(event.pointee.ip)\(place)\(note); in "
          + Wording.past(days: profile.pointee.age(at: time), events: profile.pointee.events)
          + " it only came from \(Wording.list(names, most: 3))"
          + (neighbour.map { "; a neighbour of \(context.text($0.symbol))" } ?? ""),
        observed: [
          .init("networks", .array([.string(event.pointee.ip.networkText)])),
          .init("addresses", .array([.string(event.pointee.ip.description)])),
          .init("kind", listed.map { .string($0.kind.rawValue) } ?? .null),
        ],
        expected: [.init("known_networks", .array(names.map { .string($0) }))],
        listed: "addresses")
    }
  }

  private func isDeclared(_ ip: IPAddress, _ registration: Registration) -> Bool {
    registration.networks.contains { CIDRBlock(text: $0)?.contains(ip) ?? false }
  }

  private func describe(_ entry: NetworkTable.Entry?) -> String {
    guard let entry else { return "" }
    let parts = [
      entry.kind == .other ? "" : entry.kind.rawValue,
      entry.asn == 0 ? "" : "AS\(entry.asn)", entry.organisation, entry.country,
    ].filter { !$0.isEmpty }
    return parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")"
  }
}
