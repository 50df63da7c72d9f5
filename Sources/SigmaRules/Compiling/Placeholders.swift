/// Replaces `%name%` in the values of items with the modifier `expand`.
struct Placeholders {
  /// Most values that one written value may become.
  static let maximumExpansion = 100_000

  /// Values per name, written as in Sigma: wildcards count. Nil when there are no lists at all, as
  /// when rules are only checked: a placeholder stands for nothing then, with a warning.
  let lists: [String: [String]]?

  enum Part: Equatable {
    case text(String)
    case name(String)
  }

  /// The parts of a value; `\%` is a plain percent sign.
  static func parts(_ value: String) -> [Part] {
    var parts: [Part] = []
    var text = ""
    var rest = Substring(value)
    while let c = rest.first {
      if rest.hasPrefix("\\%") {
        text += "%"
        rest = rest.dropFirst(2)
        continue
      }
      if c == "%" {
        let name = rest.dropFirst().prefix { $0 == "_" || $0 == "-" || $0.isLetter || $0.isNumber }
        let behind = rest[name.endIndex...]
        if !name.isEmpty, behind.first == "%" {
          if !text.isEmpty { parts.append(.text(text)) }
          text = ""
          parts.append(.name(String(name)))
          rest = behind.dropFirst()
          continue
        }
      }
      text.append(c)
      rest = rest.dropFirst()
    }
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }

  /// The warning about a value that no list can be looked up for; nil when there is no need.
  func warning(_ value: DetectionValue) -> String? {
    guard lists == nil else { return nil }
    for part in Self.parts(value.written) {
      if case .name(let name) = part {
        return "no lists to look up the placeholder `%\(name)%` in, so it stands for nothing; "
          + "give it under `lists:` in the configuration"
      }
    }
    return nil
  }

  /// Every text that a value stands for.
  /// - Parameter isLiteral: escapes what the lists hold for the language of the surroundings.
  /// - Throws: `RuleIssue` when a name has no list.
  func expand(
    _ value: DetectionValue, text: String, escape: (String) -> String
  ) throws(RuleIssue) -> [String] {
    var results = [""]
    for part in Self.parts(text) {
      let alternatives: [String]
      switch part {
      case .text(let text): alternatives = [text]
      case .name(let name):
        guard let lists else { return [] }
        guard let list = lists[name] else {
          throw RuleIssue(
            "no list for the placeholder `%\(name)%`"
              + Spelling.hint(name, among: lists.keys.sorted())
              + "; give one under `lists:` in the configuration", line: value.mark.line,
            column: value.mark.column)
        }
        alternatives = list.map(escape)
      }
      guard results.count * alternatives.count <= Self.maximumExpansion else {
        throw RuleIssue(
          "the placeholders stand for more than \(Self.maximumExpansion) values; shorten the lists",
          line: value.mark.line, column: value.mark.column)
      }
      results = results.flatMap { head in alternatives.map { head + $0 } }
    }
    return results
  }
}
