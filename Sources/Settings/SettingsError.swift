/// What is wrong with a settings file, where, and how to mend it.
public struct SettingsError: Error, Hashable, Sendable {
  public var file: String
  /// 1-based; 0 = the whole file.
  public var line: Int
  public var column: Int
  public var reason: String

  public init(file: String, line: Int = 0, column: Int = 0, reason: String) {
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// `FILE:LINE:COL: error: reason`
  public var text: String {
    file + (line > 0 ? ":\(line):\(column)" : "") + ": error: " + reason
  }
}
