import SecurityModel

/// Why a piece of a filter can't be used.
struct FilterProblem: Error, Hashable {
  var text: String
}

extension Filter {
  /// Words that the status field knows.
  static let statusWords = [
    "new", "acknowledged", "progress", "muted", "closed", "open", "any", "mine", "unassigned",
    "late", "escalated",
  ]

  /// Splits at blanks outside of quotes and slashes.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in text {
      if let open = quote {
        word.append(character)
        if character == open { quote = nil }
      } else if character == " " || character == "\t" {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        if character == "\"" || (character == "/" && (word.isEmpty || word == "!")) {
          quote = character
        }
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// The name before a colon that is no field, as in `crde:billing`: the word is looked for as it is,
  /// which is hardly ever what was meant.
  static func unknownField(in text: String) -> String? {
    for word in words(text) {
      let rest = word.hasPrefix("!") ? word.dropFirst() : word[...]
      guard let colon = rest.firstIndex(of: ":"), rest.index(after: colon) < rest.endIndex else {
        continue
      }
      let name = rest[..<colon].lowercased()
      let isWord = !name.isEmpty && name.allSatisfy { ("a"..."z").contains($0) || $0 == "_" }
      if isWord, FilterTerm.Field(rawValue: name) == nil, FilterTerm.Field.aliases[name] == nil {
        return name
      }
    }
    return nil
  }

  static func term(_ word: String) throws(FilterProblem) -> FilterTerm {
    var rest = word[...]
    var isNegated = false
    if rest.hasPrefix("!") || (rest.hasPrefix("-") && rest.count > 1) {
      isNegated = true
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { throw FilterProblem(text: "! needs a term after it") }
    if let split = operatorRange(rest) {
      let name = rest[..<split.lowerBound].lowercased()
      if let field = FilterTerm.Field(rawValue: name) ?? FilterTerm.Field.aliases[name],
        let comparison = FilterTerm.Comparison(rawValue: String(rest[split]))
      {
        return try term(
          field, comparison, unquoted(rest[split.upperBound...]), isNegated: isNegated)
      }
      if !name.contains("."), !name.contains("/"), !name.contains("@"), rest[split] != ":" {
        throw FilterProblem(text: "no field is called \(name)")
      }
    }
    let text = unquoted(rest)
    return FilterTerm(
      field: nil, comparison: .matches, text: text, pattern: WildcardPattern(text), number: nil,
      isNegated: isNegated)
  }

  private static func operatorRange(_ text: Substring) -> Range<Substring.Index>? {
    guard let start = text.firstIndex(where: { ":=<>".contains($0) }),
      start > text.startIndex
    else { return nil }
    var end = text.index(after: start)
    if end < text.endIndex, text[end] == "=", text[start] == "<" || text[start] == ">" {
      end = text.index(after: end)
    }
    return start..<end
  }

  private static func unquoted(_ text: Substring) -> String {
    var text = text
    if let first = text.first, first == "\"" || first == "/" {
      text = text.dropFirst()
      if text.last == first { text = text.dropLast() }
    }
    return String(text)
  }

  private static func term(
    _ field: FilterTerm.Field, _ comparison: FilterTerm.Comparison, _ text: String,
    isNegated: Bool
  ) throws(FilterProblem) -> FilterTerm {
    guard !text.isEmpty else { throw FilterProblem(text: "\(field.rawValue): \(field.help)") }
    var number: Double?
    switch field {
    case .severity:
      let words = alternatives(text)
      guard let first = words.first, words.allSatisfy({ severity($0) != nil }) else {
        throw FilterProblem(text: field.help)
      }
      number = severity(first).map { Double($0.rawValue) }
    case .status:
      let known = statusWords + ["all", "mut", "prg", "cls", "suppressed", "in_progress"]
      guard alternatives(text).allSatisfy({ word in known.contains { $0.hasPrefix(word) } }) else {
        throw FilterProblem(text: "is: " + field.help)
      }
    case .count, .risk, .calls:
      number = Double(text)
      if number == nil { throw FilterProblem(text: "\(field.rawValue) needs a number") }
    case .age:
      number = Human.milliseconds(text).map(Double.init)
      if number == nil {
        throw FilterProblem(text: "age needs a length of time, such as 90s 15m 2h 7d")
      }
    default: break
    }
    if number == nil, comparison != .matches, comparison != .equal {
      throw FilterProblem(text: "\(field.rawValue) has no order: use \(field.rawValue):…")
    }
    return FilterTerm(
      field: field, comparison: comparison, text: text,
      pattern: WildcardPattern(text, anchored: comparison == .equal), number: number,
      isNegated: isNegated)
  }
}
