/// Finds what was meant by a few typed letters.
public enum FuzzyMatch {
  /// How well `pattern` matches `candidate`, higher is better; nil when it does not.
  ///
  /// All letters must occur in order, upper and lower case alike, blanks in the pattern aside.
  /// Letters that follow each other or begin a word count more, and a short candidate is better than
  /// a long one. An empty pattern matches everything equally well.
  public static func score(_ pattern: String, in candidate: String) -> Int? {
    let wanted = pattern.lowercased().utf8.filter { $0 != 0x20 }.prefix(64)
    let text = Array(candidate.lowercased().utf8.prefix(512))
    guard !wanted.isEmpty else { return 0 }
    var score = 0
    var last = -1
    for (index, letter) in wanted.enumerated() {
      let rest = wanted.dropFirst(index + 1)
      guard let place = place(of: letter, in: text, after: last, rest: rest) else { return nil }
      if place == last + 1 { score += 8 }
      if isWordStart(text, place) { score += 6 }
      last = place
    }
    return score * 16 - text.count / 4
  }

  /// Goes on with a run if it can, else prefers the start of a word, else the next place.
  private static func place(
    of letter: UInt8, in text: [UInt8], after last: Int, rest: some Collection<UInt8>
  ) -> Int? {
    var fallback: Int?
    for index in (last + 1)..<max(last + 1, text.count) where text[index] == letter {
      guard occurs(rest, in: text[(index + 1)...]) else { break }
      if index == last + 1 || isWordStart(text, index) { return index }
      if fallback == nil { fallback = index }
    }
    return fallback
  }

  /// Whether all letters occur in order.
  private static func occurs(_ letters: some Collection<UInt8>, in text: ArraySlice<UInt8>) -> Bool
  {
    var rest = text
    for letter in letters {
      guard let place = rest.firstIndex(of: letter) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }

  private static func isWordStart(_ text: [UInt8], _ index: Int) -> Bool {
    guard index > 0 else { return true }
    switch text[index - 1] {
    case 0x20, 0x2D, 0x2E, 0x2F, 0x3A, 0x5F: return true
    default: return false
    }
  }
}
