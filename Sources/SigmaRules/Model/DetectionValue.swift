/// A value of a detection as written, before modifiers.
public struct DetectionValue: Hashable, Sendable {
  /// The type that the YAML text has.
  public enum Kind: Hashable, Sendable {
    /// A text in which `*`, `?` and `\` have Sigma's meaning.
    case text(String)
    case integer(Int64)
    case double(Double)
    case bool(Bool)
    case null
  }

  public var kind: Kind
  /// The scalar as it stands in the file (`0x10`, `yes`, `~`); for texts the text itself.
  public var written: String
  public var mark: SourceMark

  public init(_ kind: Kind, written: String, mark: SourceMark = .none) {
    self.kind = kind
    self.written = written
    self.mark = mark
  }

  /// A text value.
  public static func text(_ text: String, mark: SourceMark = .none) -> DetectionValue {
    DetectionValue(.text(text), written: text, mark: mark)
  }
}
