import Inventory
public import SecurityModel

/// TIM-001: a scheduled credential active at an hour of the week it never is.
public struct OffSchedule: Detector {
  public static let row = DetectorRow(
    id: "TIM-001", title: "Outside the integration's schedule",
    summary: "A credential active at an hour of the week it never is.",
    why: "Scheduled software keeps its hours; a person with its token has hours of his own.",
    runbook: [
      "Ask the owner about a manual run, a moved schedule or a retry.",
      "Compare address and client with the scheduled runs.",
      "If the run was not theirs, revoke the token and review what it read.",
    ],
    severityRule: "medium; low below 5 calls; info once when a clock change moves whole schedules",
    requiredFields: ["ts", "credential"],
    tunables: [Tunable("calls", 3, unit: "calls", help: "Fewest calls outside the schedule.")],
    attack: ["T1029", "T1078.004"],
    owasp: ["API2:2023", "API6:2023"],
    controls: ControlMapping(
      soc2: ["CC7.2", "CC7.3"],
      gdpr: ["Art. 32", "Art. 33"],
      ccpa: ["1798.100(e)"],
      nist80053: ["AU-6", "SI-4"],
      hipaa: ["164.308(a)(1)(ii)(D)", "164.312(b)"],
      sox: ["404 (ITGC monitoring)"],
      pciDSS: ["10.4.1.1"]),
    kind: .statistical)

  public let interest: Interest = .volume

  public init(_ tunables: TunableValues) {}

  public mutating func observe(_ context: inout DetectorContext) {
    // People have habits, not schedules.
    if context.profilePointer.pointee.type == .human { return }
    for verdict in context.verdicts
    where verdict.kind == .offSchedule && !context.isExpectedActivity {
      if verdict.clockShift != 0 {
        tellClockChange(verdict, &context)
        continue
      }
      let few = verdict.measure == .calls && verdict.observed < 5
      VolumeFinding.raise(verdict, few ? .low : .medium, in: &context)
    }
  }

  /// One notice for the org, with everybody whose schedule moved.
  private func tellClockChange(_ verdict: VolumeVerdict, _ context: inout DetectorContext) {
    let profile = context.profilePointer
    let name =
      context.registration?.name ?? context.text(profile.pointee.integration)
    let who = name.isEmpty ? context.text(profile.pointee.credential) : name
    let start = Timestamp(milliseconds: verdict.windowStart)
    let minutes = verdict.clockShift
    context.raise(
      .info, about: context.text(profile.pointee.org), key: "clock", anchor: start, lists: true
    ) {
      FindingDraft(
        title: "Schedules moved with the clocks", confidence: 0.9,
        explanation: "clocks went \(minutes > 0 ? "forward" : "back") by \(abs(minutes)) minutes "
          + "on \(start.dateText), and the whole schedule moved with them: \(who)",
        observed: [
          .init("integrations", .array([.string(who)])),
          .init("minutes", .integer(Int64(minutes))),
        ],
        expected: [], listed: "integrations")
    }
  }
}
