/// Reads a pattern in the syntax of PCRE, as far as Sigma rules use it.
struct RegexParser {
  let pattern: [UInt32]
  let limits: RegexLimits
  var i = 0
  var options: RegexOptions
  /// The sets that `RegexNode.set` numbers.
  private(set) var sets: [ScalarSet] = []
  private var setNumbers: [ScalarSet: Int] = [:]
  private var depth = 0
  private(set) var groups = 0
  private var names: [String: Int] = [:]
  /// Number and place of each reference, checked once all groups are known.
  private var references: [(group: Int, position: Int)] = []

  init(_ pattern: String, options: RegexOptions, limits: RegexLimits) {
    self.pattern = pattern.unicodeScalars.map(\.value)
    self.options = options
    self.limits = limits
  }

  mutating func parse() throws(RegexError) -> RegexNode {
    let node = try choice()
    guard i == pattern.count else {
      throw RegexError("')' closes no group; write \\) for the character", at: i)
    }
    for reference in references where reference.group > groups {
      throw RegexError(
        "there is no group \(reference.group) to refer to", at: reference.position)
    }
    return node
  }

  var next: UInt32? { i < pattern.count ? pattern[i] : nil }

  func at(_ character: Unicode.Scalar) -> Bool { next == character.value }

  func peek(_ offset: Int) -> UInt32? {
    i + offset < pattern.count ? pattern[i + offset] : nil
  }

  func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes in
      guard i + bytes.count <= pattern.count else { return false }
      for n in 0..<bytes.count where pattern[i + n] != UInt32(bytes[n]) { return false }
      return true
    }
  }

  mutating func accept(_ text: StaticString) -> Bool {
    guard starts(with: text) else { return false }
    i += text.utf8CodeUnitCount
    return true
  }

  /// The node of a set, folded when case doesn't matter.
  mutating func node(_ set: ScalarSet, fold: Bool = true) -> RegexNode {
    let set = fold && options.contains(.caseInsensitive) ? CaseFolding.closure(of: set) : set
    if let known = setNumbers[set] { return .set(known) }
    setNumbers[set] = sets.count
    sets.append(set)
    return .set(sets.count - 1)
  }

  private mutating func choice() throws(RegexError) -> RegexNode {
    var branches = [try sequence()]
    while at("|") {
      i += 1
      branches.append(try sequence())
    }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(RegexError) -> RegexNode {
    var parts: [RegexNode] = []
    while i < pattern.count, !at("|"), !at(")") {
      if options.contains(.extended), skipBlank() { continue }
      if accept("\\Q") {
        while i < pattern.count, !accept("\\E") {
          parts.append(node(ScalarSet(pattern[i])))
          i += 1
        }
        // A quantifier behind it is about the last character.
        if let last = parts.popLast() { parts.append(try quantified(last)) }
        continue
      }
      if accept("\\E") { continue }
      guard let atom = try atom() else { continue }
      parts.append(try quantified(atom))
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  /// White space and comments of extended syntax.
  private mutating func skipBlank() -> Bool {
    guard let character = next else { return false }
    if ScalarSet.space.contains(character) {
      i += 1
      return true
    }
    guard at("#") else { return false }
    while i < pattern.count, !at("\n") { i += 1 }
    return true
  }

  /// One item without its quantifier; nil for what leaves nothing, such as a comment.
  private mutating func atom() throws(RegexError) -> RegexNode? {
    let start = i
    guard let character = next else { return nil }
    switch character {
    case "(": return try group()
    case "[": return node(try characterClass(), fold: false)
    case "\\": return try escape()
    case ".":
      i += 1
      return node(options.contains(.dotAll) ? .all : ScalarSet.newline.inverted, fold: false)
    case "^":
      i += 1
      return .assertion(options.contains(.multiline) ? .lineStart : .textStart)
    case "$":
      i += 1
      return .assertion(options.contains(.multiline) ? .lineEnd : .textEndOrFinalNewline)
    case "*", "+", "?":
      throw RegexError("nothing stands before this quantifier; write \\ before it", at: i)
    case "{":
      if try braces() != nil {
        throw RegexError("nothing stands before this quantifier; write \\{", at: start)
      }
      i += 1
      return node(ScalarSet(character))
    default:
      i += 1
      return node(ScalarSet(character))
    }
  }

  private mutating func quantified(_ atom: RegexNode) throws(RegexError) -> RegexNode {
    while options.contains(.extended), skipBlank() {}
    guard let (minimum, maximum) = try quantifier() else { return atom }
    var mode = RegexNode.RepetitionMode.greedy
    var possessive = false
    if accept("?") { mode = .lazy } else if accept("+") { possessive = true }
    let place = i
    if try quantifier() != nil {
      throw RegexError(
        "two quantifiers follow one another; put a group (?:…) around the first", at: place)
    }
    if minimum == 1, maximum == 1 { return atom }
    let result = RegexNode.repetition(atom, minimum: minimum, maximum: maximum, mode: mode)
    return possessive ? .atomic(result) : result
  }

  private mutating func quantifier() throws(RegexError) -> (Int, Int?)? {
    if accept("*") { return (0, nil) }
    if accept("+") { return (1, nil) }
    if accept("?") { return (0, 1) }
    return at("{") ? try braces() : nil
  }

  /// `{m}`, `{m,}`, `{,n}` or `{m,n}`; nil, with nothing read, when it's only a brace.
  private mutating func braces() throws(RegexError) -> (Int, Int?)? {
    let start = i
    i += 1
    let low = number()
    var high = low
    let hasComma = accept(",")
    if hasComma { high = number() }
    guard accept("}"), low != nil || high != nil else {
      i = start
      return nil
    }
    for bound in [low, high] {
      if let bound, bound > limits.repeatCount {
        throw RegexError(
          "a repeat count is at most \(limits.repeatCount) here; use * or + instead", at: start)
      }
    }
    if let low, let high, high < low {
      throw RegexError(
        "the repeat counts are the wrong way round; write {\(high),\(low)}", at: start)
    }
    return (low ?? 0, hasComma ? high : low)
  }

  /// Decimal digits, cut off far above every limit; nil when there are none.
  private mutating func number() -> Int? {
    var value: Int?
    while let digit = next, (48...57).contains(digit) {
      value = min((value ?? 0) * 10 + Int(digit - 48), 1 << 24)
      i += 1
    }
    return value
  }

  private mutating func group() throws(RegexError) -> RegexNode? {
    let start = i
    let outer = options
    i += 1
    if accept("?#") {
      while i < pattern.count, !at(")") { i += 1 }
      _ = try closed(.empty, from: start)
      return nil
    }
    if at("*") {
      throw RegexError("verbs such as (*UTF) aren't supported; leave it out", at: start)
    }
    var make: (RegexNode) -> RegexNode = { $0 }
    if accept("?:") {
      // Plain.
    } else if accept("?=") {
      make = { .lookahead($0, negated: false) }
    } else if accept("?!") {
      make = { .lookahead($0, negated: true) }
    } else if accept("?<=") {
      make = { .lookbehind($0, negated: false) }
    } else if accept("?<!") {
      make = { .lookbehind($0, negated: true) }
    } else if accept("?>") {
      make = { .atomic($0) }
    } else if accept("?P=") {
      let name = try groupName(until: ")", from: start)
      i -= 1
      return try closed(try reference(named: name, at: start), from: start)
    } else if accept("?P<") || accept("?<") {
      let name = try groupName(until: ">", from: start)
      make = capture(named: name)
    } else if accept("?'") {
      let name = try groupName(until: "'", from: start)
      make = capture(named: name)
    } else if accept("?|") || accept("?(") || accept("?R") || accept("?P>") || accept("?&")
      || at("?") && (48...57).contains(peek(1) ?? 0)
    {
      throw RegexError(
        "branch reset, conditions and recursion aren't supported; write the alternatives out",
        at: start)
    } else if accept("?") {
      if try inlineFlags(from: start) { return nil }
    } else {
      make = capture(named: nil)
    }
    depth += 1
    guard depth <= limits.nesting else {
      throw RegexError("groups are nested more than \(limits.nesting) deep; simplify", at: start)
    }
    let body = try choice()
    depth -= 1
    options = outer
    let result = make(body)
    if case .lookbehind = result {
      guard let most = body.length.most, most <= limits.lookbehind else {
        throw RegexError(
          "a lookbehind must have a bounded length of at most \(limits.lookbehind) characters; "
            + "replace * and + in it by {0,n}", at: start)
      }
    }
    return try closed(result, from: start)
  }

  private mutating func closed(
    _ node: RegexNode, from start: Int
  ) throws(RegexError) -> RegexNode {
    guard accept(")") else {
      throw RegexError("this group isn't closed; add ')' or write \\( for the character", at: start)
    }
    return node
  }

  private mutating func capture(named name: String?) -> (RegexNode) -> RegexNode {
    groups += 1
    let number = groups
    if let name { names[name] = number }
    return { .capture($0, number) }
  }

  mutating func groupName(
    until end: Unicode.Scalar, from start: Int
  ) throws(RegexError) -> String {
    var name = ""
    while let character = next, character != end.value {
      guard ScalarSet.word.contains(character), let scalar = Unicode.Scalar(character) else {
        throw RegexError("a group name consists of letters, digits and _", at: i)
      }
      name.unicodeScalars.append(scalar)
      i += 1
    }
    guard at(end), !name.isEmpty else {
      throw RegexError("the name of this group isn't complete", at: start)
    }
    i += 1
    return name
  }

  func reference(named name: String, at position: Int) throws(RegexError) -> RegexNode {
    guard let number = names[name] else {
      throw RegexError("there is no group '\(name)' before this place", at: position)
    }
    return .backreference(number, caseless: options.contains(.caseInsensitive))
  }

  mutating func reference(_ number: Int, at position: Int) -> RegexNode {
    references.append((number, position))
    return .backreference(number, caseless: options.contains(.caseInsensitive))
  }

  /// Reads `i`, `m-s`, …; true when they hold for the rest of the group, `(?i)`.
  private mutating func inlineFlags(from start: Int) throws(RegexError) -> Bool {
    var adding = true
    if accept("^") { options = [] }
    while let flag = next {
      let option: RegexOptions
      switch flag {
      case "i": option = .caseInsensitive
      case "m": option = .multiline
      case "s": option = .dotAll
      case "x": option = .extended
      case "a", "u", "U", "J", "n", "L": option = []
      case "-":
        adding = false
        i += 1
        continue
      case ":":
        i += 1
        return false
      case ")":
        i += 1
        return true
      default:
        throw RegexError("this flag isn't known; use i, m, s or x", at: i)
      }
      if adding { options.formUnion(option) } else { options.subtract(option) }
      i += 1
    }
    throw RegexError("this group isn't closed; add ')'", at: start)
  }
}

extension UInt32 {
  /// Lets patterns be taken apart with character literals.
  static func ~= (pattern: Unicode.Scalar, value: UInt32) -> Bool { pattern.value == value }
}
