/// A place in a rule file.
public struct SourceMark: Hashable, Sendable {
  /// 1-based; 0 = not known.
  public var line: Int
  /// 1-based; 0 = not known.
  public var column: Int

  public init(line: Int = 0, column: Int = 0) {
    self.line = line
    self.column = column
  }

  /// No place known.
  public static let none = SourceMark()
}

/// A text of a rule file with its place.
public struct MarkedText: Hashable, Sendable {
  public var text: String
  public var mark: SourceMark

  public init(_ text: String, _ mark: SourceMark = .none) {
    self.text = text
    self.mark = mark
  }
}
