/// A parsed regular expression.
indirect enum RegexNode: Hashable, Sendable {
  /// Matches nothing but the place where it stands.
  case empty
  /// One character; the number of a set in the parser's table.
  case set(Int)
  case sequence([RegexNode])
  case choice([RegexNode])
  /// `maximum` nil = no bound.
  case repetition(RegexNode, minimum: Int, maximum: Int?, mode: RepetitionMode)
  /// A numbered group, from 1.
  case capture(RegexNode, Int)
  case assertion(RegexAssertion)
  case lookahead(RegexNode, negated: Bool)
  case lookbehind(RegexNode, negated: Bool)
  case backreference(Int, caseless: Bool)
  /// `(?>…)` and possessive quantifiers: what was matched isn't given back.
  case atomic(RegexNode)

  enum RepetitionMode: Hashable, Sendable { case greedy, lazy }

  /// True when a finite automaton isn't enough.
  var needsBacktracking: Bool {
    switch self {
    case .empty, .set, .assertion: false
    case .sequence(let parts), .choice(let parts): parts.contains { $0.needsBacktracking }
    case .repetition(let body, _, _, _), .capture(let body, _): body.needsBacktracking
    case .lookahead, .lookbehind, .backreference, .atomic: true
    }
  }

  /// Fewest and most characters that a match covers; most = nil when there is no bound.
  var length: (least: Int, most: Int?) {
    switch self {
    case .empty, .assertion, .lookahead, .lookbehind: return (0, 0)
    case .set: return (1, 1)
    case .backreference: return (0, nil)
    case .capture(let body, _), .atomic(let body): return body.length
    case .sequence(let parts):
      var least = 0
      var most: Int? = 0
      for part in parts {
        let (low, high) = part.length
        least = Self.clamped(least + low)
        if let sum = most, let high { most = Self.clamped(sum + high) } else { most = nil }
      }
      return (least, most)
    case .choice(let parts):
      var least = Int.max
      var most: Int? = 0
      for part in parts {
        let (low, high) = part.length
        least = min(least, low)
        if let best = most, let high { most = max(best, high) } else { most = nil }
      }
      return (parts.isEmpty ? 0 : least, most)
    case .repetition(let body, let minimum, let maximum, _):
      let (low, high) = body.length
      let most: Int? =
        if high == 0 { 0 } else if let high, let maximum {
          Self.clamped(Self.clamped(high) * maximum)
        } else { nil }
      return (Self.clamped(Self.clamped(low) * minimum), most)
    }
  }

  // Far above every limit, and its products still fit.
  private static func clamped(_ value: Int) -> Int { min(value, 1 << 24) }
}

/// A condition on a place between two characters.
enum RegexAssertion: UInt8, Hashable, Sendable {
  case textStart, textEnd, textEndOrFinalNewline, lineStart, lineEnd, wordBoundary,
    notWordBoundary
}
