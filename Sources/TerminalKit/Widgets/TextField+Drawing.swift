extension TextField {
  /// Draws the field on the first row of `rect`, scrolled so that the cursor is in view.
  /// - Parameters:
  ///   - prompt: shown in front, such as `/`.
  ///   - placeholder: shown while nothing has been typed.
  ///   - suffix: shown dimmed behind the text, such as a completion.
  /// - Returns: where the terminal's cursor belongs; nil when there is no room for it.
  @discardableResult
  public func draw(
    on grid: inout CellGrid, in rect: Rect, theme: Theme, prompt: SafeText = .empty,
    placeholder: SafeText = .empty, suffix: SafeText = .empty, surface: Surface = .panel
  ) -> Point? {
    let rect = rect.row(0)
    grid.fill(rect, style: theme.fill(surface))
    let label = prompt.truncated(to: rect.width / 2)
    grid.put(label, x: rect.x, y: rect.y, style: theme.style(.prompt, on: surface))
    let field = Rect(
      x: rect.x + label.width, y: rect.y, width: rect.width - label.width, height: rect.height)
    guard field.width >= 2, !field.isEmpty else { return nil }
    if characters.isEmpty {
      grid.put(
        placeholder, x: field.x, y: field.y, style: theme.style(.placeholder, on: surface),
        maxWidth: field.width)
      return Point(x: field.x, y: field.y)
    }
    let before = SafeText(untrusted: String(characters[..<cursor]))
    let whole = SafeText(untrusted: text)
    // The cursor needs a cell of its own behind the last character.
    let shift = max(0, before.width - (field.width - 1))
    var end = field.x
    grid.clipped(to: field) { grid in
      end = grid.put(
        whole.dropFirst(shift), x: field.x, y: field.y, style: theme.style(.text, on: surface))
      grid.put(suffix, x: end, y: field.y, style: theme.style(.placeholder, on: surface))
      if shift > 0 {
        grid.put("…", x: field.x, y: field.y, style: theme.style(.textDim, on: surface))
      }
    }
    return Point(x: field.x + before.width - shift, y: field.y)
  }
}
