import SecurityModel

/// The correlations of a rule set, resolved and in an order in which sources come first.
struct CorrelationPlan: Sendable {
  /// Sources before those that refer to them.
  private(set) var correlations: [CompiledCorrelation] = []
  /// By number of the rule: the correlations it feeds.
  private(set) var parentsOfRule: [[CompiledCorrelation.Parent]]
  /// By number of the rule: whether its matches are reported.
  private(set) var reportsRule: [Bool]
  /// By number in the plan, in the same way.
  private(set) var reports: [Bool] = []

  /// A plan without correlations, in which every rule reports.
  init(ruleCount: Int) {
    parentsOfRule = [[CompiledCorrelation.Parent]](repeating: [], count: ruleCount)
    reportsRule = [Bool](repeating: true, count: ruleCount)
  }

  /// Resolves the correlations of a set; those with an error are left out.
  init(_ set: RuleSet, limits: CorrelationLimits, issues: inout [RuleIssue]) {
    self.init(ruleCount: set.rules.count)
    var resolver = CorrelationResolver(set, limits: limits)
    resolver.resolve()
    issues += resolver.issues
    correlations = resolver.compiled
    reports = [Bool](repeating: true, count: correlations.count)
    var silenced: [CompiledCorrelation.Target] = []
    var loud: Set<CompiledCorrelation.Target> = []
    for (number, correlation) in correlations.enumerated() {
      for (source, target) in correlation.targets.enumerated() {
        let parent = CompiledCorrelation.Parent(correlation: number, source: source)
        switch target {
        case .rule(let rule): parentsOfRule[rule].append(parent)
        case .correlation(let inner): correlations[inner].parents.append(parent)
        }
        silenced.append(target)
        if set.correlations[correlation.number].generate { loud.insert(target) }
      }
    }
    for target in silenced where !loud.contains(target) {
      switch target {
      case .rule(let rule): reportsRule[rule] = false
      case .correlation(let inner): reports[inner] = false
      }
    }
  }

  /// The fields that correlations read from events.
  static func fields(of correlations: [SigmaCorrelation]) -> [String] {
    correlations.flatMap { correlation in
      correlation.groupBy.map(\.text) + correlation.condition.fields.map(\.text)
        + correlation.aliases.flatMap { $0.entries.map(\.field) }
    }
  }
}
