import Inventory
public import SecurityModel

/// NEW-001: a credential touches an object type it never touched.
public struct NewObject: Detector {
  public static let row = DetectorRow(
    id: "NEW-001", title: "New object type for the credential",
    summary: "A call to an object (sObject, CRM object, table) the credential never touched.",
    why: "Integrations read the same objects for years; a thief looks around.",
    runbook: [
      "Check the list of new objects against the integration's purpose.",
      "Look for a release note or change request of that day.",
      "If the objects are right, declare them in the registry; else review what was read.",
    ],
    severityRule: "medium; high for objects tagged sensitive; low when other credentials of its "
      + "integration use the object, or a person meets it on a page or in a report",
    requiredFields: ["objects", "credential"],
    tunables: [
      Tunable("warmup_days", 14, unit: "days", help: "History needed first.", range: 0...90),
      Tunable("warmup_calls", 100, unit: "calls", help: "Calls needed first."),
      Tunable(
        "unseen_mass", 0.01, unit: "0-1",
        help: "Good-Turing estimate of unseen objects above which it stays quiet.", range: 0...1),
      Tunable(
        "explorer", 3, unit: "objects/week", help: "New objects a week that make an explorer."),
    ],
    attack: ["T1213.004", "T1526"],
    owasp: ["API1:2023", "API5:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.7", "CC7.2", "CC6.3"],
      gdpr: ["Art. 5(1)(f)", "Art. 32", "Art. 33", "Art. 25"],
      ccpa: ["1798.100(e)", "1798.150"],
      nist80053: ["AC-4", "AC-23", "SI-4(18)", "AC-3", "AC-6"],
      hipaa: ["164.312(a)(1)", "164.312(b)", "164.402", "164.308(a)(4)"],
      sox: ["404 (when the object feeds financial reporting)", "404 (access controls)"],
      pciDSS: ["10.2.1", "7.2.5"]),
    groupMinutes: 60, kind: .firstSeen)

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
    guard context.novelty.contains(.object), !context.novelty.contains(.credential) else { return }
    let profile = context.profilePointer
    let time = context.event.pointee.time
    let names = context.newObjectNames
    let sensitive = names.filter { context.settings.sensitiveObjects.contains($0.lowercased()) }
    let declared = context.registration?.objects.map { $0.lowercased() } ?? []
    if !declared.isEmpty, names.allSatisfy({ declared.contains($0.lowercased()) }) { return }
    let isMature =
      warmUp.isOver(for: profile, at: time)
    guard isMature else { return }
    let known = Int(profile.pointee.objects.count) - names.count
    let isOnPage = !context.event.pointee.surface.isProgrammatic
    // The first object that was ever logged of somebody who works on pages is not another one.
    if isOnPage, known <= 0 { return }
    // Without what the last day brought: a sweep must not make an explorer of its victim.
    let yesterday = UInt32(
      clamping: time.advanced(by: -Timestamp.Duration.day).milliseconds / 1_000)
    let mass = profile.pointee.objects.unseenMass(before: yesterday)
    let isExplorer =
      FirstUse.perWeek(
        profile.pointee.objects.sorted(), firstSeen: profile.pointee.firstSeen, at: time)
      >= explorer || mass >= unseenMass
    if isExplorer, sensitive.isEmpty { return }
    let shared = sharedWithin(context, names)
    let severity: Severity =
      isOnPage
      ? (sensitive.isEmpty ? .low : .medium)
      : !sensitive.isEmpty ? .high : shared ? .low : .medium
    let usual = profile.pointee.objects.sorted().filter { $0.count > 1 }
      .map { context.text($0.symbol) }
    let operation = context.event.pointee.operation.name
    let note = context.failureNote
    context.raise(severity) {
      FindingDraft(
        confidence: isExplorer ? 0.5 : 0.75,
        explanation: "first use of \(Wording.list(names)) (\(operation)\(note)); in "
          + Wording.past(days: profile.pointee.age(at: time), events: profile.pointee.events)
          + (usual.isEmpty
            ? " it touched no object" : " it only touched \(Wording.list(usual, most: 6))")
          + (sensitive.isEmpty ? "" : "; sensitive: \(Wording.list(sensitive))"),
        observed: [
          .init("new_objects", .array(names.map { .string($0) })),
          .init("operation", .string(context.event.pointee.operation.name)),
        ],
        expected: [
          .init(
            "known_objects",
            .array(usual.prefix(10).map { .string($0) }))
        ], listed: "new_objects")
    }
  }

  /// True when every new object is used by another credential of the same integration.
  private func sharedWithin(_ context: borrowing DetectorContext, _ names: [String]) -> Bool {
    let profile = context.profilePointer
    let integration = profile.pointee.integration
    if integration.isNone || integration == profile.pointee.credential { return false }
    let hashes = names.map { StableHash.string($0) }
    let profiles = context.core.profiles
    // Bounded: an integration with thousands of credentials is found out within the first ones.
    let limit = min(profiles.count, 20_000)
    return hashes.allSatisfy { hash in
      (1...max(1, limit)).contains { i in
        let other = profiles.pointer(UInt32(i))
        return other != profile && other.pointee.integration == integration
          && (other.pointee.objects.find(hash)?.count ?? 0) > 1
      }
    }
  }
}
