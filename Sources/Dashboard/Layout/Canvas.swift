import TerminalKit

/// The frame being drawn, its colours, and where the cursor goes.
struct Canvas {
  var grid: CellGrid
  let theme: Theme
  /// Where the terminal's cursor blinks; set by prompts.
  var cursor: Point?

  init(grid: CellGrid, theme: Theme) {
    self.grid = grid
    self.theme = theme
  }

  /// Draws a widget.
  mutating func draw(_ widget: some Widget, in rect: Rect) {
    widget.draw(on: &grid, in: rect, theme: theme)
  }

  /// Draws a row of text.
  @discardableResult
  mutating func put(
    _ line: Line, x: Int, y: Int, width: Int, on surface: Surface = .background,
    align: Alignment = .leading
  ) -> Int {
    grid.put(line, x: x, y: y, theme: theme, on: surface, maxWidth: max(0, width), align: align)
  }

  /// Draws rows of text, the first one at the top of the rectangle.
  mutating func put(
    _ lines: some Collection<Line>, in rect: Rect, on surface: Surface = .background
  ) {
    for (row, line) in lines.prefix(rect.height).enumerated() {
      put(line, x: rect.x, y: rect.y + row, width: rect.width, on: surface)
    }
  }
}
