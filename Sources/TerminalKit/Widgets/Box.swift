/// A border with a title, around a pane or a dialog.
///
/// The focused one differs by colour and by a bold title, so that it is seen without colour too.
public struct Box: Widget {
  /// Shown at the left of the upper line.
  public var title: Line
  /// Shown at the right of the upper line; left out first when there is little room.
  public var rightTitle: Line
  /// Shown at the right of the lower line.
  public var footer: Line
  /// Whether keys go to what is inside.
  public var isFocused: Bool
  /// What the inside is filled with.
  public var surface: Surface

  /// Makes a border.
  public init(
    title: Line = Line(), rightTitle: Line = Line(), footer: Line = Line(),
    isFocused: Bool = false, surface: Surface = .background
  ) {
    self.title = title
    self.rightTitle = rightTitle
    self.footer = footer
    self.isFocused = isFocused
    self.surface = surface
  }

  /// The rectangle inside the border; empty when there is no room for anything.
  public static func inside(_ rect: Rect) -> Rect { rect.insetBy(dx: 1, dy: 1) }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    grid.fill(rect, style: theme.fill(surface))
    guard rect.width >= 2, rect.height >= 2 else { return }
    let style = theme.style(isFocused ? .borderFocused : .border, on: surface)
    let right = rect.maxX - 1
    let bottom = rect.maxY - 1
    let line = SafeText(repeating: "─", count: rect.width - 2)
    grid.put(line, x: rect.x + 1, y: rect.y, style: style)
    grid.put(line, x: rect.x + 1, y: bottom, style: style)
    for y in (rect.y + 1)..<max(rect.y + 1, bottom) {
      grid.put("│" as Unicode.Scalar, x: rect.x, y: y, style: style)
      grid.put("│" as Unicode.Scalar, x: right, y: y, style: style)
    }
    grid.put("╭" as Unicode.Scalar, x: rect.x, y: rect.y, style: style)
    grid.put("╮" as Unicode.Scalar, x: right, y: rect.y, style: style)
    grid.put("╰" as Unicode.Scalar, x: rect.x, y: bottom, style: style)
    grid.put("╯" as Unicode.Scalar, x: right, y: bottom, style: style)
    drawTitles(on: &grid, in: rect, theme: theme)
  }

  /// `╭─ Title ───── right title ╮`
  private func drawTitles(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    let room = rect.width - 6
    guard room > 0 else { return }
    let titleWidth = min(title.width, room)
    if titleWidth > 0 {
      var emphasized = title
      for index in emphasized.spans.indices where emphasized.spans[index].role == .text {
        emphasized.spans[index].role = isFocused ? .title : .textDim
      }
      pad(emphasized, x: rect.x + 2, y: rect.y, width: titleWidth, on: &grid, theme: theme)
    }
    let left = rect.width - (titleWidth > 0 ? titleWidth + 4 : 2) - 4
    if rightTitle.width > 0, rightTitle.width <= left {
      let x = rect.maxX - 3 - rightTitle.width
      pad(rightTitle, x: x, y: rect.y, width: rightTitle.width, on: &grid, theme: theme)
    }
    if footer.width > 0, footer.width <= room {
      let x = rect.maxX - 3 - footer.width
      pad(footer, x: x, y: rect.maxY - 1, width: footer.width, on: &grid, theme: theme)
    }
  }

  private func pad(
    _ line: Line, x: Int, y: Int, width: Int, on grid: inout CellGrid, theme: Theme
  ) {
    grid.fill(Rect(x: x, y: y, width: width + 2, height: 1), style: theme.fill(surface))
    grid.put(line, x: x + 1, y: y, theme: theme, on: surface, maxWidth: width)
  }
}
