/// A value modifier: what follows `|` behind a field name.
public enum Modifier: String, CaseIterable, Sendable {
  // For every type of value.
  case contains, startswith, endswith, all, exists, cased, neq
  // For texts.
  case windash, re, base64, base64offset, wide, utf16le, utf16be, utf16
  // Flags of `re`.
  case ignoreCase = "i"
  case multiLine = "m"
  case dotAll = "s"
  // For numbers.
  case lt, lte, gt, gte
  // Parts of a date.
  case minute, hour, day, week, month, year
  // The rest.
  case cidr, expand, fieldref

  /// The modifier of a word; the long names of the flags that pySigma knows are accepted too.
  public init?(word: some StringProtocol) {
    switch word {
    case "ignorecase": self = .ignoreCase
    case "multiline": self = .multiLine
    case "dotall": self = .dotAll
    default:
      guard let known = Modifier(rawValue: String(word)) else { return nil }
      self = known
    }
  }
}
