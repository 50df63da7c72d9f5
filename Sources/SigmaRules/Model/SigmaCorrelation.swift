/// A rule about several matches of other rules within a span of time.
public struct SigmaCorrelation: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case eventCount = "event_count"
    case valueCount = "value_count"
    case temporal
    case temporalOrdered = "temporal_ordered"
    case valueSum = "value_sum"
    case valueAverage = "value_avg"
    case valuePercentile = "value_percentile"
    case valueMedian = "value_median"

    /// True for the kinds that look at the values of a field.
    public var needsField: Bool {
      switch self {
      case .valueCount, .valueSum, .valueAverage, .valuePercentile, .valueMedian: true
      case .eventCount, .temporal, .temporalOrdered: false
      }
    }

    public var isTemporal: Bool { self == .temporal || self == .temporalOrdered }
  }

  public enum Comparison: String, CaseIterable, Sendable {
    case gt, gte, lt, lte, eq, neq
  }

  /// `gte: 100`; several are linked with AND.
  public struct Threshold: Hashable, Sendable {
    public var comparison: Comparison
    public var value: Double
    public init(_ comparison: Comparison, _ value: Double) {
      self.comparison = comparison
      self.value = value
    }
  }

  /// What must be true of the matches in the window.
  public struct Condition: Hashable, Sendable {
    /// All must hold. Empty for temporal kinds without a condition: every rule must match.
    public var thresholds: [Threshold] = []
    /// Fields whose values are counted or reckoned with.
    public var fields: [MarkedText] = []
    /// For `value_percentile`: 0...100.
    public var percentile: Double?
    /// For temporal kinds: which of `rules` must match, with indices into them.
    public var expression: Detection.Condition?
    public var mark = SourceMark.none

    public init() {}
  }

  /// A name for fields that are called differently in the rules.
  public struct Alias: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
      /// Name or id of the rule.
      public var rule: MarkedText
      /// The field in that rule's events.
      public var field: String
      public init(rule: MarkedText, field: String) {
        self.rule = rule
        self.field = field
      }
    }

    public var name: String
    public var entries: [Entry]
    public init(name: String, entries: [Entry]) {
      self.name = name
      self.entries = entries
    }
  }

  public var metadata: RuleMetadata
  public var kind: Kind
  /// Names or ids of rules or correlations; at least one.
  public var rules: [MarkedText]
  /// Fields or aliases; empty = one group.
  public var groupBy: [MarkedText] = []
  /// Length of the window, in milliseconds.
  public var timespan: Int64
  public var aliases: [Alias] = []
  public var condition = Condition()
  /// True: the rules it refers to report their own matches as well.
  public var generate = false
  /// The `crmwatch` block; of it only `group` and `controls` have a meaning here.
  public var ext: RuleExtension?
  /// Where the `correlation` section begins.
  public var mark = SourceMark.none

  public init(metadata: RuleMetadata, kind: Kind, rules: [MarkedText], timespan: Int64) {
    self.metadata = metadata
    self.kind = kind
    self.rules = rules
    self.timespan = timespan
  }
}
