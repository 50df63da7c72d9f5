/// A record that could not be decoded: counted, shown with file and line, and skipped.
public struct ParseFailure: Error, Hashable, Sendable {
  /// The source's name: a path, `-`, or a socket.
  public var source: String
  /// 1-based line on which the record starts; 0 when not known.
  public var line: Int64
  /// 1-based byte column, when the reason points at one; else 0.
  public var column: Int
  /// What is wrong and, where there is one, what to do; safe to show, holds no text of the log.
  public var reason: String

  public init(source: String = "", line: Int64 = 0, column: Int = 0, reason: String) {
    self.source = source
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// `FILE:LINE: reason`, the form that editors jump to.
  public var text: String {
    source + (line > 0 ? ":\(line)" : "") + (column > 0 ? ":\(column)" : "") + ": " + reason
  }
}
