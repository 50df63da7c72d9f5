/// A field test as a program knows it; equal tests of different rules are one atom.
struct Atom: Sendable {
  var field: Int
  var predicates: [Predicate]
  /// True: the field's index finds out whether it holds, so that it is false unless reported.
  var isIndexed = false

  /// True when only a value can make it true, so that a missing field can't.
  var needsPresence: Bool { !predicates.contains(.null) }
}

/// What an index reports: an atom, and what remains to be checked for it.
struct AtomTarget: Sendable {
  var atom: Int32
  /// The predicate to verify on the value; -1 = the hit itself proves the atom.
  var predicate: Int32
}

/// The literal of a predicate that the index looks for.
struct IndexLiteral {
  var bytes: [UInt8]
  var place: LiteralIndex.Place
  /// The literal alone doesn't prove the predicate.
  var needsCheck: Bool

  /// Nil when the predicate has no literals that every matching value has one of.
  static func of(_ predicate: Predicate, _ regexes: [[[UInt8]]]) -> [IndexLiteral]? {
    switch predicate {
    case .text(let test):
      switch test.shape {
      case .exact:
        let bytes = test.isCased ? CaseFold.folded(test.literal) : test.literal
        return [IndexLiteral(bytes: bytes, place: .whole, needsCheck: test.isCased)]
      case .prefix, .suffix, .contains:
        guard let bytes = test.requiredLiteral else { return nil }
        let place: LiteralIndex.Place =
          test.shape == .prefix ? .start : test.shape == .suffix ? .end : .anywhere
        return [IndexLiteral(bytes: bytes, place: place, needsCheck: test.isCased)]
      case .glob:
        guard let bytes = test.requiredLiteral else { return nil }
        return [IndexLiteral(bytes: bytes, place: .anywhere, needsCheck: true)]
      }
    case .regex(let number):
      let literals = regexes[number]
      if literals.isEmpty || literals.contains(where: \.isEmpty) { return nil }
      return literals.map {
        IndexLiteral(bytes: CaseFold.folded($0), place: .anywhere, needsCheck: true)
      }
    case .network, .number, .datePart, .exists, .null, .field: return nil
    }
  }

  /// How often the literal is likely to be met, in no unit: rare is cheap.
  var cost: Double {
    switch place {
    case .whole: return bytes.count > 2 ? 1 : 3
    case .start, .end: return bytes.count > 3 ? 2 : bytes.count == 3 ? 4 : 12
    case .anywhere:
      switch bytes.count {
      case 1: return 60
      case 2: return 25
      case 3: return 10
      case 4: return 5
      case 5: return 3
      case 6...9: return 2
      default: return 1.5
      }
    }
  }
}
