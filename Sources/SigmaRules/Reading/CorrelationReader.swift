extension NodeAccess {
  private static let correlationKeys = [
    "type", "rules", "group-by", "timespan", "aliases", "condition", "generate",
  ]

  /// Reads the `correlation` section of a document.
  mutating func correlation(
    _ node: YAMLNode, root: YAMLNode, metadata: RuleMetadata, ext: RuleExtension?
  ) -> SigmaCorrelation? {
    let before = log.errorCount
    let entries = entries(node, "correlation")
    guard log.errorCount == before else { return nil }
    // `timeframe` is what older versions of the specification called the span.
    demandKnown(entries, Self.correlationKeys + ["timeframe", "field"], in: "correlation")
    guard let typeNode = node["type"], let word = text(typeNode, "correlation.type") else {
      log.error(
        "`correlation` needs a `type`: "
          + SigmaCorrelation.Kind.allCases.map(\.rawValue).joined(separator: ", "), node.mark)
      return nil
    }
    let kinds = SigmaCorrelation.Kind.allCases.map(\.rawValue)
    guard let kind = SigmaCorrelation.Kind(rawValue: word) else {
      log.error(
        "unknown correlation type `\(word)`" + Spelling.hint(word, among: kinds) + "; known: "
          + kinds.joined(separator: ", "), typeNode.mark)
      return nil
    }
    let rules = node["rules"].map { texts($0, "correlation.rules", allowSingle: true) } ?? []
    if rules.isEmpty {
      log.error("`correlation` needs `rules`: names or ids of rules", (node["rules"] ?? node).mark)
    }
    for (index, rule) in rules.enumerated()
    where rules[..<index].contains(where: { $0.text == rule.text }) && kind != .temporalOrdered {
      log.warning("`\(rule.text)` is named twice", rule.mark)
    }
    var span: Int64?
    if let spanNode = node["timespan"] ?? node["timeframe"] {
      span = self.span(spanNode, "timespan")
    } else {
      log.error("`correlation` needs a `timespan`, as in `timespan: 1h`", node.mark)
    }
    var correlation = SigmaCorrelation(
      metadata: metadata, kind: kind, rules: rules, timespan: span ?? 1)
    correlation.mark = node.mark
    correlation.ext = ext
    if let groupBy = node["group-by"], !groupBy.isNull {
      correlation.groupBy = texts(groupBy, "group-by", allowSingle: true)
    }
    if let aliases = node["aliases"], !aliases.isNull {
      correlation.aliases = self.aliases(aliases, rules)
    }
    if let generate = node["generate"] ?? root["generate"] {
      correlation.generate = bool(generate, "generate") ?? false
    }
    readCondition(node, kind, rules, &correlation.condition)
    return log.errorCount == before ? correlation : nil
  }

  private mutating func aliases(
    _ node: YAMLNode, _ rules: [MarkedText]
  ) -> [SigmaCorrelation.Alias] {
    entries(node, "aliases").map { alias in
      let inner = entries(alias.value, "aliases.\(alias.key.text)")
      return SigmaCorrelation.Alias(
        name: alias.key.text,
        entries: inner.compactMap { entry in
          if !rules.contains(where: { $0.text == entry.key.text }) {
            log.error(
              "`\(entry.key.text)` isn't one of the correlation's `rules`"
                + Spelling.hint(entry.key.text, among: rules.map(\.text)), entry.key.mark)
          }
          return text(entry.value, "aliases.\(alias.key.text).\(entry.key.text)")
            .map { SigmaCorrelation.Alias.Entry(rule: entry.key, field: $0) }
        })
    }
  }

  private mutating func readCondition(
    _ correlation: YAMLNode, _ kind: SigmaCorrelation.Kind, _ rules: [MarkedText],
    _ condition: inout SigmaCorrelation.Condition
  ) {
    guard let node = correlation["condition"], !node.isNull else {
      if !kind.isTemporal {
        log.error(
          "`\(kind.rawValue)` needs a `condition`, as in `condition: {gte: 10}`",
          correlation.mark)
      }
      return
    }
    condition.mark = node.mark
    let before = log.errorCount
    if case .scalar(let text, let isPlain) = node.content {
      guard kind.isTemporal else {
        log.error(
          "the condition of a \(kind.rawValue) correlation is a map, as in `{gte: 10}`", node.mark)
        return
      }
      var parser = ConditionParser(
        text, mark: node.mark, isPlain: isPlain, names: rules.map(\.text), noun: "rule")
      do throws(RuleIssue) {
        condition.expression = try parser.parse()
      } catch {
        log.add(error)
      }
      return
    }
    let comparisons = SigmaCorrelation.Comparison.allCases.map(\.rawValue)
    let entries = entries(node, "condition")
    demandKnown(entries, comparisons + ["field", "percentile"], in: "condition")
    for entry in entries {
      switch entry.key.text {
      case "field":
        condition.fields = texts(entry.value, "condition.field", allowSingle: true)
        if !kind.needsField {
          log.warning("`field` has no effect in a \(kind.rawValue) correlation", entry.key.mark)
        }
      case "percentile":
        guard let value = number(entry.value, "percentile") else { continue }
        if (0...100).contains(value) {
          condition.percentile = value
        } else {
          log.error("`percentile` must be 0 to 100", entry.value.mark)
        }
      default:
        guard let comparison = SigmaCorrelation.Comparison(rawValue: entry.key.text),
          let value = number(entry.value, entry.key.text)
        else { continue }
        condition.thresholds.append(SigmaCorrelation.Threshold(comparison, value))
      }
    }
    if log.errorCount == before { finish(kind, node, correlation, &condition) }
  }

  private mutating func finish(
    _ kind: SigmaCorrelation.Kind, _ node: YAMLNode, _ correlation: YAMLNode,
    _ condition: inout SigmaCorrelation.Condition
  ) {
    if condition.fields.isEmpty, let field = correlation["field"] {
      condition.fields = texts(field, "field", allowSingle: true)
    }
    if kind.needsField, condition.fields.isEmpty {
      log.error(
        "the condition of a \(kind.rawValue) correlation needs a `field`", node.mark)
    }
    if condition.thresholds.isEmpty, !kind.isTemporal {
      log.error(
        "the condition needs a comparison: "
          + SigmaCorrelation.Comparison.allCases.map(\.rawValue).joined(separator: ", "),
        node.mark)
    }
    if kind == .valuePercentile, condition.percentile == nil {
      log.warning(
        "without `percentile: 0…100` the share of the event's value among all values, in percent, "
          + "is compared", node.mark)
    } else if kind != .valuePercentile, condition.percentile != nil {
      log.error("`percentile` belongs to value_percentile only", node.mark)
    }
  }
}
