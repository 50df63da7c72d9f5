public import SecurityModel

/// VOL-001: a credential calls far more than it normally does at this hour.
public struct VolumeSpike: Detector {
  public static let row = DetectorRow(
    id: "VOL-001", title: "Call-volume spike against own baseline",
    summary: "A credential calls far more than it normally does at this hour.",
    why: "Mass reading through a valid credential shows first as volume: integrations repeat "
      + "themselves, and a stolen token is used in a hurry.",
    runbook: [
      "Compare the hour with the 28-day chart: a catch-up after an outage looks alike.",
      "Look at objects, addresses and clients of the extra calls: are they this integration's?",
      "Ask the owner about a release or a backfill; if there was none, revoke the token.",
      "If data left the org, start the incident process and keep the evidence rows.",
    ],
    severityRule: "medium; high at 10 times the hour's median and more",
    requiredFields: ["ts", "credential"],
    tunables: [
      Tunable(
        "z", 6, unit: "robust z", help: "Deviation from the least surprising neighbour hour.",
        range: 1...100),
      Tunable(
        "ratio", 3, unit: "times", help: "Multiple of every profile's median.", range: 1...1e6),
      Tunable("floor_calls", 50, unit: "calls/h", help: "Never fires below this."),
      Tunable(
        "over_maximum", 1.2, unit: "times", help: "Multiple of the largest such hour in 28 days.",
        range: 0...1e6),
      Tunable("warmup_days", 14, unit: "days", help: "History needed first.", range: 1...90),
      Tunable("high_ratio", 10, unit: "times", help: "Multiple from which it is high."),
    ],
    attack: ["T1119", "T1020"],
    owasp: ["API4:2023", "API6:2023"],
    controls: ControlMapping(
      soc2: ["CC7.2", "CC7.3", "CC6.1", "CC6.7"],
      gdpr: ["Art. 32", "Art. 33", "Art. 5(1)(f)"],
      ccpa: ["1798.100(e)", "1798.150"],
      nist80053: ["AU-6", "SI-4", "AC-4", "AC-23", "SI-4(18)"],
      hipaa: ["164.308(a)(1)(ii)(D)", "164.312(b)", "164.312(a)(1)", "164.402"],
      sox: ["404 (ITGC monitoring)", "404 (when the object feeds financial reporting)"],
      pciDSS: ["10.4.1.1", "10.2.1"]),
    kind: .statistical)

  public let interest: Interest = .volume
  private let highRatio: Double

  public init(_ tunables: TunableValues) { highRatio = tunables["high_ratio"] }

  public mutating func observe(_ context: inout DetectorContext) {
    for verdict in context.verdicts
    where verdict.kind == .spike && verdict.measure == .calls && !context.isExpectedActivity {
      VolumeFinding.raise(
        verdict, verdict.ratio >= highRatio ? .high : .medium, in: &context)
    }
  }
}
