/// Where text stands in a space that is wider than it.
public enum Alignment: Sendable, Hashable {
  /// At the left edge.
  case leading
  /// In the middle, the odd cell to the right.
  case center
  /// At the right edge.
  case trailing
}
