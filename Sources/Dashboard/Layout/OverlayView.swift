import SecurityModel
import TerminalKit

/// Draws what lies in front of the panes.
enum OverlayView {
  static func draw(
    _ state: DashboardState, _ layout: ScreenLayout, on canvas: inout Canvas
  ) {
    switch state.overlay {
    case nil: break
    case .prompt: drawPrompt(state, in: layout.status, on: &canvas)
    case .menu(let menu): draw(menu, layout, &canvas)
    case .help(let help): HelpView.draw(help, state, layout, &canvas)
    case .palette(let palette): draw(palette, state, layout, &canvas)
    case .themes(let picker): draw(picker, state, layout, &canvas)
    }
  }

  // MARK: Prompt

  /// Draws the input on the status row, with its lines and completions above it.
  static func drawPrompt(_ state: DashboardState, in rect: Rect, on canvas: inout Canvas) {
    guard case .prompt(let prompt) = state.overlay, !rect.isEmpty else { return }
    let (label, placeholder) = words(prompt, state)
    // Lines below the field take the status row, and the field goes up.
    let below = prompt.below.prefix(min(4, max(0, rect.y - 3)))
    let all = rect
    let rect = Rect(x: all.x, y: all.y - below.count, width: all.width, height: all.height)
    for (row, line) in below.enumerated() {
      let y = rect.y + 1 + row
      let place = Rect(x: all.x, y: y, width: all.width, height: 1)
      canvas.grid.fill(place, style: canvas.theme.fill(.popup))
      canvas.put(
        Line(SafeText.spaces(6) + SafeText(untrusted: line, limit: 400)), x: all.x + 1, y: y,
        width: all.width - 2, on: .popup)
    }
    let above = linesAbove(prompt, state, width: rect.width - 2)
    let room = max(0, min(above.count, rect.y - 1))
    let top = rect.y - room
    for (row, line) in above.suffix(room).enumerated() {
      let y = top + row
      canvas.grid.fill(
        Rect(x: rect.x, y: y, width: rect.width, height: 1), style: canvas.theme.fill(.popup))
      canvas.put(line, x: rect.x + 1, y: y, width: rect.width - 2, on: .popup)
    }
    canvas.cursor = prompt.field.draw(
      on: &canvas.grid, in: rect, theme: canvas.theme, prompt: label, placeholder: placeholder)
  }

  private static func words(_ prompt: Prompt, _ state: DashboardState) -> (SafeText, SafeText) {
    switch prompt.kind {
    case .filter: (" / ", "sev>=high  is:new  cred:billing*  !who:-  word  Tab completes")
    case .note:
      (prompt.lines.isEmpty ? " note: " : "       ", "what you found out; kept for ever")
    case .assign:
      (
        " assign to: ",
        "me, a name, - for nobody" as SafeText
      )
    case .muteUntil: (" mute until: ", "90m, 8h, 7d, 18:00, 2026-01-31 18:00 (UTC)")
    case .muteReason(_, let until):
      (
        SafeText(trusted: " mute until \(Human.clock(until, near: state.wall)) because: "),
        "the reason, for whoever looks next"
      )
    case .comment(_, let verdict):
      (" " + FindingFacts.words(verdict.rawValue) + ": ", "a comment, or Enter for none")
    }
  }

  private static func linesAbove(
    _ prompt: Prompt, _ state: DashboardState, width: Int
  ) -> [Line] {
    var lines: [Line] = []
    let targets: [String] =
      switch prompt.kind {
      case .filter: []
      case .note(let ids), .assign(let ids), .muteUntil(let ids), .muteReason(let ids, _),
        .comment(let ids, _):
        ids
      }
    if !targets.isEmpty {
      let title =
        state.findings[targets[0]].map { SafeText(untrusted: $0.finding.title, limit: 80) }
        ?? "finding"
      lines.append(
        Line(
          ("on ", .textDim),
          (
            targets.count == 1 ? title : SafeText(trusted: Human.plural(targets.count, "finding")),
            .textStrong
          )))
    }
    for line in prompt.lines.suffix(6) {
      lines.append(Line(("      ", .textDim), (SafeText(untrusted: line, limit: 400), .text)))
    }
    if case .filter = prompt.kind, prompt.problem == nil {
      let words = candidates(prompt, state)
      if !words.isEmpty { lines.append(row(words, prompt, width: width)) }
    } else if case .assign = prompt.kind {
      let names = prompt.completion == nil ? state.completions(prompt) : prompt.completions
      if !names.isEmpty { lines.append(row(names, prompt, width: width)) }
    }
    if case .filter = prompt.kind, prompt.problem == nil,
      let name = Filter.unknownField(in: prompt.field.text)
    {
      let text = SafeText(untrusted: name, limit: 30)
      lines.append(Line((text, .warning), (" is no field: looked for as a text", .textDim)))
    }
    if let problem = prompt.problem { lines.append(Line(("! ", .warning), (problem, .warning))) }
    return lines
  }

  private static func candidates(_ prompt: Prompt, _ state: DashboardState) -> [String] {
    let texts = prompt.completion == nil ? state.completions(prompt) : prompt.completions
    // Only the word at hand is of interest.
    return texts.map { text in
      text.lastIndex(of: " ").map { String(text[text.index(after: $0)...]) } ?? text
    }
  }

  private static func row(_ words: [String], _ prompt: Prompt, width: Int) -> Line {
    var line = Line("Tab ", .hintKey)
    // Starts so that the chosen one is in view.
    let first = max(0, (prompt.completion ?? 0) - 3)
    for (index, word) in words.enumerated().dropFirst(first) {
      let text = SafeText(untrusted: word, limit: 40)
      guard line.width + text.width + 2 <= width else {
        line.append("…", .textDim)
        break
      }
      line.append(text, index == prompt.completion ? .accent : .text)
      line.append("  ")
    }
    return line
  }

  // MARK: Menu

  private static func rect(_ menu: ChoiceMenu, _ layout: ScreenLayout) -> Rect {
    let labels = menu.items.map { $0.label.width }.max() ?? 0
    let details = menu.items.map { $0.detail.width }.max() ?? 0
    let width = max(menu.title.width + 8, menu.question.width + 4, labels + details + 10, 28)
    let question = menu.question.isEmpty ? 0 : 2
    return layout.content.centered(
      Size(width: width, height: menu.items.count + 2 + question))
  }

  /// The item of a menu at a position, for the mouse.
  static func item(at point: Point, _ menu: ChoiceMenu, _ layout: ScreenLayout) -> Int? {
    let inside = Box.inside(rect(menu, layout))
    let index = point.y - inside.y - (menu.question.isEmpty ? 0 : 2)
    return inside.contains(point) && menu.items.indices.contains(index) ? index : nil
  }

  private static func draw(
    _ menu: ChoiceMenu, _ layout: ScreenLayout, _ canvas: inout Canvas
  ) {
    let labels = menu.items.map { $0.label.width }.max() ?? 0
    let hasQuestion = !menu.question.isEmpty
    let rect = rect(menu, layout)
    canvas.draw(Box(title: Line(menu.title), isFocused: true, surface: .popup), in: rect)
    let inside = Box.inside(rect)
    var y = inside.y
    if hasQuestion {
      canvas.put(
        Line(menu.question, .textStrong), x: inside.x + 1, y: y, width: inside.width - 2,
        on: .popup)
      y += 2
    }
    for (index, item) in menu.items.enumerated() where y < inside.maxY {
      let surface: Surface = index == menu.cursor ? .selection : .popup
      canvas.grid.fill(
        Rect(x: inside.x, y: y, width: inside.width, height: 1), style: canvas.theme.fill(surface))
      let line = Line(
        (index == menu.cursor ? "> " : "  ", .accent),
        (SafeText(untrusted: String(item.key)), .hintKey), ("  ", .text),
        (item.label.padded(to: labels), .text), ("  ", .text), (item.detail, .textDim))
      canvas.put(line, x: inside.x, y: y, width: inside.width, on: surface)
      y += 1
    }
  }

  // MARK: Command line

  private static func draw(
    _ palette: CommandPalette, _ state: DashboardState, _ layout: ScreenLayout,
    _ canvas: inout Canvas
  ) {
    let rows = PaletteEntry.matching(palette.field.text, state: state)
    let height = min(rows.count, max(0, layout.status.y - 2), 10)
    let first = max(0, min(palette.cursor - height + 1, rows.count - height))
    let top = layout.status.y - height
    for row in 0..<height {
      let entry = rows[first + row]
      let isCursor = first + row == palette.cursor
      let surface: Surface = isCursor ? .selection : .popup
      let y = top + row
      canvas.grid.fill(
        Rect(x: 0, y: y, width: layout.status.width, height: 1), style: canvas.theme.fill(surface))
      let why = entry.command.flatMap { state.whyDisabled($0) }
      var line = Line(
        (isCursor ? "> " : "  ", .accent),
        (SafeText(trusted: entry.key ?? "").padded(to: 6), .hintKey),
        (SafeText(trusted: entry.name).padded(to: 18), why == nil ? .textStrong : .textDim))
      if let argument = entry.argument { line = line + Line((argument, .accent), ("  ", .text)) }
      line = line + Line(why ?? entry.help, .textDim)
      canvas.put(line, x: 0, y: y, width: layout.status.width, on: surface)
    }
    let suffix: SafeText =
      rows[safe: palette.cursor].flatMap { entry -> SafeText? in
        let typed = palette.field.text
        guard entry.name.hasPrefix(typed), !typed.isEmpty else { return nil }
        return SafeText(trusted: String(entry.name.dropFirst(typed.count)))
      } ?? ""
    canvas.cursor = palette.field.draw(
      on: &canvas.grid, in: layout.status, theme: canvas.theme, prompt: " : ",
      placeholder: "command; Tab completes, Enter does it", suffix: suffix)
  }

  // MARK: Themes

  private static func draw(
    _ picker: ThemePicker, _ state: DashboardState, _ layout: ScreenLayout,
    _ canvas: inout Canvas
  ) {
    let rows = state.themes(picker)
    let names = rows.map { SafeText(untrusted: $0.name, limit: 40) }
    let width = min(layout.content.width, max(34, (names.map(\.width).max() ?? 0) + 20))
    let height = min(layout.content.height, max(6, rows.count + 4))
    // At the right, so that the rest of the screen shows what the colours do.
    let rect = Rect(
      x: layout.content.maxX - width, y: layout.content.y, width: width, height: height)
    canvas.draw(
      Box(
        title: "Colours", footer: .number("\(rows.count) of \(state.themes.count)", .textDim),
        isFocused: true, surface: .popup), in: rect)
    let inside = Box.inside(rect)
    canvas.cursor = picker.field.draw(
      on: &canvas.grid, in: inside.row(0), theme: canvas.theme, prompt: " ",
      placeholder: "type to search", surface: .popup)
    let body = Rect(
      x: inside.x, y: inside.y + 1, width: inside.width, height: max(0, inside.height - 2))
    let first = max(0, picker.cursor - body.height + 1)
    for row in 0..<body.height {
      guard let choice = rows[safe: first + row] else { break }
      let isCursor = first + row == picker.cursor
      let surface: Surface = isCursor ? .selection : .popup
      let y = body.y + row
      canvas.grid.fill(
        Rect(x: body.x, y: y, width: body.width, height: 1), style: canvas.theme.fill(surface))
      canvas.put(
        Line(
          (isCursor ? "> " : "  ", .accent), (names[first + row], .text),
          ("  ", .text), (SafeText(untrusted: choice.variant, limit: 8), .textDim),
          (choice.name == picker.original ? "  now" : "", .ok)),
        x: body.x, y: y, width: body.width, on: surface)
    }
    // What the colours are for.
    var swatch = Line(" ")
    for severity in Severity.allCases.reversed() { swatch = swatch + severity.badge + Line(" ") }
    swatch =
      swatch
      + Line(
        ("ok ", .ok), ("!! ", .error), ("█", .chart1), ("█", .chart2), ("█", .chart3),
        ("█", .chart4))
    canvas.put(swatch, x: inside.x, y: inside.maxY - 1, width: inside.width, on: .popup)
  }
}
