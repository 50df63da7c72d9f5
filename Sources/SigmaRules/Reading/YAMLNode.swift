import Yams

/// A node of a rule file with its place: YAML without its library.
struct YAMLNode {
  struct Entry {
    var key: MarkedText
    var value: YAMLNode
  }

  enum Content {
    /// Plain texts (without quotes) can be numbers, truth values and null.
    case scalar(String, isPlain: Bool)
    case list([YAMLNode])
    case map([Entry])
  }

  var content: Content
  var mark: SourceMark

  /// The value under a key of a map.
  subscript(key: String) -> YAMLNode? {
    guard case .map(let entries) = content else { return nil }
    return entries.first { $0.key.text == key }?.value
  }

  /// True for an absent value, `~` and `null`.
  var isNull: Bool {
    guard case .scalar(let text, let isPlain) = content else { return false }
    return isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// What the node is, for messages.
  var typeName: String {
    switch content {
    case .list: "a list"
    case .map: "a map"
    case .scalar where isNull: "empty"
    case .scalar: "a single value"
    }
  }
}

extension YAMLNode {
  /// Most nodes in one file, aliases expanded.
  static let maximumNodes = 200_000
  /// Deepest nesting.
  static let maximumDepth = 60

  /// The documents of a YAML text.
  ///
  /// Documents before a mistake in the syntax are given along with it.
  static func documents(_ text: String) -> (documents: [YAMLNode], problem: RuleIssue?) {
    // The library would count the byte order mark as a column of indentation.
    let hasMark = text.unicodeScalars.first == "\u{FEFF}"
    let text = hasMark ? String(text.unicodeScalars.dropFirst()) : text
    if let deep = nestingProblem(text) { return ([], deep) }
    var documents: [YAMLNode] = []
    var budget = maximumNodes
    do {
      // No tag rules: types are decided here, and the library would run regular expressions.
      let parser = try Parser(yaml: text, resolver: .basic)
      while let root = try parser.nextRoot() {
        documents.append(try convert(root, depth: 0, budget: &budget))
      }
      return (documents, nil)
    } catch let issue as RuleIssue {
      return (documents, issue)
    } catch let error as YamlError {
      return (documents, issue(of: error, in: text))
    } catch {
      return (documents, RuleIssue("not YAML: \(error)"))
    }
  }

  /// The library goes down recursively; flow collections make depth cheap to write.
  private static func nestingProblem(_ text: String) -> RuleIssue? {
    var open = 0
    var line = 1
    for byte in text.utf8 {
      switch byte {
      case 0x5B, 0x7B: open += 1
      case 0x5D, 0x7D: open = max(0, open - 1)
      case 0x0A:
        line += 1
      default: continue
      }
      if open > 2_000 {
        return RuleIssue("nested too deeply; a rule needs a few levels at most", line: line)
      }
    }
    return nil
  }

  private static func convert(
    _ node: Node, depth: Int, budget: inout Int
  ) throws -> YAMLNode {
    let mark = SourceMark(line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    budget -= 1
    guard budget > 0 else {
      throw RuleIssue(
        "too many values (aliases count each time); split the file", line: mark.line,
        column: mark.column)
    }
    guard depth < maximumDepth else {
      throw RuleIssue(
        "nested too deeply; a rule needs a few levels at most", line: mark.line,
        column: mark.column)
    }
    switch node {
    case .scalar(let scalar):
      return YAMLNode(
        content: .scalar(scalar.string, isPlain: scalar.style == .plain), mark: mark)
    case .alias:
      throw RuleIssue("an alias without its anchor", line: mark.line, column: mark.column)
    case .sequence(let sequence):
      var list: [YAMLNode] = []
      for element in sequence {
        list.append(try convert(element, depth: depth + 1, budget: &budget))
      }
      return YAMLNode(content: .list(list), mark: mark)
    case .mapping(let mapping):
      var entries: [Entry] = []
      var merged: [Entry] = []
      for (key, value) in mapping {
        let at = SourceMark(line: key.mark?.line ?? 0, column: key.mark?.column ?? 0)
        guard case .scalar(let scalar) = key else {
          throw RuleIssue(
            "a key must be a text, not a list or a map", line: at.line, column: at.column)
        }
        let converted = try convert(value, depth: depth + 1, budget: &budget)
        if scalar.string == "<<", scalar.style == .plain {
          merged += try mergeEntries(converted)
        } else {
          entries.append(Entry(key: MarkedText(scalar.string, at), value: converted))
        }
      }
      for entry in merged where !entries.contains(where: { $0.key.text == entry.key.text }) {
        entries.append(entry)
      }
      return YAMLNode(content: .map(entries), mark: mark)
    }
  }

  /// The entries that a merge key `<<` brings in.
  private static func mergeEntries(_ node: YAMLNode) throws -> [Entry] {
    switch node.content {
    case .map(let entries): return entries
    case .list(let maps): return try maps.flatMap { try mergeEntries($0) }
    case .scalar:
      throw RuleIssue(
        "`<<` merges a map; give it an alias of one", line: node.mark.line,
        column: node.mark.column)
    }
  }

  private static func issue(of error: YamlError, in text: String) -> RuleIssue {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return RuleIssue(
        "not YAML: \(problem); check the indentation and the quotes", line: mark.line,
        column: mark.column)
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first ?? ""
      let second = secondPlace(of: key, after: context.mark, in: text)
      return RuleIssue(
        "`\(key)` stands twice in the same map (first in line \(context.mark.line)); rename one, "
          + "or make one of them a list", line: second.line, column: second.column)
    case .reader(let problem, _, _, _):
      return RuleIssue("not YAML: \(problem); save the file as UTF-8")
    default:
      return RuleIssue("not YAML: \(error)")
    }
  }

  /// The library tells the first place of a repeated key only.
  private static func secondPlace(
    of key: String, after first: Mark, in text: String
  ) -> SourceMark {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() where number + 1 > first.line {
      let scalars = line.unicodeScalars
      guard
        let start = scalars.index(
          scalars.startIndex, offsetBy: first.column - 1, limitedBy: scalars.endIndex)
      else { continue }
      let rest = line[start...].drop { $0 == "'" || $0 == "\"" }
      guard rest.hasPrefix(key) else { continue }
      let behind = rest.dropFirst(key.count).drop { $0 == "'" || $0 == "\"" || $0 == " " }
      if behind.first == ":" { return SourceMark(line: number + 1, column: first.column) }
    }
    return SourceMark(line: first.line, column: first.column)
  }
}
