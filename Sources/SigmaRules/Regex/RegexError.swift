/// Why a regular expression can't be used, and where.
public struct RegexError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Offset into the pattern in Unicode scalars, from 0.
  public var position: Int
  /// What is wrong and how to mend it, in one sentence.
  public var message: String

  public init(_ message: String, at position: Int) {
    self.message = message
    self.position = position
  }

  /// The message with the 1-based place in the pattern.
  public var description: String { "\(message) (character \(position + 1) of the pattern)" }
}
