import SecurityModel

extension NodeAccess {
  /// Every top-level attribute that has a meaning.
  static let attributes = [
    "title", "id", "name", "related", "taxonomy", "status", "description", "license", "author",
    "references", "date", "modified", "logsource", "detection", "correlation", "filter", "fields",
    "falsepositives", "level", "tags", "scope", "action", "generate", "crmwatch",
  ]

  /// Reads the descriptive attributes of a document.
  mutating func metadata(_ root: YAMLNode, _ entries: [YAMLNode.Entry]) -> RuleMetadata {
    var data = RuleMetadata()
    data.file = log.file
    data.mark = root.mark
    for entry in entries {
      let key = entry.key.text
      let value = entry.value
      // An attribute without a value is as good as absent.
      if value.isNull, !["title", "logsource", "detection"].contains(key) { continue }
      switch key {
      case "title": data.title = title(value)
      case "id": data.id = identifier(value)
      case "name": data.name = text(value, key) ?? ""
      case "related": data.related = related(value)
      case "taxonomy": data.taxonomy = text(value, key) ?? ""
      case "status":
        data.status = word(value, key, RuleMetadata.Status.allCases.map(\.rawValue))
          .flatMap { RuleMetadata.Status(rawValue: $0) }
      case "level":
        data.level = word(value, key, RuleMetadata.Level.allCases.map(\.rawValue))
          .flatMap { RuleMetadata.Level(rawValue: $0) }
      case "description": data.description = text(value, key) ?? ""
      case "license": data.license = text(value, key) ?? ""
      case "author":
        data.author = texts(value, key, allowSingle: true).map(\.text).joined(separator: ", ")
      case "references": data.references = texts(value, key).map(\.text)
      case "date": data.date = date(value, key)
      case "modified": data.modified = date(value, key)
      case "tags": data.tags = tags(value)
      case "falsepositives":
        data.falsepositives = texts(value, key, allowSingle: true).map(\.text)
      case "fields": data.fields = texts(value, key).map(\.text)
      case "scope": data.scope = texts(value, key, allowSingle: true).map(\.text)
      case "logsource", "detection", "correlation", "filter", "action", "generate", "crmwatch":
        continue
      default: custom(entry.key, &data)
      }
    }
    if root["title"] == nil {
      log.error("`title` is missing; say in a few words what the rule detects", root.mark)
    }
    return data
  }

  private mutating func custom(_ key: MarkedText, _ data: inout RuleMetadata) {
    data.customAttributes.append(key.text)
    if let meant = Spelling.nearest(key.text, among: Self.attributes) {
      log.warning("unknown attribute `\(key.text)`; did you mean `\(meant)`?", key.mark)
    }
  }

  private mutating func title(_ node: YAMLNode) -> String {
    guard let title = text(node, "title") else { return "" }
    if title.allSatisfy(\.isWhitespace) {
      log.error("`title` is empty; say in a few words what the rule detects", node.mark)
    }
    if title.unicodeScalars.count > 256 {
      log.error("`title` has more than 256 characters; shorten it", node.mark)
    }
    return title
  }

  private mutating func identifier(_ node: YAMLNode) -> String {
    guard let id = text(node, "id") else { return "" }
    if !Self.isUUID(id) {
      log.warning("`id` should be a UUID, such as the output of `uuidgen`", node.mark)
    }
    return id
  }

  /// True for 8-4-4-4-12 hexadecimal digits.
  static func isUUID(_ text: String) -> Bool {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.map(\.count) == [8, 4, 4, 4, 12]
      && groups.allSatisfy { $0.allSatisfy { $0.isHexDigit && $0.isASCII } }
  }

  private mutating func related(_ node: YAMLNode) -> [RuleMetadata.Relation] {
    guard case .list(let elements) = node.content else {
      log.error("`related` must be a list of maps with `id` and `type`", node.mark)
      return []
    }
    let types = ["derived", "obsolete", "obsoletes", "merged", "renamed", "similar", "correlation"]
    return elements.compactMap { element in
      guard let id = element["id"], let type = element["type"],
        let idText = text(id, "related[].id"), let typeText = text(type, "related[].type")
      else {
        log.error("an entry of `related` needs `id` and `type`", element.mark)
        return nil
      }
      if !types.contains(typeText) {
        log.warning(
          "unknown relation `\(typeText)`" + Spelling.hint(typeText, among: types), type.mark)
      }
      return RuleMetadata.Relation(id: idText, type: typeText)
    }
  }

  private mutating func word(_ node: YAMLNode, _ name: String, _ known: [String]) -> String? {
    guard let text = text(node, name) else { return nil }
    let word = text.lowercased()
    if known.contains(word) { return word }
    log.error(
      "unknown \(name) `\(text)`" + Spelling.hint(text, among: known) + "; known: "
        + known.joined(separator: ", "), node.mark)
    return nil
  }

  /// `YYYY-MM-DD` of a date in that form or the older one with slashes.
  private mutating func date(_ node: YAMLNode, _ name: String) -> String {
    guard let text = text(node, name) else { return "" }
    for separator in ["-", "/"] as [Character] {
      let parts = text.split(separator: separator, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0].count == 4, (1...2).contains(parts[1].count),
        (1...2).contains(parts[2].count), let year = Int(parts[0]), let month = Int(parts[1]),
        let day = Int(parts[2]), year > 0, (1...12).contains(month), day >= 1,
        day <= CivilTime.daysIn(month: month, year: year)
      else { continue }
      return "\(parts[0])-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
    log.error("`\(name)` must be a date as in 2025-08-31, not `\(text)`", node.mark)
    return ""
  }

  private mutating func tags(_ node: YAMLNode) -> [String] {
    texts(node, "tags").map { tag in
      if !tag.text.contains(".") || tag.text.contains(" ") {
        log.warning(
          "a tag has a namespace and no blanks, as in `attack.t1213.004`; found `\(tag.text)`",
          tag.mark)
      }
      return tag.text
    }
  }

  /// Reads the `logsource` section.
  mutating func logsource(_ root: YAMLNode) -> LogSource? {
    guard let node = root["logsource"] else {
      log.error(
        "`logsource` is missing; say which events the rule is about, as in "
          + "`logsource: {product: salesforce, category: api}`", root.mark)
      return nil
    }
    let before = log.errorCount
    var source = LogSource(mark: node.mark)
    guard case .map(let entries) = node.content else {
      log.error("`logsource` must be a map, not \(node.typeName)", node.mark)
      return nil
    }
    for entry in entries {
      let key = entry.key.text
      switch key {
      case "category": source.category = logsourceWord(entry)
      case "product": source.product = logsourceWord(entry)
      case "service": source.service = logsourceWord(entry)
      case "definition":
        if !entry.value.isNull { source.definition = text(entry.value, "logsource.definition") }
      default:
        let known = ["category", "product", "service", "definition"]
        if let meant = Spelling.nearest(key, among: known) {
          log.warning(
            "unknown key `\(key)` in `logsource`; did you mean `\(meant)`?", entry.key.mark)
        }
      }
    }
    guard log.errorCount == before else { return nil }
    if source.category == nil, source.product == nil, source.service == nil {
      log.error("`logsource` needs at least one of category, product, service", node.mark)
      return nil
    }
    return source
  }

  private mutating func logsourceWord(_ entry: YAMLNode.Entry) -> String? {
    if entry.value.isNull { return nil }
    return text(entry.value, "logsource.\(entry.key.text)")
  }
}
