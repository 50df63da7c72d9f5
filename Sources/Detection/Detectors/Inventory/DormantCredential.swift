public import SecurityModel

/// INV-003: the first call of a credential after long silence.
public struct DormantCredential: Detector {
  public static let row = DetectorRow(
    id: "INV-003", title: "Dormant credential active again",
    summary: "First call after a silence far longer than any before.",
    why: "Forgotten credentials are the ones nobody misses when they are stolen.",
    runbook: [
      "Ask the owner whether the integration is in use again.",
      "Compare address and client with the time before the silence.",
      "If nobody claims it, revoke it: it was not needed for weeks.",
    ],
    severityRule: "high",
    requiredFields: ["ts", "credential"],
    tunables: [
      Tunable("days", 30, unit: "days", help: "Silence worth telling.", range: 1...3_650),
      Tunable("gap_ratio", 5, unit: "times", help: "Multiple of the longest earlier silence."),
      Tunable("always_days", 183, unit: "days", help: "Silence that is always told."),
    ],
    attack: ["T1078.004"],
    owasp: ["API2:2023", "API9:2023"],
    controls: ControlMapping(
      soc2: ["CC6.2", "CC6.3", "CC6.1", "CC6.6"],
      gdpr: ["Art. 32"],
      ccpa: ["1798.100(e)"],
      nist80053: ["AC-2", "IA-5", "PS-4", "AC-7", "IA-2", "IA-8"],
      hipaa: ["164.308(a)(3)(ii)(C)", "164.312(d)"],
      sox: ["404 (access controls)"],
      pciDSS: ["8.2.5", "8.2.6", "8.6.3", "8.3.4", "8.4.2"]),
    groupMinutes: 10_080, kind: .firstSeen)

  public let interest: Interest = .wake
  private let days: Int64
  private let ratio: Double
  private let always: Int64

  public init(_ tunables: TunableValues) {
    days = tunables.milliseconds("days", per: Timestamp.Duration.day)
    ratio = tunables["gap_ratio"]
    always = tunables.milliseconds("always_days", per: Timestamp.Duration.day)
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let gap = context.gap
    let earlier = context.earlierLongestGap
    let profile = context.profilePointer
    guard gap > days, !context.event.pointee.flags.contains(.late) else { return }
    // A monthly job seen once or twice has no silence of its own yet to compare with.
    let isSettled = profile.pointee.activeDays.nonzeroBitCount >= 3
    guard gap > always || isSettled && Double(gap) > ratio * Double(earlier),
      !context.isExpectedActivity
    else { return }
    let day = Timestamp.Duration.day
    context.raise(.high) {
      FindingDraft(
        confidence: 0.85,
        explanation: "first activity after \(gap / day) days of silence; the longest earlier "
          + "silence was \(earlier / day) day\(earlier / day == 1 ? "" : "s")",
        observed: [.init("silent_days", .integer(gap / day))],
        expected: [.init("longest_gap_days", VolumeFinding.number(Double(earlier) / Double(day)))])
    }
  }
}
