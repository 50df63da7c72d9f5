/// Typed access to nodes; each mistake is logged with its place.
struct NodeAccess {
  var log: IssueLog

  init(file: String) { log = IssueLog(file: file) }

  /// A text; logs an error for lists, maps and empty values.
  mutating func text(_ node: YAMLNode, _ name: String) -> String? {
    guard case .scalar(let text, _) = node.content, !node.isNull else {
      log.error("`\(name)` must be a text, not \(node.typeName)", node.mark)
      return nil
    }
    return text
  }

  /// A list of texts; logs an error for anything else.
  mutating func texts(
    _ node: YAMLNode, _ name: String, allowSingle: Bool = false
  ) -> [MarkedText] {
    switch node.content {
    case .scalar(let text, _) where allowSingle && !node.isNull:
      return [MarkedText(text, node.mark)]
    case .list(let elements):
      return elements.compactMap { element in
        text(element, "\(name)[]").map { MarkedText($0, element.mark) }
      }
    default:
      log.error(
        "`\(name)` must be a list, not \(node.typeName); write each entry on a line of its own "
          + "behind `- `", node.mark)
      return []
    }
  }

  /// The entries of a map; logs an error for anything else.
  mutating func entries(_ node: YAMLNode, _ name: String) -> [YAMLNode.Entry] {
    guard case .map(let entries) = node.content else {
      log.error("`\(name)` must be a map, not \(node.typeName)", node.mark)
      return []
    }
    return entries
  }

  /// A number.
  mutating func number(_ node: YAMLNode, _ name: String) -> Double? {
    if case .scalar(let text, true) = node.content,
      let number = ScalarReader.integer(text).map(Double.init) ?? ScalarReader.double(text)
    {
      return number
    }
    log.error("`\(name)` must be a number, not \(described(node))", node.mark)
    return nil
  }

  /// A truth value.
  mutating func bool(_ node: YAMLNode, _ name: String) -> Bool? {
    if case .scalar(let text, true) = node.content, let bool = ScalarReader.bool(text) {
      return bool
    }
    log.error("`\(name)` must be true or false, not \(described(node))", node.mark)
    return nil
  }

  /// A length of time in milliseconds.
  mutating func span(_ node: YAMLNode, _ name: String) -> Int64? {
    guard let text = text(node, name) else { return nil }
    if let span = SpanReader.milliseconds(text) { return span }
    log.error(
      "`\(name)` must be a whole number with s, m, h, d or w, as in `90m`, not `\(text)`",
      node.mark)
    return nil
  }

  /// Logs an error for every key that isn't known.
  mutating func demandKnown(
    _ entries: [YAMLNode.Entry], _ known: [String], in section: String
  ) {
    for entry in entries where !known.contains(entry.key.text) {
      log.error(
        "unknown key `\(entry.key.text)` in `\(section)`"
          + Spelling.hint(entry.key.text, among: known) + "; known: "
          + known.joined(separator: ", "), entry.key.mark)
    }
  }

  private func described(_ node: YAMLNode) -> String {
    if case .scalar(let text, _) = node.content, !node.isNull { return "`\(text)`" }
    return node.typeName
  }
}
