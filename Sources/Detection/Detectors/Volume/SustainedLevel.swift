public import SecurityModel

/// VOL-002: a shift too small for any hourly rule that is held for hours or days.
public struct SustainedLevel: Detector {
  public static let row = DetectorRow(
    id: "VOL-002", title: "Sustained level above own baseline (low and slow)",
    summary: "A shift too small for any hourly rule that is held, inside all rate limits.",
    why: "A careful thief takes a little more every hour; only the sum gives it away.",
    runbook: [
      "Open the 28-day chart: did the level step up at one moment?",
      "Compare objects and rows before and after the step.",
      "Ask the owner whether business volume grew (users, records, a new feature).",
      "If nobody can explain it, treat the credential as compromised: rotate it and review reads.",
    ],
    severityRule: "medium; high with a NEW or EXF finding on the same credential within a day",
    requiredFields: ["ts", "credential"],
    tunables: [
      Tunable(
        "score", 0.5, unit: "0-1", help: "Score of the model from which it fires.", range: 0...1),
      Tunable(
        "ratio", 1.15, unit: "times", help: "Least multiple of the expected level.", range: 1...100),
      Tunable("floor_calls", 50, unit: "calls", help: "A window with fewer is never told."),
      Tunable("floor_rows", 1_000, unit: "rows", help: "A window with fewer is never told."),
    ],
    attack: ["T1030", "T1029", "T1119"],
    owasp: ["API4:2023", "API6:2023"],
    controls: ControlMapping(
      soc2: ["CC7.2", "CC7.3", "CC6.1", "CC6.7"],
      gdpr: ["Art. 32", "Art. 33", "Art. 5(1)(f)"],
      ccpa: ["1798.100(e)", "1798.150"],
      nist80053: ["AU-6", "SI-4", "AC-4", "AC-23", "SI-4(18)"],
      hipaa: ["164.308(a)(1)(ii)(D)", "164.312(b)", "164.312(a)(1)", "164.402"],
      sox: ["404 (ITGC monitoring)", "404 (when the object feeds financial reporting)"],
      pciDSS: ["10.4.1.1", "10.2.1"]),
    groupMinutes: 4_320, kind: .statistical)

  public let interest: Interest = .volume

  private let leastRatio: Double
  private let floorCalls: Double
  private let floorRows: Double

  public init(_ tunables: TunableValues) {
    leastRatio = tunables["ratio"]
    floorCalls = tunables["floor_calls"]
    floorRows = tunables["floor_rows"]
  }

  public mutating func observe(_ context: inout DetectorContext) {
    for verdict in context.verdicts
    where verdict.kind == .sustained && !context.isExpectedActivity && isWorthTelling(verdict)
      && !isEcho(verdict, context)
    {
      VolumeFinding.raise(verdict, severity(context), in: &context)
    }
  }

  /// Least multiple of the expected level for what is held beside a spike that was told.
  private static let besideSpike = 1.5

  /// Twice next to nothing is still next to nothing.
  private func isWorthTelling(_ verdict: VolumeVerdict) -> Bool {
    verdict.observed >= (verdict.measure == .calls ? floorCalls : floorRows)
  }

  /// True when one hour that was told as a spike makes the whole window: nothing is held.
  private func isEcho(_ verdict: VolumeVerdict, _ context: borrowing DetectorContext) -> Bool {
    guard !verdict.isDaily, verdict.windowSeconds > 3_600 else { return false }
    let spike = verdict.measure == .calls ? "VOL-001" : "EXF-001"
    let start = Timestamp(milliseconds: verdict.windowStart)
    guard
      context.core.book.risk.hasRecent(
        [spike], profile: context.profilePointer.pointee.index, since: start)
    else { return false }
    // What the window holds without its fullest hour, against what the other hours usually hold.
    let share = 1 - 3_600 / Double(verdict.windowSeconds)
    return verdict.restWithoutFullestHour < share * max(leastRatio, Self.besideSpike)
  }

  private func severity(_ context: borrowing DetectorContext) -> Severity {
    let joined = context.core.book.isOpen(
      ["NEW-", "EXF-"], profile: context.profilePointer.pointee.index, now: context.now)
    return joined ? .high : .medium
  }
}
