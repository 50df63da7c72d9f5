/// Paragraphs broken to the width, seen through a window.
public struct WrappedText: Widget {
  /// One paragraph a line.
  public var paragraphs: [Line]
  /// The first row in view.
  public var offset: Int
  /// Blanks at the start of the second and further rows of a paragraph.
  public var indent: Int
  /// What the text lies on.
  public var surface: Surface

  /// Makes a text.
  public init(
    _ paragraphs: [Line], offset: Int = 0, indent: Int = 0, surface: Surface = .background
  ) {
    self.paragraphs = paragraphs
    self.offset = offset
    self.indent = indent
    self.surface = surface
  }

  /// All rows at a width, for measuring; an empty paragraph is an empty row.
  public func rows(width: Int) -> [Line] {
    paragraphs.flatMap { $0.wrapped(to: width, indent: indent) }
  }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    grid.fill(rect, style: theme.fill(surface))
    guard !rect.isEmpty else { return }
    let rows = rows(width: rect.width)
    let first = min(max(0, offset), max(0, rows.count - rect.height))
    for line in 0..<rect.height where first + line < rows.count {
      grid.put(
        rows[first + line], x: rect.x, y: rect.y + line, theme: theme, on: surface,
        maxWidth: rect.width)
    }
  }
}
