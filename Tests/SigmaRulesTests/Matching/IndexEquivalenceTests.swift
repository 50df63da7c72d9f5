import Testing

@testable import SigmaRules

/// Makes rules and events over few fields and short texts, so that they often meet.
private struct Workshop {
  var random: RuleRandom

  init(seed: UInt64) { random = RuleRandom(seed: seed) }

  mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }

  mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  mutating func text(_ alphabet: [String], upTo length: Int) -> String {
    (0..<Int.random(in: 0...length, using: &random)).map { _ in pick(alphabet) }.joined()
  }

  mutating func field() -> String { pick(["a", "b", "c", "d.e", "f"]) }

  mutating func value() -> String {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: "null"
    case 1: "\(Int.random(in: -2...12, using: &random))"
    case 2: pick(["true", "false", "yes"])
    case 3: pick(["1.5", "''", "'*'", "'?'", "'??*'"])
    default:
      "'" + text(["x", "Y", "é", "É", "-", "\\*", "*", "?", "0", "1", "xyz", "word"], upTo: 4) + "'"
    }
  }

  /// Lists repeated values are fine.
  mutating func values() -> String {
    if chance(60) { return value() }
    return "["
      + (0..<Int.random(in: 1...12, using: &random)).map { _ in value() }
      .joined(separator: ", ") + "]"
  }

  mutating func item(_ field: String) -> String {
    let modifiers = pick([
      "", "", "", "|contains", "|contains|all", "|startswith", "|endswith", "|cased",
      "|contains|cased", "|neq", "|contains|neq", "|windash|contains",
    ])
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return "\(field)|exists: \(pick(["true", "false"]))"
    case 1:
      return
        "\(field)|\(pick(["gt", "lt", "gte", "lte"])): \(Int.random(in: -1...9, using: &random))"
    case 2: return "\(field)|re: '\(pick(["x+", "^Y", "[a-z]1", "x.z", "word|xyz", "(?i)XYZ$"]))'"
    case 3: return "\(field)|fieldref: \(self.field())"
    default: return "\(field)\(modifiers): \(values())"
    }
  }

  mutating func body() -> String {
    if chance(15) {
      return "["
        + (0..<Int.random(in: 1...3, using: &random)).map { _ in
          "'" + pick(["x", "xy", "word", "é1", "0", "w*d", "xyz1"]) + "'"
        }.joined(separator: ", ") + "]"
    }
    func map() -> String {
      var used: [String] = []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let field = field()
        if !used.contains(field) { used.append(field) }
      }
      return "{"
        + used.map { "\"" + item($0).replacing(": ", with: "\": ", maxReplacements: 1) }
        .joined(separator: ", ") + "}"
    }
    return chance(25) ? "[\(map()), \(map())]" : map()
  }

  mutating func rule(_ number: Int) -> String {
    let count = Int.random(in: 1...4, using: &random)
    let searches = (0..<count).map { "  s\($0): \(body())" }.joined(separator: "\n")
    let names = (0..<count).map { "s\($0)" }
    var condition = pick(names)
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let next = pick(names + ["1 of s*", "all of s*", "(s0 or \(names[count - 1]))"])
      condition = "\(pick(["", "not "]))\(condition) \(pick(["and", "or", "and not"])) \(next)"
      if chance(30) { condition = "(\(condition))" }
      if chance(10) { condition = "not (\(condition))" }
    }
    if count > 2, chance(20) { condition = "2 of them and (\(condition))" }
    return "title: R\(number)\nlogsource: {product: x}\ndetection:\n\(searches)\n"
      + "  condition: \(condition)\n"
  }

  mutating func eventValue() -> String {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: "null"
    case 1: "\(Int.random(in: -2...12, using: &random))"
    case 2: pick(["true", "false", "1.5", "[]", "{}"])
    case 3: "[" + [eventValue(), eventValue()].joined(separator: ",") + "]"
    default:
      "\"" + text(["x", "y", "Y", "é", "É", "-", "/", "*", "0", "1", "xyz", "word", "–"], upTo: 5)
        + "\""
    }
  }

  mutating func event() -> String {
    var members: [String] = []
    for name in ["a", "b", "c", "f"] where chance(65) {
      members.append("\"\(name)\":\(eventValue())")
    }
    if chance(50) { members.append("\"d\":{\"e\":\(eventValue())}") }
    return "{" + members.joined(separator: ",") + "}"
  }
}

@Suite("The index") struct IndexEquivalenceTests {
  @Test("gives the answers of trying every rule", arguments: UInt64(1)...12)
  func equivalence(seed: UInt64) throws {
    var workshop = Workshop(seed: seed)
    let texts = (0..<80).map { workshop.rule($0) }
    let (set, issues) = RuleSet.load(files: texts.map { ("", $0) })
    // Some combinations are refused, as `contains` with null; most must stay.
    #expect(set.rules.count > 25, "\(issues.prefix(3))")
    var indexed = RuleMatcher(set)
    var naive = RuleMatcher(set, usesIndex: false)
    var source = JSONFieldSource()
    var matches = 0
    for _ in 0..<250 {
      let event = workshop.event()
      try source.load(event)
      indexed.evaluate(source)
      naive.evaluate(source)
      matches += naive.matches.count
      if indexed.matches != naive.matches {
        let odd = Set(indexed.matches).symmetricDifference(naive.matches).sorted()
        let titles = odd.map { set.rules[$0].metadata.title }
        Issue.record(
          "\(event): \(titles) \(texts.filter { t in titles.contains { t.hasPrefix("title: \($0)\n") } })"
        )
        return
      }
    }
    #expect(matches > 500)
    #expect(indexed.statistics.map(\.hits) == naive.statistics.map(\.hits))
    let evaluated = indexed.statistics.reduce(0) { $0 + $1.evaluations }
    #expect(evaluated < naive.statistics.reduce(0) { $0 + $1.evaluations })
  }

  /// The definition of wildcards, by trying everything.
  private func fits(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case "*":
      return fits(pattern.dropFirst(), text) || (!text.isEmpty && fits(pattern, text.dropFirst()))
    case "?": return !text.isEmpty && fits(pattern.dropFirst(), text.dropFirst())
    default: return text.first == first && fits(pattern.dropFirst(), text.dropFirst())
    }
  }

  @Test("patterns with wildcards match what their definition says")
  func globs() {
    var workshop = Workshop(seed: 99)
    for _ in 0..<20_000 {
      let pattern = workshop.text(["*", "?", "a", "b", "é"], upTo: 7)
      let text = workshop.text(["a", "b", "é"], upTo: 8)
      let test = TextTest(TextPattern(sigma: pattern), isCased: true)
      let found = Array(text.utf8).withUnsafeBytes { test.matches($0) }
      let expected = fits(Array(pattern)[...], Array(text)[...])
      #expect(found == expected, "\(pattern) on \(text)")
      if found != expected { return }
    }
  }

  @Test("copies of a matcher don't disturb each other")
  func copies() throws {
    var first = RuleProbe.matcher([
      RuleProbe.rule(detection: "s: {a|contains: needle}\nn: {b: 1}\ncondition: s and not n"),
      RuleProbe.rule(detection: "s: {b|gt: 3}\ncondition: s"),
    ])
    var second = first
    var hit = JSONFieldSource()
    var miss = JSONFieldSource()
    try hit.load(#"{"a":"a needle","b":5}"#)
    try miss.load(#"{"a":"hay","b":1}"#)
    for _ in 0..<5 {
      first.evaluate(hit)
      second.evaluate(miss)
      #expect(first.matches == [0, 1])
      #expect(second.matches == [])
    }
    #expect(first.statistics.map(\.hits) == [5, 5])
    #expect(second.statistics.map(\.hits) == [0, 0])
  }

  @Test("looks only at rules that can match")
  func evaluations() throws {
    let rules = (0..<500).map { n in
      "title: R\(n)\nlogsource: {product: x}\ndetection:\n  s:\n    a: 1\n    cmd|contains: 'needle\(n)z'\n"
        + "  f: {b: x}\n  condition: s and not f\n"
    }
    var matcher = RuleProbe.matcher(rules)
    var source = JSONFieldSource()
    try source.load(#"{"a":1,"cmd":"some needle17z and needle3z"}"#)
    matcher.evaluate(source)
    #expect(matcher.matches == [3, 17])
    #expect(matcher.statistics.reduce(0) { $0 + $1.evaluations } == 2)
    matcher.setEnabled(false, rule: 3)
    matcher.evaluate(source)
    #expect(matcher.matches == [17])
    #expect(matcher.statistics[3].hits == 1)
    #expect(matcher.statistics[17].hits == 2)
  }
}
