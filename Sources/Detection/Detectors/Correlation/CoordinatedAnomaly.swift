public import SecurityModel

/// COR-001: several integrations anomalous together.
public struct CoordinatedAnomaly: Detector {
  public static let row = DetectorRow(
    id: "COR-001", title: "Several integrations anomalous together",
    summary: "Three and more integrations with a statistical or first-seen finding of medium or "
      + "above within an hour.",
    why: "One vendor's stolen tokens, or one thief with several, show on many credentials at once.",
    runbook: [
      "Look for what the findings share: address, client, vendor.",
      "Check the platform's status page: an outage or release moves everybody.",
      "Work the incident as one; revoke the shared vendor's tokens together.",
    ],
    severityRule:
      "high; critical with 5 and more; low when at least 80 % of all active integrations' "
      + "credentials do more than usual and nothing was seen for the first time",
    requiredFields: ["credential"],
    tunables: [
      Tunable(
        "integrations", 3, unit: "integrations", help: "Distinct integrations needed.",
        range: 2...1e6),
      Tunable("window_minutes", 60, unit: "minutes", help: "Within this time.", range: 1...1_440),
      Tunable("critical", 5, unit: "integrations", help: "Integrations that make it critical."),
    ],
    attack: ["T1199"],
    owasp: ["API6:2023"],
    controls: ControlMapping(
      soc2: ["CC7.2", "CC7.3", "CC7.4"],
      gdpr: ["Art. 32", "Art. 33", "Art. 34"],
      ccpa: ["1798.100(e)", "1798.82", "1798.150"],
      nist80053: ["AU-6", "SI-4", "IR-4", "IR-6"],
      hipaa: ["164.308(a)(1)(ii)(D)", "164.312(b)", "164.308(a)(6)", "164.404", "164.410"],
      sox: ["404 (ITGC monitoring)", "404 (incident escalation)"],
      pciDSS: ["10.4.1.1", "12.10.1"]),
    groupMinutes: 360, kind: .correlation)

  private struct Mark {
    var org: String
    var integration: String
    var detector: String
    var at: Timestamp
    /// Whether it says that something was new, not that there was more of it.
    var isFirstSeen: Bool
  }

  public let interest: Interest = .findings
  private let needed: Int
  private let window: Int64
  private let critical: Int
  private var marks: [Mark] = []
  private var isDirty = false

  public init(_ tunables: TunableValues) {
    needed = tunables.count("integrations")
    window = tunables.milliseconds("window_minutes", per: Timestamp.Duration.minute)
    critical = tunables.count("critical")
  }

  public mutating func observe(_ context: inout DetectorContext) {}

  public mutating func observe(_ finding: Finding, _ context: inout DetectorContext) {
    guard finding.severity >= .medium, !finding.credential.isEmpty, !finding.isLate,
      context.findingKind == .statistical || context.findingKind == .firstSeen,
      // People are no integrations: a busy morning of three of them is no campaign.
      context.profilePointer.pointee.isService
    else { return }
    let name = finding.integration.isEmpty ? finding.credential : finding.integration
    let now = context.event.pointee.time
    marks.removeAll {
      now.since($0.at) > window
        || $0.org == finding.org && $0.integration == name && $0.detector == finding.detector
    }
    marks.append(
      Mark(
        org: finding.org, integration: name, detector: finding.detector, at: now,
        isFirstSeen: context.findingKind == .firstSeen))
    if marks.count > 4_096 { marks.removeFirst() }
    isDirty = true
    let recent = marks.filter { $0.org == finding.org && now.since($0.at) <= window }
    var names: [String] = []
    for mark in recent where !names.contains(mark.integration) { names.append(mark.integration) }
    guard names.count >= needed else { return }
    // Everybody doing more at once is the platform; everybody showing something new is a thief with
    // many keys.
    let isOneSided = !recent.contains { $0.isFirstSeen }
    let active = isOneSided ? activeServices(context, now) : 0
    let isEverybody =
      active >= Self.everybody && Double(names.count) >= 0.8 * Double(active)
    let severity: Severity = isEverybody ? .low : names.count >= critical ? .critical : .high
    let detectors = Set(recent.map(\.detector)).sorted()
    let titles = detectors.compactMap { id in context.core.rows.first { $0.id == id }?.title }
    let minutes = window / Timestamp.Duration.minute
    context.raise(severity, about: finding.org) {
      FindingDraft(
        title: isEverybody ? "Platform-wide shift: check outage, release, holiday" : nil,
        confidence: isEverybody ? 0.4 : 0.8,
        explanation: "\(names.count) integrations with findings within \(minutes) minutes (from "
          + "\(needed) on it is told): " + Wording.list(names, most: 8)
          + (isEverybody ? "; of \(active) active ones" : "")
          + ". Seen: " + Wording.list(titles, most: 6),
        observed: [
          .init("integrations", .array(names.map { .string($0) })),
          .init("detectors", .array(detectors.map { .string($0) })),
        ],
        expected: [.init("integrations", .integer(Int64(needed)))])
    }
  }

  /// Fewest active credentials that can be called everybody.
  private static let everybody = 5

  /// Credentials of software that were active within the window.
  private func activeServices(_ context: borrowing DetectorContext, _ now: Timestamp) -> Int {
    let profiles = context.core.profiles
    var n = 0
    for i in 0..<profiles.count {
      let profile = profiles.pointer(UInt32(i + 1))
      if now.since(profile.pointee.lastSeen) <= window, profile.pointee.isService { n += 1 }
    }
    return n
  }

  public mutating func takeSharedChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob] {
    guard isDirty else { return [] }
    isDirty = false
    var out = ByteWriter()
    out.put(UInt64(marks.count))
    for mark in marks {
      for text in [mark.org, mark.integration, mark.detector] { out.put(text) }
      out.put(mark.at)
      out.put(mark.isFirstSeen)
    }
    return [.init(key: "marks", bytes: out.bytes)]
  }

  public mutating func restoreShared(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    var reader = ByteReader(blob.bytes)
    for _ in 0..<(try reader.unsigned()) {
      marks.append(
        Mark(
          org: try reader.text(), integration: try reader.text(), detector: try reader.text(),
          at: try reader.timestamp(), isFirstSeen: try reader.bool()))
    }
  }
}
