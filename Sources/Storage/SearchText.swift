import SecurityModel

/// What full-text search looks at, and how the user's words become a query.
///
/// A word is a run of letters and digits. Each part of the user's text that is set off by white
/// space becomes a phrase of its words (`10.0.0.7` is the phrase `10 0 0 7`) whose last word may be
/// cut short, and all phrases must occur.
enum SearchText {
  /// Most phrases of a query that count.
  static let phraseLimit = 16
  /// Most characters of a phrase that count.
  static let partLimit = 256
  /// Most bytes of evidence indexed for one finding.
  static let evidenceLimit = 4_096

  /// The phrases of a user's text, each a list of words; empty = nothing can match.
  static func phrases(_ text: String) -> [[String]] {
    parts(text).map { words($0.prefix(partLimit)) }
  }

  /// An FTS5 expression for the user's text, or nil when nothing can match.
  ///
  /// Each part becomes a quoted string without quotes and NULs inside, so no text of the user's can
  /// act as an operator; FTS5 itself cuts it into words, as it did with what it indexed.
  static func expression(_ text: String) -> String? {
    let parts = parts(text)
    guard !parts.isEmpty else { return nil }
    let phrases = parts.map { part in
      var phrase = String.UnicodeScalarView()
      for scalar in part.prefix(partLimit) {
        phrase.append(scalar == "\"" || scalar.value < 0x20 ? " " : scalar)
      }
      return "\"" + String(phrase) + "\"*"
    }
    return phrases.joined(separator: " AND ")
  }

  /// The parts of a user's text that are set off by white space and hold a letter or digit.
  private static func parts(_ text: String) -> [Substring.UnicodeScalarView] {
    var parts: [Substring.UnicodeScalarView] = []
    for part in text.unicodeScalars.split(whereSeparator: { isBlank($0) }) {
      guard part.contains(where: { isWord($0) && !isMark($0) }) else { continue }
      parts.append(part)
      if parts.count == phraseLimit { break }
    }
    return parts
  }

  /// The lower-case words of a text.
  static func words(_ scalars: some Sequence<Unicode.Scalar>) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    for scalar in scalars {
      if isWord(scalar) {
        word.append(scalar)
      } else if !word.isEmpty {
        words.append(String(word).lowercased())
        word = .init()
      }
    }
    if !word.isEmpty { words.append(String(word).lowercased()) }
    return words
  }

  /// True when `field` holds all phrases' words next to one another, the last as a beginning.
  static func contains(_ field: [String], phrase: [String]) -> Bool {
    guard let last = phrase.last, field.count >= phrase.count else { return false }
    let whole = phrase.dropLast()
    for start in 0...(field.count - phrase.count)
    where field[start + whole.count].hasPrefix(last) {
      if field[start..<(start + whole.count)].elementsEqual(whole) { return true }
    }
    return false
  }

  /// The fields of a finding that are indexed, in the order of the columns.
  static func fields(_ finding: Finding) -> [String] {
    let names = [
      finding.id, finding.detector, finding.credential, finding.integration, finding.incident,
      finding.org, finding.platform.name,
    ]
    return [
      finding.title, names.joined(separator: "\n"), finding.explanation, evidence(finding),
    ]
  }

  /// The distinct texts in the evidence, in order of appearance, a line each.
  private static func evidence(_ finding: Finding) -> String {
    var seen: Set<String> = []
    var out = ""
    for event in finding.evidence.prefix(Finding.evidenceLimit) {
      for member in event.members {
        guard let text = member.value.string, seen.insert(text).inserted else { continue }
        guard out.utf8.count + text.utf8.count <= evidenceLimit else { continue }
        out += text
        out += "\n"
      }
    }
    return out
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value <= 0x20 || scalar.properties.isWhitespace
  }

  /// A combining mark, which goes on with the word that it follows.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x300 && scalar.value < 0x370
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 {
      return scalar.value >= 0x30 && scalar.value <= 0x39
        || scalar.value >= 0x41 && scalar.value <= 0x5A
        || scalar.value >= 0x61 && scalar.value <= 0x7A
    }
    if isMark(scalar) { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      return true
    default: return false
    }
  }
}
