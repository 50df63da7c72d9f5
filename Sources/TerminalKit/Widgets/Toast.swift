/// A short message above the hint line that goes away by itself.
public struct Toast: Widget, Sendable, Hashable {
  /// What has happened.
  public var text: SafeText
  /// `.ok`, `.warning` or `.error`.
  public var role: Role
  /// What can be done about it, such as `u undo`.
  public var hint: SafeText

  /// Makes a message.
  public init(_ text: SafeText, role: Role = .ok, hint: SafeText = .empty) {
    self.text = text
    self.role = role
    self.hint = hint
  }

  private var mark: SafeText {
    switch role {
    case .error: "✗"
    case .warning: "!"
    default: "✓"
    }
  }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    let rect = rect.row(0)
    grid.fill(rect, style: theme.fill(.panel))
    guard !rect.isEmpty else { return }
    var line = Line([Span(" ", role), Span(mark, role), Span(" ", role), Span(text, .textStrong)])
    if !hint.isEmpty, line.width + hint.width + 4 <= rect.width {
      line.append("  ", .hint)
      line.append(hint, .hint)
    }
    grid.put(line, x: rect.x, y: rect.y, theme: theme, on: .panel, maxWidth: rect.width)
  }
}
