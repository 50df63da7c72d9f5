/// What the documents of one or more rule files hold, in the order in which they were read.
public struct RuleCollection: Hashable, Sendable {
  public var rules: [SigmaRule] = []
  public var correlations: [SigmaCorrelation] = []
  public var filters: [SigmaFilter] = []

  public init() {}

  /// Adds what another collection holds.
  public mutating func append(_ other: RuleCollection) {
    rules += other.rules
    correlations += other.correlations
    filters += other.filters
  }
}
