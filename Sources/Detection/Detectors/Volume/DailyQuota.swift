public import SecurityModel

/// VOL-006: the organisation's rolling 24-hour call pool is being used up.
public struct DailyQuota: Detector {
  public static let row = DetectorRow(
    id: "VOL-006", title: "Organisation daily quota",
    summary: "The rolling 24-hour shared pool is being used up; with the time it runs out.",
    why:
      "At 100 % every integration of the organisation stops: one runaway credential is an outage.",
    runbook: [
      "Sort the inventory by share of the day to see who uses the pool.",
      "Pause or slow the biggest consumer before the pool runs out.",
      "If the consumer is unknown or new, treat it as an attack first.",
    ],
    severityRule: "info at 50 %, low at 80 %, medium at 90 %, high at 100 %; low or above when the "
      + "forecast runs out within 4 h",
    requiredFields: ["ts"],
    tunables: [
      Tunable(
        "forecast_hours", 4, unit: "hours", help: "Warn when the pool runs out sooner than this.",
        range: 0...24)
    ],
    attack: ["T1499"],
    owasp: ["API4:2023"],
    controls: ControlMapping(
      soc2: ["A1.1"],
      gdpr: ["Art. 32(1)(b)"],
      nist80053: ["SC-5"],
      hipaa: ["164.308(a)(7)"]),
    groupMinutes: 1_440, kind: .policy)

  private static let thresholds: [(share: Double, severity: Severity)] = [
    (0.5, .info), (0.8, .low), (0.9, .medium), (1.0, .high),
  ]

  public let interest: Interest = .limits
  private let forecastHours: Double

  public init(_ tunables: TunableValues) { forecastHours = tunables["forecast_hours"] }

  public mutating func observe(_ context: inout DetectorContext) {
    guard let (pool, maximum) = context.core.quota.look(context.event.pointee.org), maximum > 0
    else { return }
    let used = pool.used(at: context.event.pointee.time)
    let share = Double(used) / Double(maximum)
    guard share >= 0.5, let step = Self.thresholds.last(where: { share >= $0.share }) else {
      return
    }
    let hours = pool.hoursLeft(used: used, maximum: maximum)
    let runsOut = hours.map { $0 < forecastHours } ?? false
    let severity = runsOut ? max(step.severity, .low) : step.severity
    let percent = Int((share * 100).rounded(.down))
    context.raise(
      severity, about: context.text(context.event.pointee.org),
      key: "\(Int(step.share * 100))", anchor: context.event.pointee.time.day
    ) {
      let forecast =
        share >= 1
        ? "; the pool is exhausted"
        : runsOut
          ? "; at the rate of the last hour it runs out in \(Self.duration(hours ?? 0))" : ""
      return FindingDraft(
        title: "Organisation daily quota at \(Int(step.share * 100)) %",
        confidence: pool.toldMaximum > 0 ? 0.95 : 0.7,
        explanation: "\(Wording.count(used)) of \(Wording.count(maximum)) calls of the rolling 24 "
          + "hours are used (\(percent) %)"
          + forecast,
        observed: [.init("used", .integer(used)), .init("percent", .integer(Int64(percent)))],
        expected: [
          .init("maximum", .integer(maximum)),
          .init("threshold_percent", .integer(Int64(step.share * 100))),
        ])
    }
  }

  private static func duration(_ hours: Double) -> String {
    hours < 1 ? "\(max(1, Int(hours * 60))) min" : "\(Int(hours * 10) / 10) h"
  }
}

extension OrgQuotaTable.Pool {
  /// Calls of the rolling 24 hours: what the log told less than ten minutes ago, else our count.
  func used(at time: Timestamp) -> Int64 {
    let counted = counted.total
    if toldUsed >= 0, abs(time.since(toldAt)) <= 10 * Timestamp.Duration.minute {
      return max(counted, toldUsed)
    }
    return counted
  }

  /// Hours until `maximum` at the rate of the last 60 minutes; nil when nothing was called.
  func hoursLeft(used: Int64, maximum: Int64) -> Double? {
    var perHour: Int64 = 0
    for i in 0..<60 { perHour += Int64(minutes[i]) }
    return perHour > 0 ? Double(max(0, maximum - used)) / Double(perHour) : nil
  }
}
