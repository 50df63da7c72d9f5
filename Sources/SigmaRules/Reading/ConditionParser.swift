/// Parses the text of a condition into a tree over the given names.
///
/// `or` binds least, then `and`, `not`, `1 of …`, parentheses; the words are accepted in any case.
struct ConditionParser {
  /// What the names are, for messages: `search identifier` or `rule`.
  private let noun: String
  private let names: [String]
  private let text: [Unicode.Scalar]
  private let mark: SourceMark
  /// Scalars between `mark` and the first of the text (the quote).
  private let shift: Int
  private var tokens: [Token] = []
  private var place = 0
  /// Which names the condition refers to.
  private(set) var used: Set<Int> = []
  private(set) var warnings: [RuleIssue] = []

  private struct Token {
    var text: String
    /// Offset in scalars.
    var offset: Int
    var word: String { text.lowercased() }
  }

  /// Deepest nesting of parentheses and `not`.
  static let maximumDepth = 100

  init(
    _ condition: String, mark: SourceMark, isPlain: Bool, names: [String],
    noun: String = "search identifier"
  ) {
    text = Array(condition.unicodeScalars)
    self.mark = mark
    shift = isPlain ? 0 : 1
    self.names = names
    self.noun = noun
  }

  /// The tree of the whole text.
  /// - Throws: `RuleIssue` at the place of the mistake.
  mutating func parse() throws(RuleIssue) -> Detection.Condition {
    try tokenize()
    guard !tokens.isEmpty else {
      throw issue("the condition is empty; name a \(noun)", at: 0)
    }
    let tree = try disjunction(depth: 0)
    if place < tokens.count {
      let token = tokens[place]
      if token.text == ")" { throw issue("`)` without `(`; remove it", at: token.offset) }
      throw issue(
        "`and` or `or` was expected before `\(token.text)`", at: token.offset)
    }
    return tree
  }

  private func issue(_ message: String, at offset: Int) -> RuleIssue {
    // A text over several lines starts elsewhere on each; its beginning is told then.
    let isOneLine = !text.contains("\n")
    return RuleIssue(
      message, line: mark.line,
      column: mark.column + (isOneLine && mark.column > 0 ? offset + shift : 0))
  }

  private static func isNamePart(_ c: Unicode.Scalar) -> Bool {
    c.properties.isAlphabetic || ("0"..."9").contains(c) || c == "_" || c == "-" || c == "."
      || c == "*" || c == "?"
  }

  private mutating func tokenize() throws(RuleIssue) {
    var i = 0
    while i < text.count {
      let c = text[i]
      if c == " " || c == "\t" || c == "\n" || c == "\r" {
        i += 1
      } else if c == "(" || c == ")" {
        tokens.append(Token(text: String(Character(c)), offset: i))
        i += 1
      } else if c == "|" {
        throw issue(
          "conditions with `|` (count(), near, …) were taken out of Sigma; write the counting as a "
            + "rule with a `correlation` section that refers to this one", at: i)
      } else if Self.isNamePart(c) {
        let start = i
        while i < text.count, Self.isNamePart(text[i]) { i += 1 }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: text[start..<i])
        tokens.append(Token(text: String(name), offset: start))
      } else {
        throw issue(
          "`\(Character(c))` can't stand in a condition; use names, and, or, not, ( ), of", at: i)
      }
    }
  }

  private func next() -> Token? { place < tokens.count ? tokens[place] : nil }

  private mutating func disjunction(depth: Int) throws(RuleIssue) -> Detection.Condition {
    var parts = [try conjunction(depth: depth)]
    while next()?.word == "or" {
      place += 1
      parts.append(try conjunction(depth: depth))
    }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction(depth: Int) throws(RuleIssue) -> Detection.Condition {
    var parts = [try negation(depth: depth)]
    while next()?.word == "and" {
      place += 1
      parts.append(try negation(depth: depth))
    }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func negation(depth: Int) throws(RuleIssue) -> Detection.Condition {
    guard depth < Self.maximumDepth else {
      throw issue("nested too deeply; split the condition", at: next()?.offset ?? 0)
    }
    if next()?.word == "not", !isName(at: place) {
      place += 1
      return .not(try negation(depth: depth + 1))
    }
    return try primary(depth: depth)
  }

  /// A word that is also a declared name counts as the name where an operand is due, unless an
  /// operand follows.
  private func isName(at index: Int) -> Bool {
    guard names.contains(tokens[index].text) else { return false }
    guard index + 1 < tokens.count else { return true }
    return ["and", "or", ")"].contains(tokens[index + 1].word)
  }

  private mutating func primary(depth: Int) throws(RuleIssue) -> Detection.Condition {
    guard let token = next() else {
      throw issue(
        "the condition ends too early; a \(noun) was expected",
        at: max(0, (tokens.last.map { $0.offset + $0.text.unicodeScalars.count } ?? 0)))
    }
    if token.text == "(" {
      place += 1
      let inner = try disjunction(depth: depth + 1)
      guard next()?.text == ")" else {
        throw issue("`(` isn't closed; add `)`", at: token.offset)
      }
      place += 1
      return inner
    }
    if place + 1 < tokens.count, tokens[place + 1].word == "of" { return try selector() }
    if token.text == ")" || ["and", "or", "of"].contains(token.word), !isName(at: place) {
      throw issue("a \(noun) was expected, not `\(token.text)`", at: token.offset)
    }
    place += 1
    guard let index = names.firstIndex(of: token.text) else {
      if token.text.contains("*") {
        throw issue(
          "a pattern needs a quantifier; write `1 of \(token.text)` or `all of \(token.text)`",
          at: token.offset)
      }
      throw issue(
        "unknown \(noun) `\(token.text)`" + Spelling.hint(token.text, among: names),
        at: token.offset)
    }
    used.insert(index)
    return .search(index)
  }

  /// `1 of sel*`, `all of them`.
  private mutating func selector() throws(RuleIssue) -> Detection.Condition {
    let quantifier = tokens[place]
    place += 2
    let count: Int?
    switch quantifier.word {
    case "all": count = nil
    case "any": count = 1
    default:
      guard let number = Int(quantifier.text), number > 0 else {
        throw issue(
          "`\(quantifier.text) of` isn't known; use `1 of`, `all of` or another number",
          at: quantifier.offset)
      }
      count = number
    }
    guard let pattern = next(), pattern.text != "(", pattern.text != ")" else {
      throw issue(
        "`of` needs a pattern or `them`", at: tokens[place - 1].offset)
    }
    place += 1
    let chosen = try matches(pattern)
    if let count, count > chosen.count {
      throw issue(
        "`\(count) of \(pattern.text)` can't hold: only \(chosen.count) match the pattern",
        at: quantifier.offset)
    }
    used.formUnion(chosen)
    let parts = chosen.map { Detection.Condition.search($0) }
    if parts.count == 1 { return parts[0] }
    switch count {
    case nil: return .and(parts)
    case 1: return .or(parts)
    case .some(let number): return .atLeast(number, parts)
    }
  }

  /// The names that a pattern means; those that begin with `_` only when the pattern does too.
  private mutating func matches(_ pattern: Token) throws(RuleIssue) -> [Int] {
    let isThem = pattern.word == "them"
    let wanted = isThem ? "*" : pattern.text
    let hidden = wanted.hasPrefix("_")
    let visible = names.indices.filter { hidden || !names[$0].hasPrefix("_") }
    var chosen = visible.filter { Self.glob(wanted, names[$0]) }
    if chosen.isEmpty, !wanted.contains("*") {
      // Some tools take the pattern for a prefix.
      chosen = visible.filter { names[$0].hasPrefix(wanted) }
      if !chosen.isEmpty {
        var warning = issue(
          "`\(wanted)` names no \(noun); taken as `\(wanted)*`", at: pattern.offset)
        warning.severity = .warning
        warnings.append(warning)
      }
    }
    guard !chosen.isEmpty else {
      throw issue(
        "no \(noun) matches `\(pattern.text)`"
          + (isThem ? "" : Spelling.hint(pattern.text, among: names)), at: pattern.offset)
    }
    return chosen
  }

  /// True when `name` fits `pattern`, in which `*` stands for any text and `?` for one character.
  static func glob(_ pattern: String, _ name: String) -> Bool {
    let p = Array(pattern.unicodeScalars)
    let n = Array(name.unicodeScalars)
    var i = 0
    var j = 0
    var star = -1
    var resume = 0
    while j < n.count {
      if i < p.count, p[i] == "*" {
        star = i
        resume = j
        i += 1
      } else if i < p.count, p[i] == n[j] || p[i] == "?" {
        i += 1
        j += 1
      } else if star >= 0 {
        resume += 1
        i = star + 1
        j = resume
      } else {
        return false
      }
    }
    return p[i...].allSatisfy { $0 == "*" }
  }
}
