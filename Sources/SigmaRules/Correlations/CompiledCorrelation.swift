/// A correlation with its references resolved.
struct CompiledCorrelation: Hashable, Sendable {
  /// Where the value of a group or of a count comes from, for matches of one referenced rule.
  enum Origin: Hashable, Sendable {
    /// A field of the event.
    case field(FieldName)
    /// The value at this position of the referenced correlation's own group.
    case group(Int)
  }

  /// What a correlation refers to.
  enum Target: Hashable, Sendable {
    /// Number in `RuleSet.rules`.
    case rule(Int)
    /// Number in the plan.
    case correlation(Int)
  }

  /// A correlation that this one feeds, and which of its sources this one is.
  struct Parent: Hashable, Sendable {
    var correlation: Int
    var source: Int
  }

  /// Number in `RuleSet.correlations`.
  var number: Int
  var kind: SigmaCorrelation.Kind
  var timespan: Int64
  var thresholds: [SigmaCorrelation.Threshold]
  /// 0...100. Nil for a `value_percentile` that names none: what share of the values in the window,
  /// in percent, equals that of the event is compared then, as in the specification's example
  /// ("appeared in less than 1 % of all processes").
  var percentile: Double?
  /// What it refers to, each once.
  var targets: [Target]
  /// For `temporal_ordered` the sources in the order demanded.
  var sequence: [Int]
  /// For temporal kinds, over sources.
  var expression: Detection.Condition?
  var groupNames: [String]
  /// By source, then by group field.
  var groups: [[Origin]]
  /// By source, then by value field.
  var values: [[Origin]]
  /// Most matches in a group.
  var capacity: Int
  /// The same for equal definitions, whatever surrounds them: state is kept under it.
  var fingerprint: UInt64
  var parents: [Parent] = []

  /// True when texts are compared and counted, false when numbers are reckoned with.
  var countsValues: Bool {
    kind == .valueCount || kind == .valuePercentile && percentile == nil
  }

  /// Whether a number satisfies all thresholds.
  func accepts(_ value: Double) -> Bool {
    thresholds.allSatisfy { threshold in
      switch threshold.comparison {
      case .gt: value > threshold.value
      case .gte: value >= threshold.value
      case .lt: value < threshold.value
      case .lte: value <= threshold.value
      case .eq: value == threshold.value
      case .neq: value != threshold.value
      }
    }
  }

  /// Whether the expression holds for the sources that are there; true without one.
  func accepts(_ present: [Int32]) -> Bool {
    guard let expression else { return true }
    func holds(_ condition: Detection.Condition) -> Bool {
      switch condition {
      case .search(let source): present[source] > 0
      case .not(let inner): !holds(inner)
      case .and(let parts): parts.allSatisfy(holds)
      case .or(let parts): parts.contains(where: holds)
      case .atLeast(let count, let parts): parts.reduce(0) { $0 + (holds($1) ? 1 : 0) } >= count
      }
    }
    return holds(expression)
  }
}
