import Inventory
public import SecurityModel

/// NEW-007: a credential's first use of an API surface or a streaming subscription.
public struct NewSurface: Detector {
  public static let row = DetectorRow(
    id: "NEW-007", title: "New API surface or streaming subscription",
    summary: "First use of SOAP, Streaming, Metadata, Tooling, GraphQL, Apex REST, MCP or the UI.",
    why: "Another API means another program; streaming copies every change, metadata and tooling "
      + "open the org's configuration.",
    runbook: [
      "See what was called on the new surface.",
      "Ask the owner for the release that brought it; declare it in the registry.",
      "Streaming: list the channels and end the subscription if nobody owns it.",
    ],
    severityRule: "high for streaming, metadata and tooling; medium for others; low in cold start",
    requiredFields: ["api", "credential"],
    tunables: [
      Tunable("warmup_days", 7, unit: "days", help: "History needed first.", range: 0...90),
      Tunable("warmup_calls", 20, unit: "calls", help: "Calls needed first."),
    ],
    attack: ["T1213.004", "T1119"],
    owasp: ["API9:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.7", "CC7.2", "CC7.3"],
      gdpr: ["Art. 5(1)(f)", "Art. 32", "Art. 33"],
      ccpa: ["1798.100(e)", "1798.150"],
      nist80053: ["AC-4", "AC-23", "SI-4(18)", "AU-6", "SI-4"],
      hipaa: ["164.312(a)(1)", "164.312(b)", "164.402", "164.308(a)(1)(ii)(D)"],
      sox: ["404 (when the object feeds financial reporting)", "404 (ITGC monitoring)"],
      pciDSS: ["10.2.1", "10.4.1.1"]),
    groupMinutes: 1_440, kind: .firstSeen)

  private static let strong: [APISurface] = [.streaming, .metadata, .tooling]
  private static let watched: [APISurface] = [
    .soap, .streaming, .metadata, .tooling, .graphql, .apexrest, .mcp, .ui, .aura,
  ]

  public let interest: Interest = .novelty
  private let warmUp: WarmUp

  public init(_ tunables: TunableValues) {
    warmUp = WarmUp(tunables)
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let surface = context.event.pointee.surface
    guard context.novelty.contains(.surface), Self.watched.contains(surface) else { return }
    let profile = context.profilePointer
    let time = context.event.pointee.time
    if context.registration?.apis.contains(surface) ?? false { return }
    if profile.pointee.type == .human, surface == .ui || surface == .aura { return }
    let strength: Severity = Self.strong.contains(surface) ? .high : .medium
    if warmUp.isOver(for: profile, at: time) {
      return raise(
        &context, strength, confidence: 0.8, used: Self.used([profile]),
        past: Wording.past(days: profile.pointee.age(at: time), events: profile.pointee.events))
    }
    // Another API often comes under another name: rows of SOAP and metadata calls name the client and
    // the user only. The user's past stands in for that of the new credential.
    if context.event.pointee.app.isNone {
      let elders = context.core.elders(of: profile, at: time, warmUp)
      let used = Self.used(elders)
      if used.contains(surface) { return }
      if !elders.isEmpty {
        return raise(
          &context, strength, confidence: 0.7, used: used, past: Wording.past(of: elders, at: time))
      }
    }
    if surface == .streaming, !profile.pointee.isFounding(context.core.logStart) {
      raise(&context, .low, confidence: 0.5, used: [], past: "")
    }
  }

  private static func used(_ profiles: [UnsafeMutablePointer<CredentialProfile>]) -> [APISurface] {
    APISurface.allCases.filter { surface in
      profiles.contains { $0.pointee.surfaceCalls[Int(surface.rawValue)] > 0 }
    }
  }

  private func raise(
    _ context: inout DetectorContext, _ severity: Severity, confidence: Double, used: [APISurface],
    past: String
  ) {
    let surface = context.event.pointee.surface
    let channels = (0..<Int(context.event.pointee.objectCount)).map {
      context.text(context.event.pointee.objects[$0])
    }
    let operation = context.event.pointee.operation.name
    let note = context.failureNote
    context.raise(severity, key: surface.name) {
      FindingDraft(
        confidence: confidence,
        explanation: "first use of the \(surface.name) API (\(operation)"
          + (channels.isEmpty ? "" : " on \(Wording.list(channels))") + "\(note)); "
          + (used.isEmpty
            ? "the credential itself is new"
            : "in \(past) it only used \(Wording.list(used.map(\.name), most: 6))"),
        observed: [
          .init("api", .string(surface.name)),
          .init("objects", .array(channels.map { .string($0) })),
        ],
        expected: [.init("known_apis", .array(used.map { .string($0.name) }))])
    }
  }
}
