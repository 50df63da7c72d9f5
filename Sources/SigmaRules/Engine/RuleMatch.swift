public import SecurityModel

/// A rule or correlation that has matched.
public struct RuleMatch: Hashable, Sendable {
  /// What has matched.
  public enum Subject: Hashable, Sendable {
    /// Number in `RuleSet.rules`.
    case rule(Int)
    /// Number in `RuleSet.correlations`.
    case correlation(Int)
  }

  public var subject: Subject
  /// The event that matched or, for a correlation, that completed it: the key its caller gave it.
  public var event: UInt64
  /// Time of that event.
  public var time: Timestamp
  /// All events of the window, in the order of event time, the completing one last: at most
  /// `CorrelationLimits.contributing`. For a rule, its event.
  public var contributing: [UInt64]
  /// What the match was compared with; nil for rules without a `baseline` or `first_seen` and for
  /// correlations.
  public var habit: HabitEvidence?
}
