import SecurityModel

/// Turns a verdict of the volume model into a finding.
enum VolumeFinding {
  /// Raises `verdict` under the calling detector's row.
  static func raise(
    _ verdict: VolumeVerdict, _ severity: Severity, in context: inout DetectorContext,
    note: String = ""
  ) {
    // A run of days may begin with the very hour in which a window of hours did.
    let days = verdict.isDaily ? "days" : ""
    context.raise(
      severity, key: verdict.measure == .calls ? days : "rows" + days,
      anchor: Timestamp(milliseconds: verdict.windowStart)
    ) {
      FindingDraft(
        confidence: verdict.confidence, explanation: verdict.explanation + note,
        observed: [
          .init(verdict.measure.noun, number(verdict.observed)),
          .init("window_seconds", .integer(Int64(verdict.windowSeconds))),
          .init("ratio", number(verdict.ratio)), .init("z", number(verdict.z)),
        ],
        expected: [
          .init("low", number(verdict.expectedLow)),
          .init("median", number(verdict.expectedMedian)),
          .init("high", number(verdict.expectedHigh)),
          .init("maximum_28d", number(verdict.maximum)),
          .init("history_days", .integer(Int64(verdict.historyDays))),
        ])
    }
  }

  /// A number cut to two decimals, so that findings read well and compare equal.
  static func number(_ value: Double) -> JSONValue {
    guard value.isFinite, abs(value) < 1e13 else { return .null }
    return .double((value * 100).rounded() / 100)
  }
}
