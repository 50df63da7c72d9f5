/// One thing that is wrong with a rule file, with its place and what to do about it.
public struct RuleIssue: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whether the rule can't be used, or can but probably doesn't mean what was written.
  public enum Severity: String, Sendable { case error, warning }

  public var severity: Severity
  /// Path as the user gave it; empty for text that came from no file.
  public var file: String
  /// 1-based; 0 = the file as a whole.
  public var line: Int
  /// 1-based; 0 = the line as a whole.
  public var column: Int
  /// What is wrong and how to mend it, in one sentence.
  public var message: String

  public init(
    _ message: String, file: String = "", line: Int = 0, column: Int = 0,
    severity: Severity = .error
  ) {
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.severity = severity
  }

  /// `FILE:LINE:COLUMN: error: message`, leaving out what isn't known.
  public var description: String {
    var place = file
    for number in [line, column] where number > 0 {
      place += place.isEmpty ? "\(number)" : ":\(number)"
    }
    return (place.isEmpty ? "" : place + ": ") + "\(severity.rawValue): \(message)"
  }
}
