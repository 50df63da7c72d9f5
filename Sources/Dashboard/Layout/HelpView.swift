import TerminalKit

/// The key list, made from the key table.
enum HelpView {
  /// The bindings that match what was typed; those of the present pane first.
  static func bindings(_ help: HelpList) -> [Binding] {
    let rest = KeyContext.allCases.filter { !help.contexts.contains($0) }
    let ordered = (help.contexts + rest).flatMap { context in
      KeyTable.all.filter { $0.context == context }
    }
    let text = help.field.text
    guard !text.isEmpty else { return ordered }
    return ordered.enumerated()
      .compactMap { index, binding -> (Int, Int, Binding)? in
        let words = keys(binding) + " " + binding.command.rawValue + " " + binding.help.plain
        // Few letters match too much when they may stand anywhere.
        guard WildcardPattern(text).matches(words) else { return nil }
        let isKey = binding.keys.contains { KeyName.text($0) == text }
        return (isKey ? 0 : 1, index, binding)
      }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  /// `j Down`
  static func keys(_ binding: Binding) -> String {
    binding.keys.map(KeyName.text).joined(separator: " ")
  }

  /// A heading or a key.
  private enum Row {
    case heading(SafeText)
    case key(Int, Binding)
  }

  static func draw(
    _ help: HelpList, _ state: DashboardState, _ layout: ScreenLayout, _ canvas: inout Canvas
  ) {
    let bindings = bindings(help)
    var rows: [Row] = []
    var cursorRow = 0
    var context: KeyContext?
    for (index, binding) in bindings.enumerated() {
      if binding.context != context, help.field.text.isEmpty {
        let isHere = help.contexts.contains(binding.context)
        let title = SafeText(trusted: binding.context.title)
        rows.append(.heading(isHere ? title : title + " (elsewhere)"))
        context = binding.context
      }
      if index == help.cursor { cursorRow = rows.count }
      rows.append(.key(index, binding))
    }
    let width = min(layout.content.width, 86)
    let rect = layout.content.centered(
      Size(width: width, height: min(layout.content.height, rows.count + 4)))
    canvas.draw(
      Box(
        title: "Keys", rightTitle: Line("type to search", .textDim),
        footer: .number(Human.plural(bindings.count, "key"), .textDim), isFocused: true,
        surface: .popup), in: rect)
    let inside = Box.inside(rect)
    canvas.cursor = help.field.draw(
      on: &canvas.grid, in: inside.row(0), theme: canvas.theme, prompt: " ",
      placeholder: "key, command or word", surface: .popup)
    let body = Rect(
      x: inside.x, y: inside.y + 1, width: inside.width, height: max(0, inside.height - 1))
    guard !rows.isEmpty else {
      canvas.put(
        Line("no key does that", .textDim), x: body.x + 1, y: body.y, width: body.width, on: .popup)
      return
    }
    let first = max(0, min(cursorRow - body.height / 2, rows.count - body.height))
    for line in 0..<body.height {
      guard let row = rows[safe: first + line] else { break }
      draw(row, help, state, body.row(line), &canvas)
    }
  }

  private static func draw(
    _ row: Row, _ help: HelpList, _ state: DashboardState, _ rect: Rect, _ canvas: inout Canvas
  ) {
    switch row {
    case .heading(let title):
      canvas.put(Line(title, .title), x: rect.x + 1, y: rect.y, width: rect.width - 1, on: .popup)
    case .key(let index, let binding):
      let isCursor = index == help.cursor
      let surface: Surface = isCursor ? .selection : .popup
      canvas.grid.fill(rect, style: canvas.theme.fill(surface))
      let isHere = help.contexts.contains(binding.context)
      let why = isHere ? state.whyDisabled(binding.command) : nil
      let keyWidth = rect.width >= 60 ? 16 : 10
      let nameWidth = rect.width >= 70 ? 18 : 0
      var line = Line(
        (isCursor ? "> " : "  ", .accent),
        (SafeText(trusted: keys(binding)).fitted(to: keyWidth), .hintKey))
      if nameWidth > 0 {
        line.append(SafeText(trusted: binding.command.rawValue).padded(to: nameWidth), .textDim)
      }
      line.append(binding.help, why == nil && isHere ? .text : .textDim)
      if let why { line = line + Line((" – ", .textDim), (why, .warning)) }
      canvas.put(line, x: rect.x, y: rect.y, width: rect.width, on: surface)
    }
  }
}
