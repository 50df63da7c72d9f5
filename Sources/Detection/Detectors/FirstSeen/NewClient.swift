public import SecurityModel

/// NEW-006: a client software family never seen for the credential.
public struct NewClient: Detector {
  public static let row = DetectorRow(
    id: "NEW-006", title: "New client software",
    summary: "A user-agent family never seen for this credential.",
    why: "A token taken to another machine is used by another program; the campaigns of 2025 came "
      + "with python-requests, aiohttp and renamed Data Loaders.",
    runbook: [
      "Compare with the integration's known software and its release dates.",
      "Check the address of the same calls.",
      "If the client is a scripting tool nobody owns, revoke the token.",
    ],
    severityRule: "medium for a service, low for a person, high for a tool on the known list",
    requiredFields: ["user_agent", "credential"],
    tunables: [
      Tunable("warmup_days", 7, unit: "days", help: "History needed first.", range: 0...90),
      Tunable("warmup_calls", 20, unit: "calls", help: "Calls needed first."),
    ],
    attack: ["T1071.001", "T1550.001"],
    owasp: ["API2:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.6", "CC7.2", "CC7.3"],
      gdpr: ["Art. 32", "Art. 33"],
      ccpa: ["1798.100(e)"],
      nist80053: ["AC-7", "IA-2", "IA-5", "IA-8", "AU-6", "SI-4"],
      hipaa: ["164.312(d)", "164.308(a)(1)(ii)(D)", "164.312(b)"],
      sox: ["404 (access controls)", "404 (ITGC monitoring)"],
      pciDSS: ["8.3.4", "8.4.2", "10.4.1.1"]),
    groupMinutes: 1_440, kind: .firstSeen)

  /// Tools that the campaigns described in the catalogue used, lower case.
  static let knownTools = [
    "python-requests", "aiohttp", "python-urllib", "python/", "salesforce-multi-org-fetcher",
    "trufflehog", "salesforce-cli", "dataloader", "data loader", "curl", "go-http-client",
    "powershell", "httpx", "wget",
  ]

  public let interest: Interest = .novelty
  private let warmUp: WarmUp

  public init(_ tunables: TunableValues) {
    warmUp = WarmUp(tunables)
  }

  public mutating func observe(_ context: inout DetectorContext) {
    guard context.novelty.contains(.client), !context.novelty.contains(.credential) else { return }
    let profile = context.profilePointer
    let event = context.event
    guard warmUp.isOver(for: profile, at: event.pointee.time)
    else { return }
    let family = context.text(event.pointee.clientFamily)
    let known = profile.pointee.clients.sorted().filter { $0.symbol != event.pointee.clientFamily }
    // The first client ever logged for it isn't another one.
    if known.isEmpty { return }
    let agent = context.text(event.pointee.userAgent)
    let lower = (agent + " " + family).lowercased()
    let isTool = Self.knownTools.contains { lower.contains($0) }
    let severity: Severity = profile.pointee.isService ? (isTool ? .high : .medium) : .low
    let names = known.prefix(10).map { context.text($0.symbol) }
    context.raise(severity, key: family) {
      FindingDraft(
        confidence: isTool ? 0.8 : 0.6,
        explanation: "first use of \(family) after \(profile.pointee.events) events with "
          + names.prefix(3).joined(separator: ", ")
          + (isTool ? "; on the list of tools seen in attacks" : ""),
        observed: [.init("client", .string(family)), .init("user_agent", .string(agent))],
        expected: [.init("known_clients", .array(names.map { .string($0) }))])
    }
  }
}
