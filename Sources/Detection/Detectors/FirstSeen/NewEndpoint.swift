public import SecurityModel

/// NEW-002: a credential calls an endpoint it never called.
public struct NewEndpoint: Detector {
  public static let row = DetectorRow(
    id: "NEW-002", title: "New endpoint",
    summary: "First call to a normalised endpoint (ids, job ids and versions replaced).",
    why: "Software calls what it was written to call; new paths mean new software or exploration.",
    runbook: [
      "See whether the endpoint belongs to a release of the integration.",
      "Administrative, metadata and export paths deserve a question to the owner.",
    ],
    severityRule: "low; medium for administrative, metadata, tooling, Apex REST and export paths",
    requiredFields: ["uri", "credential"],
    tunables: [
      Tunable("warmup_days", 14, unit: "days", help: "History needed first.", range: 0...90),
      Tunable("warmup_calls", 100, unit: "calls", help: "Calls needed first."),
      Tunable(
        "unseen_mass", 0.005, unit: "0-1",
        help: "Good-Turing estimate of unseen endpoints above which it stays quiet.", range: 0...1),
      Tunable(
        "explorer", 1, unit: "endpoints/week",
        help: "New endpoints a week, after its first week, that make an explorer."),
    ],
    attack: ["T1526"],
    owasp: ["API5:2023", "API9:2023"],
    controls: ControlMapping(
      soc2: ["CC7.2", "CC7.3", "CC6.1", "CC6.3"],
      gdpr: ["Art. 32", "Art. 33", "Art. 25"],
      ccpa: ["1798.100(e)"],
      nist80053: ["AU-6", "SI-4", "AC-3", "AC-6"],
      hipaa: ["164.308(a)(1)(ii)(D)", "164.312(b)", "164.308(a)(4)", "164.312(a)(1)"],
      sox: ["404 (ITGC monitoring)", "404 (access controls)"],
      pciDSS: ["10.4.1.1", "7.2.5"]),
    groupMinutes: 360, kind: .firstSeen)

  private static let sensitive = [
    "/tooling", "/metadata", "/apexrest", "/jobs/", "/async/", "/export", "/connect/", "/setup",
    "/soap/m", "/soap/t", "/limits", "/process", "/parameterizedsearch", "/analytics/",
  ]

  public let interest: Interest = .novelty
  private let warmUp: WarmUp
  private let unseenMass: Double
  private let explorer: Double

  public init(_ tunables: TunableValues) {
    warmUp = WarmUp(tunables)
    unseenMass = tunables["unseen_mass"]
    explorer = tunables["explorer"]
  }

  public mutating func observe(_ context: inout DetectorContext) {
    guard context.novelty.contains(.endpoint), !context.novelty.contains(.credential),
      context.event.pointee.surface.isProgrammatic
    else { return }
    let profile = context.profilePointer
    let time = context.event.pointee.time
    let yesterday = UInt32(
      clamping: time.advanced(by: -Timestamp.Duration.day).milliseconds / 1_000)
    guard warmUp.isOver(for: profile, at: time),
      profile.pointee.endpoints.unseenMass(before: yesterday) < unseenMass
    else { return }
    let fresh = FirstUse.perWeek(
      profile.pointee.endpoints.sorted(), firstSeen: profile.pointee.firstSeen, at: time)
    if fresh >= explorer { return }
    let endpoint = context.text(context.event.pointee.endpoint)
    let lower = endpoint.lowercased()
    let isSensitive = Self.sensitive.contains { lower.contains($0) }
    let known = Int(profile.pointee.endpoints.count) - 1
    let note = context.failureNote
    context.raise(isSensitive ? .medium : .low) {
      FindingDraft(
        confidence: 0.6,
        explanation: "first call to \(endpoint)\(note); in "
          + Wording.past(days: profile.pointee.age(at: time), events: profile.pointee.events)
          + " it only called \(Wording.count(known, "other endpoint"))",
        observed: [.init("new_endpoints", .array([.string(endpoint)]))],
        expected: [.init("known_endpoints", .integer(Int64(known)))], listed: "new_endpoints")
    }
  }
}
