/// A piece of text that looks the same from end to end.
public struct Span: Sendable, Hashable {
  /// What is shown.
  public var text: SafeText
  /// What it means.
  public var role: Role

  /// - Parameters:
  ///   - text: what is shown.
  ///   - role: what it means.
  public init(_ text: SafeText, _ role: Role = .text) {
    self.text = text
    self.role = role
  }
}
