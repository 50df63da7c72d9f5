/// Finds texts that a pattern can't match without: they let most values be passed over.
struct RegexLiterals {
  /// Alternatives of which one must occur, and at most this many.
  private static let most = 16

  private let sets: [ScalarSet]

  /// Texts of which at least one is in every match, lowercase in ASCII; empty = nothing known.
  static func required(in node: RegexNode, sets: [ScalarSet]) -> [[UInt8]] {
    RegexLiterals(sets: sets).best(of: node)
  }

  private func best(of node: RegexNode) -> [[UInt8]] {
    switch node {
    case .empty, .assertion, .lookahead, .lookbehind, .backreference: return []
    case .set(let number): return literal(number).map { [$0] } ?? []
    case .capture(let body, _), .atomic(let body): return best(of: body)
    case .repetition(let body, let minimum, _, _): return minimum > 0 ? best(of: body) : []
    case .choice(let branches):
      var result: [[UInt8]] = []
      for branch in branches {
        let alternatives = best(of: branch)
        guard !alternatives.isEmpty, result.count + alternatives.count <= Self.most else {
          return []
        }
        for one in alternatives where !result.contains(one) { result.append(one) }
      }
      return result
    case .sequence(let parts): return best(of: parts)
    }
  }

  private func best(of parts: [RegexNode]) -> [[UInt8]] {
    var best: [[UInt8]] = []
    var run: [UInt8] = []
    func offer(_ candidate: [[UInt8]]) {
      if Self.worth(candidate) > Self.worth(best) { best = candidate }
    }
    for part in flattened(parts) {
      if case .set(let number) = part, let bytes = literal(number) {
        run += bytes
        continue
      }
      if case .assertion = part { continue }
      if !run.isEmpty { offer([run]) }
      run = []
      offer(self.best(of: part))
    }
    if !run.isEmpty { offer([run]) }
    return best
  }

  /// Groups opened and counted repetitions written out once, so that literals join up.
  private func flattened(_ parts: [RegexNode]) -> [RegexNode] {
    var result: [RegexNode] = []
    for part in parts {
      switch part {
      case .capture(let body, _), .atomic(let body): result += flattened([body])
      case .sequence(let inner): result += flattened(inner)
      case .empty: continue
      default: result.append(part)
      }
    }
    return result
  }

  /// Longer is rarer; one alternative is better than many.
  private static func worth(_ literals: [[UInt8]]) -> Int {
    guard let shortest = literals.map(\.count).min() else { return 0 }
    return 64 * min(shortest, 64) - literals.count
  }

  /// The bytes of a set that is one character, in any case for ASCII letters.
  private func literal(_ number: Int) -> [UInt8]? {
    let set = sets[number]
    if let letter = set.caselessLetter { return [UInt8(truncatingIfNeeded: letter)] }
    guard let value = set.single, let scalar = Unicode.Scalar(value) else { return nil }
    return UTF8.encode(scalar)?.map { (65...90).contains($0) ? $0 + 32 : $0 }
  }
}
