import Testing

@testable import SigmaRules

/// A pattern that is made, not read, with a matcher that follows its definition: the set of places
/// where a match from a given place can end.
private indirect enum Model {
  case character(Character)
  case any
  case oneOf([Character], negated: Bool)
  case sequence(Model, Model)
  case choice(Model, Model)
  case repeated(Model, Int, Int?, lazy: Bool)
  case start, end, boundary, notBoundary
  case ahead(Model, negated: Bool)

  static func random(_ random: inout RegexRandom, depth: Int, lookahead: Bool) -> Model {
    func make() -> Model { .random(&random, depth: depth - 1, lookahead: lookahead) }
    let alphabet: [Character] = ["a", "b", "é", "\n", "-"]
    switch depth <= 0 ? random.below(6) : random.below(lookahead ? 17 : 16) {
    case 0, 1, 2: return .character(alphabet[random.below(alphabet.count)])
    case 3: return .any
    case 4: return .oneOf([alphabet[random.below(5)], "a"], negated: random.below(2) == 0)
    case 5: return [.start, .end, .boundary, .notBoundary][random.below(4)]
    case 6, 7, 8, 9, 10: return .sequence(make(), make())
    case 11, 12: return .choice(make(), make())
    case 16: return .ahead(make(), negated: random.below(2) == 0)
    default:
      let low = random.below(3)
      let high: Int? = random.below(2) == 0 ? nil : low + random.below(3)
      return .repeated(make(), low, high, lazy: random.below(2) == 0)
    }
  }

  var pattern: String {
    switch self {
    case .character(let character): character == "-" ? "\\-" : String(character)
    case .any: "."
    case .oneOf(let members, let negated):
      "[" + (negated ? "^" : "") + members.map { $0 == "-" ? "\\-" : String($0) }.joined() + "]"
    case .sequence(let a, let b): a.pattern + b.pattern
    case .choice(let a, let b): "(" + a.pattern + "|" + b.pattern + ")"
    case .repeated(let body, let low, let high, let lazy):
      "(?:" + body.pattern + "){\(low)," + (high.map(String.init) ?? "") + "}" + (lazy ? "?" : "")
    case .start: "^"
    case .end: "\\z"
    case .boundary: "\\b"
    case .notBoundary: "\\B"
    case .ahead(let body, let negated): (negated ? "(?!" : "(?=") + body.pattern + ")"
    }
  }

  func ends(_ text: [Character], _ from: Set<Int>) -> Set<Int> {
    switch self {
    case .character(let character): step(text, from) { $0 == character }
    case .any: step(text, from) { $0 != "\n" }
    case .oneOf(let members, let negated): step(text, from) { members.contains($0) != negated }
    case .sequence(let a, let b): b.ends(text, a.ends(text, from))
    case .choice(let a, let b): a.ends(text, from).union(b.ends(text, from))
    case .repeated(let body, let low, let high, _):
      repeated(body, low, high, text, from)
    case .start: from.filter { $0 == 0 }
    case .end: from.filter { $0 == text.count }
    case .boundary: from.filter { word(text, $0 - 1) != word(text, $0) }
    case .notBoundary: from.filter { word(text, $0 - 1) == word(text, $0) }
    case .ahead(let body, let negated): from.filter { body.ends(text, [$0]).isEmpty == negated }
    }
  }

  private func repeated(
    _ body: Model, _ low: Int, _ high: Int?, _ text: [Character], _ from: Set<Int>
  ) -> Set<Int> {
    var now = from
    for _ in 0..<low { now = body.ends(text, now) }
    var all = now
    for _ in 0..<(high.map { $0 - low } ?? text.count + 1) {
      now = body.ends(text, now)
      all.formUnion(now)
    }
    return all
  }

  private func step(
    _ text: [Character], _ from: Set<Int>, _ holds: (Character) -> Bool
  ) -> Set<Int> {
    Set(from.filter { $0 < text.count && holds(text[$0]) }.map { $0 + 1 })
  }

  private func word(_ text: [Character], _ i: Int) -> Bool {
    i >= 0 && i < text.count && (text[i] == "a" || text[i] == "b")
  }
}

@Suite("Regular expressions against their definition") struct RegexEquivalenceTests {
  private func compare(rounds: Int, seed: UInt64, lookahead: Bool, limits: RegexLimits) throws {
    var random = RegexRandom(seed: seed)
    let alphabet: [Character] = ["a", "b", "é", "\n", "-"]
    for _ in 0..<rounds {
      let model = Model.random(&random, depth: 4, lookahead: lookahead)
      let program = try RegexProbe(model.pattern, limits: limits)
      for _ in 0..<6 {
        let text = (0..<random.below(9)).map { _ in alphabet[random.below(5)] }
        let expected = !model.ends(text, Set(0...text.count)).isEmpty
        let found = program.matches(String(text))
        #expect(
          found == expected,
          "\(model.pattern.debugDescription) on \(String(text).debugDescription)")
      }
      #expect(program.limitHits == 0)
    }
  }

  @Test("agree when run by the automaton")
  func automaton() throws {
    try compare(rounds: 2_500, seed: 1, lookahead: false, limits: RegexLimits())
  }

  @Test("agree when the cache has room for next to nothing")
  func tinyCache() throws {
    var limits = RegexLimits()
    limits.cacheWords = 40
    try compare(rounds: 1_500, seed: 2, lookahead: false, limits: limits)
  }

  @Test("agree when run by backtracking")
  func backtracking() throws {
    var limits = RegexLimits()
    limits.backtracks = 50_000_000
    try compare(rounds: 1_500, seed: 3, lookahead: true, limits: limits)
  }
}
