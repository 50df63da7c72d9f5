import SecurityModel

/// Finds what correlations refer to, and what is wrong with them.
struct CorrelationResolver {
  private(set) var compiled: [CompiledCorrelation] = []
  private(set) var issues: [RuleIssue] = []

  private enum Progress { case open, underway, failed, done(Int) }

  private let set: RuleSet
  private let limits: CorrelationLimits
  private var progress: [Progress]
  private var rules: [String: Int] = [:]
  private var correlations: [String: Int] = [:]
  /// Correlations being resolved, outermost first.
  private var path: [Int] = []

  /// Correlations of correlations, at most.
  private static let depth = 32

  init(_ set: RuleSet, limits: CorrelationLimits) {
    self.set = set
    self.limits = limits
    progress = [Progress](repeating: .open, count: set.correlations.count)
    // Ids win over names and names over titles; the first of equal ones wins.
    let attributes: [KeyPath<RuleMetadata, String>] = [\.id, \.name, \.title]
    for attribute in attributes {
      for (number, rule) in set.rules.enumerated() {
        let key = rule.metadata[keyPath: attribute]
        if !key.isEmpty, rules[key] == nil { rules[key] = number }
      }
      for (number, correlation) in set.correlations.enumerated() {
        let key = correlation.metadata[keyPath: attribute]
        if !key.isEmpty, correlations[key] == nil { correlations[key] = number }
      }
    }
  }

  mutating func resolve() {
    for number in set.correlations.indices { _ = resolve(number) }
  }

  private mutating func report(
    _ message: String, _ correlation: SigmaCorrelation, _ mark: SourceMark,
    severity: RuleIssue.Severity = .error
  ) {
    issues.append(
      RuleIssue(
        message, file: correlation.metadata.file, line: mark.line, column: mark.column,
        severity: severity))
  }

  /// The number in the plan; nil when the correlation can't be used.
  private mutating func resolve(_ number: Int) -> Int? {
    switch progress[number] {
    case .done(let place): return place
    case .failed, .underway: return nil
    case .open: break
    }
    progress[number] = .underway
    path.append(number)
    let correlation = set.correlations[number]
    let targets = targets(of: correlation)
    path.removeLast()
    guard let targets, let result = compile(correlation, number, targets) else {
      progress[number] = .failed
      return nil
    }
    compiled.append(result)
    progress[number] = .done(compiled.count - 1)
    return compiled.count - 1
  }

  /// What the `rules` refer to, one for one; nil when one of them can't be used.
  private mutating func targets(
    of correlation: SigmaCorrelation
  ) -> [CompiledCorrelation.Target]? {
    guard path.count <= Self.depth else {
      report(
        "correlations refer to one another more than \(Self.depth) deep; make the chain shorter",
        correlation, correlation.mark)
      return nil
    }
    var targets: [CompiledCorrelation.Target] = []
    var isComplete = true
    for reference in correlation.rules {
      if let rule = rules[reference.text] {
        targets.append(.rule(rule))
      } else if let inner = correlations[reference.text] {
        if let start = path.firstIndex(of: inner) {
          let names = (path[start...] + [inner]).map { "`\(set.correlations[$0].metadata.title)`" }
          report(
            "the correlation refers to itself: " + names.joined(separator: " → ")
              + "; remove one of the references", correlation, reference.mark)
          isComplete = false
        } else if let place = resolve(inner) {
          targets.append(.correlation(place))
        } else {
          report(
            "the correlation `\(reference.text)` has an error itself; mend that first",
            correlation, reference.mark)
          isComplete = false
        }
      } else {
        let known = rules.keys.sorted() + correlations.keys.sorted()
        report(
          "there is no rule `\(reference.text)`" + Spelling.hint(reference.text, among: known)
            + "; `rules` takes the id or name of rules that were loaded without error",
          correlation, reference.mark)
        isComplete = false
      }
    }
    return isComplete && !targets.isEmpty ? targets : nil
  }

  private mutating func compile(
    _ correlation: SigmaCorrelation, _ number: Int, _ all: [CompiledCorrelation.Target]
  ) -> CompiledCorrelation? {
    var targets: [CompiledCorrelation.Target] = []
    var sources: [Int] = []
    for target in all {
      if !targets.contains(target) { targets.append(target) }
      sources.append(targets.firstIndex(of: target) ?? 0)
    }
    var capacity = limits.hits
    for threshold in correlation.condition.thresholds {
      guard threshold.value <= Double(CorrelationLimits.highestCount) else {
        guard [.eventCount, .valueCount].contains(correlation.kind) else { continue }
        report(
          "a count is at most \(CorrelationLimits.highestCount) here; choose a shorter timespan "
            + "and a smaller number", correlation, correlation.condition.mark)
        return nil
      }
      if [.eventCount, .valueCount].contains(correlation.kind), threshold.value > 0 {
        capacity = max(capacity, Int(threshold.value.rounded(.up)) + 1)
      }
    }
    var groups: [[CompiledCorrelation.Origin]] = []
    var values: [[CompiledCorrelation.Origin]] = []
    for (source, target) in targets.enumerated() {
      let place = sources.firstIndex(of: source) ?? 0
      let names = names(of: target, correlation.rules[place].text)
      groups.append(
        correlation.groupBy.map { origin($0, target, names, correlation, isGroup: true) })
      values.append(
        correlation.condition.fields.map {
          origin($0, target, names, correlation, isGroup: false)
        })
    }
    let expression = correlation.condition.expression.map { Self.mapped($0, to: sources) }
    return CompiledCorrelation(
      number: number, kind: correlation.kind, timespan: max(1, correlation.timespan),
      thresholds: correlation.condition.thresholds,
      percentile: correlation.condition.percentile, targets: targets,
      sequence: correlation.kind == .temporalOrdered ? sources : [], expression: expression,
      groupNames: correlation.groupBy.map(\.text), groups: groups, values: values,
      capacity: capacity, fingerprint: fingerprint(correlation, targets))
  }

  /// Under which names aliases may speak of a target.
  private func names(of target: CompiledCorrelation.Target, _ reference: String) -> [String] {
    let metadata =
      switch target {
      case .rule(let rule): set.rules[rule].metadata
      case .correlation(let inner): set.correlations[compiled[inner].number].metadata
      }
    return [reference, metadata.id, metadata.name, metadata.title]
  }

  private mutating func origin(
    _ name: MarkedText, _ target: CompiledCorrelation.Target, _ names: [String],
    _ correlation: SigmaCorrelation, isGroup: Bool
  ) -> CompiledCorrelation.Origin {
    var field = name.text
    if let alias = correlation.aliases.first(where: { $0.name == name.text }) {
      if let entry = alias.entries.first(where: { names.contains($0.rule.text) }) {
        field = entry.field
      } else {
        report(
          "the alias `\(alias.name)` doesn't say which field it is in `\(names[0])`; the field "
            + "`\(alias.name)` is taken", correlation, name.mark, severity: .warning)
      }
    }
    if case .correlation(let inner) = target,
      let place = compiled[inner].groupNames.firstIndex(of: field)
    {
      return .group(place)
    }
    // Every field that correlations name was put into the table before rules were compiled.
    return .field(set.fields.find(field) ?? FieldName(index: -1, name: field))
  }

  private static func mapped(
    _ condition: Detection.Condition, to sources: [Int]
  ) -> Detection.Condition {
    switch condition {
    case .search(let rule): .search(sources[rule])
    case .not(let inner): .not(mapped(inner, to: sources))
    case .and(let parts): .and(parts.map { mapped($0, to: sources) })
    case .or(let parts): .or(parts.map { mapped($0, to: sources) })
    case .atLeast(let count, let parts): .atLeast(count, parts.map { mapped($0, to: sources) })
    }
  }

  private func fingerprint(
    _ correlation: SigmaCorrelation, _ targets: [CompiledCorrelation.Target]
  ) -> UInt64 {
    var writer = ByteWriter()
    writer.put(correlation.metadata.key)
    writer.put(correlation.kind.rawValue)
    writer.put(correlation.timespan)
    for threshold in correlation.condition.thresholds {
      writer.put(threshold.comparison.rawValue)
      writer.put(threshold.value)
    }
    for text in correlation.rules + correlation.groupBy + correlation.condition.fields {
      writer.put(text.text)
    }
    writer.put(correlation.condition.percentile ?? -1)
    for alias in correlation.aliases {
      writer.put(alias.name)
      for entry in alias.entries {
        writer.put(entry.rule.text)
        writer.put(entry.field)
      }
    }
    for target in targets {
      switch target {
      case .rule(let rule): writer.put(set.rules[rule].metadata.key)
      case .correlation(let inner): writer.putFixed(compiled[inner].fingerprint)
      }
    }
    return writer.bytes.withUnsafeBytes { StableHash.bytes($0) }
  }
}
