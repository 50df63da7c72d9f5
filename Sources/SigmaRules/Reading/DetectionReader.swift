extension NodeAccess {
  /// Reads the searches and the condition under `detection` or `filter`.
  /// - Parameter ignoring: keys that aren't searches there.
  mutating func detection(
    _ node: YAMLNode, section: String, ignoring: [String] = []
  ) -> Detection? {
    guard case .map(let entries) = node.content else {
      log.error(
        "`\(section)` must be a map of search identifiers and a `condition`, not \(node.typeName)",
        node.mark)
      return nil
    }
    let before = log.errorCount
    var detection = Detection()
    var condition: YAMLNode?
    for entry in entries where !ignoring.contains(entry.key.text) {
      switch entry.key.text {
      case "condition": condition = entry.value
      case "timeframe":
        detection.timeframe = span(entry.value, "timeframe")
        log.warning(
          "`timeframe` has no effect without a correlation; use a rule with a `correlation` "
            + "section", entry.key.mark)
      default:
        if let body = body(entry.value, entry.key) {
          detection.searches.append(
            Detection.Search(name: entry.key.text, body: body, mark: entry.key.mark))
        }
      }
    }
    guard let condition else {
      log.error(
        "`\(section)` has no `condition`; write `condition: NAME`", node.mark)
      return nil
    }
    if detection.searches.isEmpty, log.errorCount == before {
      log.error("`\(section)` has no search identifier beside `condition`", node.mark)
    }
    // Names whose body is broken would only be complained about a second time.
    if log.errorCount == before { conditions(condition, &detection) }
    return log.errorCount == before ? detection : nil
  }

  private mutating func conditions(_ node: YAMLNode, _ detection: inout Detection) {
    let list: [YAMLNode]
    switch node.content {
    case .scalar where !node.isNull: list = [node]
    case .list(let elements) where !elements.isEmpty: list = elements
    default:
      log.error("`condition` must be a text or a list of texts, not \(node.typeName)", node.mark)
      return
    }
    let names = detection.searches.map(\.name)
    var used: Set<Int> = []
    for element in list {
      guard case .scalar(let text, let isPlain) = element.content, !element.isNull else {
        log.error("a condition must be a text, not \(element.typeName)", element.mark)
        continue
      }
      var parser = ConditionParser(text, mark: element.mark, isPlain: isPlain, names: names)
      do throws(RuleIssue) {
        detection.conditions.append(try parser.parse())
        detection.conditionTexts.append(MarkedText(text, element.mark))
      } catch {
        log.add(error)
      }
      for warning in parser.warnings { log.add(warning) }
      used.formUnion(parser.used)
    }
    guard !detection.conditions.isEmpty else { return }
    for (index, search) in detection.searches.enumerated() where !used.contains(index) {
      log.warning(
        "`\(search.name)` isn't used by the condition; use it or remove it", search.mark)
    }
  }

  /// What stands under a search identifier.
  private mutating func body(_ node: YAMLNode, _ name: MarkedText) -> Detection.Body? {
    switch node.content {
    case .map(let entries):
      guard !entries.isEmpty else { break }
      return map(entries)
    case .list(let elements):
      guard !elements.isEmpty else { break }
      return list(elements)
    case .scalar:
      guard !node.isNull else { break }
      return keywords([node])
    }
    log.error("`\(name.text)` is empty; give it fields or keywords", name.mark)
    return nil
  }

  private mutating func map(_ entries: [YAMLNode.Entry]) -> Detection.Body? {
    let before = log.errorCount
    let items = entries.compactMap { item($0) }
    guard log.errorCount == before else { return nil }
    return items.count == 1 ? .item(items[0]) : .all(items.map { .item($0) })
  }

  private mutating func list(_ elements: [YAMLNode]) -> Detection.Body? {
    let before = log.errorCount
    var parts: [Detection.Body] = []
    var words: [YAMLNode] = []
    for element in elements {
      switch element.content {
      case .scalar: words.append(element)
      case .map(let entries) where !entries.isEmpty:
        if let part = map(entries) { parts.append(part) }
      case .list(let inner) where !inner.isEmpty:
        if let part = list(inner) { parts.append(part) }
      default: log.error("an empty entry; give it fields or keywords", element.mark)
      }
    }
    if !words.isEmpty, let body = keywords(words) { parts.insert(body, at: 0) }
    guard log.errorCount == before else { return nil }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func keywords(_ nodes: [YAMLNode]) -> Detection.Body? {
    let before = log.errorCount
    let values = nodes.compactMap { value($0) }
    for value in values where value.kind == .null {
      log.error("null can't be a keyword; put it behind a field", value.mark)
    }
    guard log.errorCount == before else { return nil }
    return .item(
      Detection.Item(
        field: nil, values: values, isList: nodes.count > 1, mark: nodes[0].mark))
  }

  /// `field|modifier: value`.
  private mutating func item(_ entry: YAMLNode.Entry) -> Detection.Item? {
    let before = log.errorCount
    let parts = entry.key.text.split(separator: "|", omittingEmptySubsequences: false)
    let field = parts.first.map(String.init) ?? ""
    var modifiers: [Modifier] = []
    for part in parts.dropFirst() {
      guard let modifier = Modifier(word: part) else {
        let known = Modifier.allCases.map(\.rawValue)
        log.error(
          part.isEmpty
            ? "an empty modifier in `\(entry.key.text)`; remove the `|`"
            : "unknown modifier `\(part)`" + Spelling.hint(String(part), among: known)
              + "; known: " + known.joined(separator: ", "), entry.key.mark)
        continue
      }
      modifiers.append(modifier)
    }
    var item = Detection.Item(
      field: field.isEmpty ? nil : field, modifiers: modifiers, values: [], mark: entry.key.mark)
    switch entry.value.content {
    case .list(let elements):
      item.isList = true
      item.values = elements.compactMap { value($0) }
      if elements.isEmpty {
        log.error(
          "`\(entry.key.text)` has an empty list; give it values, or `null` for a missing field",
          entry.value.mark)
      }
    case .scalar: item.values = value(entry.value).map { [$0] } ?? []
    case .map:
      log.error(
        "`\(entry.key.text)` must be a value or a list of values, not a map; nested fields are "
          + "written with dots", entry.value.mark)
    }
    if item.field == nil {
      for value in item.values where value.kind == .null {
        log.error("null can't be a keyword; put it behind a field", value.mark)
      }
    }
    return log.errorCount == before ? item : nil
  }

  private mutating func value(_ node: YAMLNode) -> DetectionValue? {
    guard case .scalar(let text, let isPlain) = node.content else {
      log.error("a value must be a single one, not \(node.typeName)", node.mark)
      return nil
    }
    return ScalarReader.value(text, isPlain: isPlain, mark: node.mark)
  }
}
