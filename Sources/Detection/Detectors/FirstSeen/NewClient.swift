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
    severityRule: "medium for a service, low for a person; high for a tool on the known list, "
      + "medium when a person uses it",
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
    guard context.novelty.contains(.client) else { return }
    let profile = context.profilePointer
    let event = context.event
    let time = event.pointee.time
    if warmUp.isOver(for: profile, at: time), !context.novelty.contains(.credential) {
      let known = profile.pointee.clients.sorted()
        .filter { $0.symbol != event.pointee.clientFamily }
      // The first client ever logged for it isn't another one.
      if known.isEmpty { return }
      raise(
        &context, known: known.map { context.text($0.symbol) },
        isService: profile.pointee.isService,
        past: Wording.past(days: profile.pointee.age(at: time), events: profile.pointee.events))
    } else if context.novelty.contains(.credential), event.pointee.app.isNone {
      // Named by client and user: with another client it is another credential, but the same user.
      let elders = context.core.elders(of: profile, at: time, warmUp)
      var known: [String] = []
      for elder in elders {
        for entry in elder.pointee.clients.sorted() {
          let name = context.text(entry.symbol)
          if !known.contains(name) { known.append(name) }
        }
      }
      if known.isEmpty || known.contains(context.text(event.pointee.clientFamily)) { return }
      raise(
        &context, known: known, isService: elders.contains { $0.pointee.isService },
        past: Wording.past(of: elders, at: time))
    }
  }

  private func raise(
    _ context: inout DetectorContext, known: [String], isService: Bool, past: String
  ) {
    let family = context.text(context.event.pointee.clientFamily)
    let agent = context.text(context.event.pointee.userAgent)
    let lower = (agent + " " + family).lowercased()
    let isTool = Self.knownTools.contains { lower.contains($0) }
    let severity: Severity = isService ? (isTool ? .high : .medium) : isTool ? .medium : .low
    let note = context.failureNote
    context.raise(severity, key: family) {
      FindingDraft(
        confidence: isTool ? 0.8 : 0.6,
        explanation: "first use of \(family)\(note); in \(past) it only came with "
          + Wording.list(known, most: 3)
          + (isTool ? "; \(family) is on the list of tools seen in attacks" : ""),
        observed: [.init("client", .string(family)), .init("user_agent", .string(agent))],
        expected: [.init("known_clients", .array(known.prefix(10).map { .string($0) }))])
    }
  }
}
