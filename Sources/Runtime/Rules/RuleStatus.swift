public import SecurityModel
public import SigmaRules

/// How one rule or correlation is doing, for lists and screens.
public struct RuleStatus: Hashable, Sendable {
  /// Id of its findings.
  public var detector: String
  /// `id`, else `name`, else title of the rule.
  public var rule: String
  public var title: String
  public var file: String
  public var level: String
  public var isCorrelation: Bool
  public var isEnabled: Bool
  /// Events matched or windows completed since the process began.
  public var hits: UInt64
  /// Event time of the last one.
  public var lastHit: Timestamp?
  /// Share of the time that rules take, 0...1, estimated from the events whose condition had to be
  /// worked out.
  public var costShare: Double
}

/// What the rules of a pipeline tell the screen.
public struct RulesStatus: Hashable, Sendable {
  public var rules: [RuleStatus] = []
  /// Mistakes in the files as they are now; a file with a mistake stays at work as it was before.
  public var issues: [RuleIssue] = []
  /// Time that all rules take per event, in microseconds, measured on one event of 64.
  public var microsecondsPerEvent = 0.0
  /// Regular expressions that were given up at their step limit and counted as no match.
  public var regexLimitHits = 0
  /// Groups and window entries that correlations gave up at a limit.
  public var evictions: Int64 = 0
  /// When the files were last read (wall clock).
  public var loadedAt: Timestamp?

  public init() {}
}
