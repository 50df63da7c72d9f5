/// Which characters are the same letter in another case: Unicode's simple, one-to-one mappings.
///
/// ASCII letters fold only among themselves, as with PCRE2's `CASELESS_RESTRICT`: the Kelvin sign
/// doesn't match `k`. That keeps literals of a pattern usable for an index over bytes.
enum CaseFolding {
  /// Blocks that have letters with case; others have none.
  static let cased: [ClosedRange<UInt32>] = [
    0xB5...0x587, 0x10A0...0x10FF, 0x13A0...0x13FD, 0x1C80...0x1CBF, 0x1D79...0x1D8E,
    0x1E00...0x1FFF, 0x2126...0x2188, 0x24B6...0x24E9, 0x2C00...0x2D2D, 0xA640...0xA69B,
    0xA722...0xA7FF, 0xAB53...0xABBF, 0xFF21...0xFF5A, 0x10400...0x104FB, 0x10C80...0x10CF2,
    0x118A0...0x118DF, 0x1E900...0x1E943,
  ]

  /// For each cased character outside ASCII the others of its letter; made once, on first use.
  private static let others: [UInt32: [UInt32]] = {
    var byLetter: [UInt32: [UInt32]] = [:]
    for range in cased {
      for value in range {
        byLetter[key(of: value), default: []].append(value)
      }
    }
    var result: [UInt32: [UInt32]] = [:]
    for members in byLetter.values where members.count > 1 {
      for member in members { result[member] = members.filter { $0 != member } }
    }
    return result
  }()

  /// What all cases of a letter have in common: the lowercase of its uppercase.
  static func key(of value: UInt32) -> UInt32 {
    if value < 0x80 { return (65...90).contains(value) ? value + 32 : value }
    guard let scalar = Unicode.Scalar(value) else { return value }
    let upper = only(scalar.properties.uppercaseMapping) ?? scalar
    let folded = (only(upper.properties.lowercaseMapping) ?? upper).value
    return folded < 0x80 ? value : folded
  }

  private static func only(_ text: String) -> Unicode.Scalar? {
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
  }

  /// The set with every letter in all of its cases.
  static func closure(of set: ScalarSet) -> ScalarSet {
    var result = set
    for span in set.spans {
      add(span, lower: 65, by: 32, to: &result)
      add(span, lower: 97, by: -32, to: &result)
      for range in cased {
        guard span.low <= range.upperBound, range.lowerBound <= span.high else { continue }
        for value in max(span.low, range.lowerBound)...min(span.high, range.upperBound) {
          for other in others[value] ?? [] { result.insert(other...other) }
        }
      }
    }
    result.normalize()
    return result
  }

  /// Adds the part of `span` within the 26 letters from `lower` on, moved `by`.
  private static func add(
    _ span: ScalarSet.Span, lower: UInt32, by offset: Int32, to result: inout ScalarSet
  ) {
    let low = max(span.low, lower)
    let high = min(span.high, lower + 25)
    guard low <= high else { return }
    result.insert(
      UInt32(Int32(low) + offset)...UInt32(Int32(high) + offset))
  }
}
