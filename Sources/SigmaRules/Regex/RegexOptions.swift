/// The modifiers of a regular expression that stand outside it: Sigma's `re|i|m|s`.
public struct RegexOptions: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Letters match in either case (`i`).
  public static let caseInsensitive = RegexOptions(rawValue: 1)
  /// `^` and `$` match at every line, too (`m`).
  public static let multiline = RegexOptions(rawValue: 2)
  /// `.` matches a line feed, too (`s`).
  public static let dotAll = RegexOptions(rawValue: 4)
  /// White space and `#` comments in the pattern are ignored (`x`, only as an inline flag).
  static let extended = RegexOptions(rawValue: 8)
}
