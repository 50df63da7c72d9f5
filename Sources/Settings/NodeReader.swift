import Yams

/// Reads typed values from a YAML node; every complaint carries line and column.
///
/// Values are read by the wanted type from their text, so that `no`, `1.10` and `5q` keep their
/// spelling where a text is wanted.
struct NodeReader {
  let node: Node
  let file: String
  /// Key path for messages, such as `detectors.VOL-003`.
  let path: String

  /// The root mapping of a file; nil for an empty file.
  static func root(_ text: String, file: String) throws(SettingsError) -> NodeReader? {
    do {
      guard let node = try Yams.compose(yaml: text) else { return nil }
      return NodeReader(node: node, file: file, path: "")
    } catch let error as YamlError {
      throw syntax(error, file: file)
    } catch {
      throw SettingsError(file: file, reason: "unreadable YAML: \(error)")
    }
  }

  private static func syntax(_ error: YamlError, file: String) -> SettingsError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return SettingsError(file: file, line: mark.line, column: mark.column, reason: problem)
    case .reader(let problem, _, _, _):
      return SettingsError(file: file, reason: "not YAML text: " + problem)
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "`\($0)`" }.joined(separator: ", ")
      return SettingsError(
        file: file, line: context.mark.line, column: context.mark.column,
        reason: "key given twice: " + names)
    default: return SettingsError(file: file, reason: "\(error)")
    }
  }

  /// A complaint about this node.
  func fail(_ reason: String) -> SettingsError {
    SettingsError(
      file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0, reason: reason)
  }

  private var label: String { path.isEmpty ? "the file" : "`\(path)`" }

  /// The entries of a mapping in file order.
  func entries() throws(SettingsError) -> [(key: String, at: NodeReader, value: NodeReader)] {
    if isNull { return [] }
    guard case .mapping(let mapping) = node else {
      throw fail("\(label) must be a mapping (`key: value`)")
    }
    var result: [(key: String, at: NodeReader, value: NodeReader)] = []
    for (key, value) in mapping {
      let at = NodeReader(node: key, file: file, path: path)
      guard case .scalar(let scalar) = key else { throw at.fail("a key must be a plain word") }
      let name = scalar.string
      result.append(
        (
          name, at,
          NodeReader(node: value, file: file, path: path.isEmpty ? name : path + "." + name)
        ))
    }
    return result
  }

  /// The elements of a list; a single value counts as a list of one.
  func elements() throws(SettingsError) -> [NodeReader] {
    if isNull { return [] }
    if case .sequence(let sequence) = node {
      return sequence.enumerated().map {
        NodeReader(node: $0.element, file: file, path: "\(path)[\($0.offset)]")
      }
    }
    if case .scalar = node { return [self] }
    throw fail("\(label) must be a list")
  }

  /// True for `key: value` entries.
  var isMapping: Bool {
    if case .mapping = node { return true }
    return false
  }

  /// True for `~`, `null` and nothing at all.
  var isNull: Bool {
    if case .scalar(let scalar) = node {
      return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }
    return false
  }

  func string() throws(SettingsError) -> String {
    guard case .scalar(let scalar) = node else { throw fail("\(label) must be a text") }
    return scalar.string
  }

  /// A text that isn't empty, such as a path or a name.
  func word() throws(SettingsError) -> String {
    let text = try string()
    guard !text.isEmpty, !isNull else { throw fail("\(label) must not be empty") }
    return text
  }

  func words() throws(SettingsError) -> [String] {
    var result: [String] = []
    for element in try elements() { result.append(try element.word()) }
    return result
  }

  func strings() throws(SettingsError) -> [String] {
    var result: [String] = []
    for element in try elements() { result.append(try element.string()) }
    return result
  }

  func number() throws(SettingsError) -> Double {
    let text = try string()
    guard let value = Double(text.filter { $0 != "_" }), value.isFinite else {
      throw fail("\(label) must be a number, not `\(text)`")
    }
    return value
  }

  func integer() throws(SettingsError) -> Int64 {
    let text = try string()
    guard let value = Int64(text.filter { $0 != "_" }) else {
      throw fail("\(label) must be a whole number, not `\(text)`")
    }
    return value
  }

  func bool() throws(SettingsError) -> Bool {
    let text = try string()
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw fail("\(label) must be true or false, not `\(text)`")
    }
  }

  /// A complaint about a key that isn't known.
  func unknown(_ key: String, at: NodeReader, known: [String]) -> SettingsError {
    at.fail(
      "unknown key `\(key)`" + (path.isEmpty ? "" : " in `\(path)`")
        + Suggestion.phrase(for: key, among: known))
  }
}
