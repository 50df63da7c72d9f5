/// A cell position; the top left cell is `(0, 0)`.
public struct Point: Sendable, Hashable {
  /// Column from the left.
  public var x: Int
  /// Row from the top.
  public var y: Int

  /// Makes a position; it may lie outside of any grid.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}
