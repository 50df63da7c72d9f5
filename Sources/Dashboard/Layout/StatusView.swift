import SecurityModel
import TerminalKit

/// The two last lines: what has happened, and what keys do now.
enum StatusView {
  static func draw(_ state: DashboardState, in rect: Rect, on canvas: inout Canvas) {
    if let toast = state.toast {
      canvas.draw(Toast(toast.text, role: toast.role, hint: toast.hint), in: rect)
      return
    }
    canvas.grid.fill(rect, style: canvas.theme.fill(.background))
    canvas.put(standing(state), x: rect.x + 1, y: rect.y, width: rect.width - 2)
  }

  /// What holds until it is taken back: a selection, a filter, a draft.
  private static func standing(_ state: DashboardState) -> Line {
    var parts: [Line] = []
    if !state.selection.isEmpty {
      let range: SafeText = state.rangeAnchor == nil ? "" : "range: "
      parts.append(
        Line(
          (range + SafeText(trusted: "\(state.selection.count) selected"), .accent),
          ("  keys act on all of them, Esc lets go", .textDim)))
    }
    if !state.pending.isEmpty {
      let count = state.pending.values.reduce(0) { $0 + $1.items.count }
      parts.append(Line(SafeText(trusted: "storing \(count) …"), .textDim))
    }
    if !state.filter.text.isEmpty {
      parts.append(
        Line(
          ("filter ", .textDim), (SafeText(untrusted: state.filter.text, limit: 80), .accent),
          (
            SafeText(
              trusted: "  \(state.findings.count) of \(state.findings.rows.count) findings, "
                + "\(state.credentials.count) of \(state.credentials.rows.count) credentials"),
            .textDim
          )))
    }
    if !state.drafts.isEmpty {
      parts.append(Line(SafeText(trusted: Human.plural(state.drafts.count, "draft note")), .note))
    }
    return parts.joined(Line("   "))
  }

  static func drawHints(
    _ state: DashboardState, _ layout: ScreenLayout, on canvas: inout Canvas
  ) {
    if layout.status == layout.hints, state.toast != nil {
      return draw(state, in: layout.hints, on: &canvas)
    }
    canvas.draw(StatusLine(hints: hints(state)), in: layout.hints)
  }

  /// The hinted keys that would do something now, those of the pane first.
  static func hints(_ state: DashboardState) -> [StatusLine.Hint] {
    let contexts: [KeyContext]
    switch state.overlay {
    case .prompt(let prompt): return promptHints(prompt)
    case .menu: return overlayHints([("Enter", "choose"), ("Esc", "leave")])
    case .help: return overlayHints([("Enter", "do it"), ("Esc", "leave"), ("type", "search")])
    case .palette: return overlayHints([("Enter", "do it"), ("Tab", "complete"), ("Esc", "leave")])
    case .themes:
      return overlayHints([("Enter", "keep"), ("Esc", "as before"), ("type", "search")])
    case nil: contexts = KeyContext.chain(state.focus)
    }
    var hints: [StatusLine.Hint] = []
    for context in contexts {
      for binding in KeyTable.all where binding.context == context {
        guard let hint = binding.hint, let key = binding.keys.first,
          state.whyDisabled(binding.command) == nil, isUseful(binding.command, state)
        else { continue }
        let label: SafeText = binding.command == .freeze && state.isFrozen ? "go on" : hint
        hints.append(.init(SafeText(trusted: KeyName.text(key)), label, priority: binding.priority))
      }
    }
    return hints
  }

  /// Hints that can be pressed but would mislead.
  private static func isUseful(_ command: Command, _ state: DashboardState) -> Bool {
    switch command {
    case .back:
      !state.stack.isEmpty || state.isZoomed || !state.selection.isEmpty || state.place != .overview
    case .sort: state.focus == .alerts || state.focus == .inventory
    case .open: ![.sources, .failures, .ruleProblems, .finding].contains(state.focus)
    default: true
    }
  }

  private static func overlayHints(_ keys: [(SafeText, SafeText)]) -> [StatusLine.Hint] {
    keys.map { StatusLine.Hint($0.0, $0.1, priority: 50) }
  }

  private static func promptHints(_ prompt: Prompt) -> [StatusLine.Hint] {
    var hints: [StatusLine.Hint] = [.init("Enter", "take it", priority: 60)]
    switch prompt.kind {
    case .filter, .assign: hints.append(.init("Tab", "complete", priority: 50))
    case .note: hints.append(.init("C-o", "new line", priority: 50))
    default: break
    }
    hints.append(.init("Esc", "leave", priority: 55))
    hints.append(.init("C-a C-e C-k C-u C-w", "edit", priority: 10))
    return hints
  }
}
