/// Shows on one column how much of a list is in view and where.
public struct ScrollBar: Widget {
  /// Rows in the list.
  public var count: Int
  /// The first row in view.
  public var offset: Int
  /// What it lies on.
  public var surface: Surface
  /// Whether it replaces the right border of a focused box.
  public var isFocused: Bool

  /// Makes a scroll bar.
  public init(
    count: Int, offset: Int, surface: Surface = .background, isFocused: Bool = false
  ) {
    self.count = count
    self.offset = offset
    self.surface = surface
    self.isFocused = isFocused
  }

  /// Draws over the first column of `rect`; draws nothing when the whole list is in view.
  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    guard rect.height > 1, rect.width > 0, count > rect.height else { return }
    let thumb = max(1, rect.height * rect.height / count)
    let room = rect.height - thumb
    let last = count - rect.height
    let start = min(room, (min(max(0, offset), last) * room + last / 2) / last)
    let style = theme.style(isFocused ? .borderFocused : .border, on: surface)
    for row in 0..<rect.height where row >= start && row < start + thumb {
      grid.put("█" as Unicode.Scalar, x: rect.x, y: rect.y + row, style: style)
    }
  }
}
