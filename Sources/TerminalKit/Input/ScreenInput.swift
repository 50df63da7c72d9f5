/// What a wait on the screen brought.
public struct ScreenInput: Sendable, Hashable {
  /// Keys in the order of arrival; empty when only the time was over or `wake` was readable.
  public var keys: [Key]
  /// Whether the watched file descriptor is readable.
  public var isWoken: Bool

  /// Makes an input.
  public init(keys: [Key] = [], isWoken: Bool = false) {
    self.keys = keys
    self.isWoken = isWoken
  }
}
