import SecurityModel

extension NodeAccess {
  /// Reads the `crmwatch` block.
  mutating func ext(_ node: YAMLNode) -> RuleExtension? {
    let before = log.errorCount
    let entries = entries(node, "crmwatch")
    demandKnown(entries, ["baseline", "first_seen", "group", "controls"], in: "crmwatch")
    var ext = RuleExtension()
    for entry in entries {
      switch entry.key.text {
      case "baseline": ext.baseline = baseline(entry.value)
      case "first_seen": ext.firstSeen = firstSeen(entry.value)
      case "group": ext.group = group(entry.value)
      case "controls": ext.controls = controls(entry.value)
      default: continue
      }
    }
    if ext.baseline != nil, ext.firstSeen != nil {
      log.error(
        "`baseline` and `first_seen` in one rule; split it into two rules", node.mark)
    }
    return log.errorCount == before ? ext : nil
  }

  private mutating func fieldNames(_ node: YAMLNode?, _ name: String, _ parent: YAMLNode)
    -> [String]
  {
    guard let node, !node.isNull else {
      log.error("`\(name)` is missing; name one field or a list of fields", parent.mark)
      return []
    }
    let names = texts(node, name, allowSingle: true).map(\.text)
    if names.contains(where: { $0.isEmpty || $0.contains("|") }) {
      log.error("`\(name)` takes names of fields, without modifiers", node.mark)
    }
    if names.isEmpty, case .list(let list) = node.content, list.isEmpty {
      log.error("`\(name)` is an empty list; name one field or more", node.mark)
    }
    return names
  }

  /// A number of at least `least`; nil when absent or wrong.
  private mutating func number(
    _ parent: YAMLNode, _ section: String, _ key: String, least: Double, isRequired: Bool = false
  ) -> Double? {
    guard let node = parent[key] else {
      if isRequired { log.error("`\(section)` needs `\(key)`", parent.mark) }
      return nil
    }
    guard let value = number(node, "\(section).\(key)") else { return nil }
    if value < least {
      log.error("`\(section).\(key)` must be at least \(NumberText.string(least))", node.mark)
      return nil
    }
    return value
  }

  private mutating func baseline(_ node: YAMLNode) -> RuleExtension.Baseline? {
    let before = log.errorCount
    let section = "crmwatch.baseline"
    let entries = entries(node, section)
    demandKnown(
      entries, ["by", "of", "per", "statistic", "over", "and_ratio", "floor", "warmup"],
      in: section)
    guard log.errorCount == before else { return nil }
    let by = fieldNames(node["by"], section + ".by", node)
    let of = fieldNames(node["of"], section + ".of", node)
    if of.count > 1 {
      log.error("`\(section).of` takes one numeric field, or `calls`", (node["of"] ?? node).mark)
    }
    var per = Timestamp.Duration.hour
    if let perNode = node["per"] {
      per = span(perNode, section + ".per") ?? per
      if per < Timestamp.Duration.minute || per > Timestamp.Duration.week {
        log.error("`\(section).per` must be between 1m and 7d", perNode.mark)
      }
    }
    var statistic = RuleExtension.Baseline.Statistic.robustZ
    if let word = node["statistic"], let text = text(word, section + ".statistic") {
      let known = RuleExtension.Baseline.Statistic.allCases.map(\.rawValue)
      if let found = RuleExtension.Baseline.Statistic(rawValue: text) {
        statistic = found
      } else {
        log.error(
          "unknown statistic `\(text)`" + Spelling.hint(text, among: known) + "; known: "
            + known.joined(separator: ", "), word.mark)
      }
    }
    let over = number(node, section, "over", least: 0, isRequired: true)
    let ratio = number(node, section, "and_ratio", least: 1)
    let floor = number(node, section, "floor", least: 0)
    let warmup = node["warmup"].flatMap { span($0, section + ".warmup") }
    guard log.errorCount == before, let over, let measure = of.first else { return nil }
    return RuleExtension.Baseline(
      by: by, of: RuleExtension.Measure(measure), per: per, statistic: statistic, over: over,
      andRatio: ratio, floor: floor ?? 0, warmup: warmup ?? 14 * Timestamp.Duration.day,
      mark: node.mark)
  }

  private mutating func firstSeen(_ node: YAMLNode) -> RuleExtension.FirstSeen? {
    let before = log.errorCount
    let section = "crmwatch.first_seen"
    let entries = entries(node, section)
    demandKnown(entries, ["by", "of", "warmup", "min_calls"], in: section)
    guard log.errorCount == before else { return nil }
    let by = fieldNames(node["by"], section + ".by", node)
    let of = fieldNames(node["of"], section + ".of", node)
    let warmup = node["warmup"].flatMap { span($0, section + ".warmup") }
    let calls = number(node, section, "min_calls", least: 0)
    guard log.errorCount == before else { return nil }
    return RuleExtension.FirstSeen(
      by: by, of: of, warmup: warmup ?? 14 * Timestamp.Duration.day,
      minimumCalls: calls.flatMap { Int(exactly: $0.rounded()) } ?? 100, mark: node.mark)
  }

  private mutating func group(_ node: YAMLNode) -> RuleExtension.Group? {
    let before = log.errorCount
    let section = "crmwatch.group"
    let entries = entries(node, section)
    demandKnown(entries, ["by", "for"], in: section)
    guard log.errorCount == before else { return nil }
    let by = fieldNames(node["by"], section + ".by", node)
    let span = node["for"].flatMap { self.span($0, section + ".for") }
    guard log.errorCount == before else { return nil }
    return RuleExtension.Group(by: by, span: span ?? 6 * Timestamp.Duration.hour)
  }

  private mutating func controls(_ node: YAMLNode) -> [String] {
    let known = ["SOC2", "GDPR", "CCPA", "NIST_800_53", "NIST", "HIPAA", "SOX", "PCI_DSS", "PCI"]
    return texts(node, "crmwatch.controls", allowSingle: true).map { control in
      let parts = control.text.split(separator: ":", maxSplits: 1)
      if parts.count != 2 {
        log.error(
          "a control is written FRAMEWORK:CLAUSE, as in `SOC2:CC7.2`, not `\(control.text)`",
          control.mark)
      } else if !known.contains(parts[0].uppercased()) {
        log.error(
          "unknown framework `\(parts[0])`" + Spelling.hint(String(parts[0]), among: known)
            + "; known: " + known.joined(separator: ", "), control.mark)
      }
      return control.text
    }
  }
}
