/// Joins global filters to the rules they name: the filter's condition is added with AND.
enum FilterApplication {
  /// The collection with its rules filtered, and what is wrong with the filters.
  ///
  /// A filter applies to a rule when its log source covers the rule's: whatever the filter names
  /// (product, category, service) the rule names as well, and alike. Filters with an error are left
  /// out as a whole; a filter that is meant to hide matches and can't is worse than a loud rule.
  static func apply(
    _ collection: RuleCollection, placeholders: [String: [String]]?
  ) -> (RuleCollection, [RuleIssue]) {
    var result = collection
    var issues: [RuleIssue] = []
    for filter in collection.filters {
      let numbers = targets(of: filter, collection, &issues)
      // Tried by itself, so that its mistakes are told once and don't cost the rules.
      var trial = RuleCompiler(placeholders: placeholders)
      let isUsable = trial.compile(filter.detection, file: filter.metadata.file) != nil
      issues += trial.issues
      guard isUsable else { continue }
      var detection = filter.detection
      for i in detection.searches.indices { detection.searches[i].file = filter.metadata.file }
      for rule in numbers {
        result.rules[rule].detection = joined(result.rules[rule].detection, detection)
      }
    }
    return (result, issues)
  }

  /// Numbers of the rules that a filter applies to.
  private static func targets(
    of filter: SigmaFilter, _ collection: RuleCollection, _ issues: inout [RuleIssue]
  ) -> [Int] {
    if filter.appliesToAll {
      return collection.rules.indices.filter {
        covers(filter.logsource, collection.rules[$0].logsource)
      }
    }
    func report(_ message: String, _ mark: SourceMark, _ severity: RuleIssue.Severity = .error) {
      issues.append(
        RuleIssue(
          message, file: filter.metadata.file, line: mark.line, column: mark.column,
          severity: severity))
    }
    var numbers: [Int] = []
    var isComplete = true
    for reference in filter.rules {
      let named = collection.rules.indices.filter {
        collection.rules[$0].metadata.isNamed(reference.text)
      }
      let meant =
        named.isEmpty
        ? collection.rules.indices.filter { collection.rules[$0].metadata.title == reference.text }
        : named
      if meant.isEmpty {
        isComplete = false
        if collection.correlations.contains(where: { $0.metadata.isNamed(reference.text) }) {
          report(
            "`\(reference.text)` is a correlation; name the rules that it refers to",
            reference.mark)
          continue
        }
        let known = collection.rules.flatMap { [$0.metadata.id, $0.metadata.name] }
          .filter { !$0.isEmpty }
        report(
          "there is no rule `\(reference.text)` to filter"
            + Spelling.hint(reference.text, among: known)
            + "; `rules` takes ids or names, or `any`", reference.mark)
        continue
      }
      for number in meant where !numbers.contains(number) {
        if covers(filter.logsource, collection.rules[number].logsource) {
          numbers.append(number)
        } else {
          report(
            "the log source of `\(reference.text)` isn't that of the filter, which has no effect on "
              + "it; give both the same `logsource`", reference.mark, .warning)
        }
      }
    }
    return isComplete ? numbers : []
  }

  /// Whether everything that a filter's log source names is named alike by the rule's.
  static func covers(_ filter: LogSource, _ rule: LogSource) -> Bool {
    func agrees(_ wanted: String?, _ given: String?) -> Bool {
      guard let wanted else { return true }
      return given?.lowercased() == wanted.lowercased()
    }
    return agrees(filter.product, rule.product) && agrees(filter.category, rule.category)
      && agrees(filter.service, rule.service)
  }

  /// A detection that needs the condition of another as well.
  static func joined(_ rule: Detection, _ filter: Detection) -> Detection {
    var result = rule
    let offset = rule.searches.count
    result.searches += filter.searches
    let added = filter.conditions.map { shifted($0, by: offset) }
    let extra = added.count == 1 ? added[0] : .or(added)
    result.conditions = rule.conditions.map { .and([$0, extra]) }
    return result
  }

  private static func shifted(
    _ condition: Detection.Condition, by offset: Int
  ) -> Detection.Condition {
    switch condition {
    case .search(let number): .search(number + offset)
    case .not(let inner): .not(shifted(inner, by: offset))
    case .and(let parts): .and(parts.map { shifted($0, by: offset) })
    case .or(let parts): .or(parts.map { shifted($0, by: offset) })
    case .atLeast(let count, let parts):
      .atLeast(count, parts.map { shifted($0, by: offset) })
    }
  }
}
