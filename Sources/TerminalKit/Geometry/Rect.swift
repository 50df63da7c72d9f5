/// A rectangle of cells; it may lie partly or wholly outside of a grid.
public struct Rect: Sendable, Hashable {
  /// Leftmost column.
  public var x: Int
  /// Topmost row.
  public var y: Int
  /// Columns, never negative.
  public var width: Int
  /// Rows, never negative.
  public var height: Int

  /// Positions and lengths beyond this are cut, so that sums of them can not overflow.
  private static let farthest = 1 << 24

  /// Makes a rectangle; a negative width or height becomes zero.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = min(max(-Rect.farthest, x), Rect.farthest)
    self.y = min(max(-Rect.farthest, y), Rect.farthest)
    self.width = min(max(0, width), Rect.farthest)
    self.height = min(max(0, height), Rect.farthest)
  }

  /// The rectangle of `size` with its top left cell at `(0, 0)`.
  public init(_ size: Size) {
    self.init(x: 0, y: 0, width: size.width, height: size.height)
  }

  /// A rectangle without cells.
  public static let zero = Rect(x: 0, y: 0, width: 0, height: 0)

  /// The first column to the right of the rectangle.
  public var maxX: Int { x + width }
  /// The first row below the rectangle.
  public var maxY: Int { y + height }
  /// Width and height without the position.
  public var size: Size { Size(width: width, height: height) }
  /// Whether there is no cell in the rectangle.
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// Whether the cell lies inside.
  public func contains(_ point: Point) -> Bool {
    point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
  }

  /// The part that both rectangles cover; empty when they do not meet.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(
      x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }

  /// The rectangle shrunk by `dx` columns left and right and `dy` rows above and below.
  public func insetBy(dx: Int, dy: Int) -> Rect {
    Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
  }

  /// The one-row rectangle `offset` rows below the top, or an empty one when it lies outside.
  public func row(_ offset: Int) -> Rect {
    guard offset >= 0, offset < height else { return Rect(x: x, y: y, width: 0, height: 0) }
    return Rect(x: x, y: y + offset, width: width, height: 1)
  }

  /// A rectangle of at most `size`, centred in this one.
  public func centered(_ size: Size) -> Rect {
    let inner = Size(width: min(width, size.width), height: min(height, size.height))
    return Rect(
      x: x + (width - inner.width) / 2, y: y + (height - inner.height) / 2, width: inner.width,
      height: inner.height)
  }
}
