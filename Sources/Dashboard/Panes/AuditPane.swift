import SecurityModel
import TerminalKit

/// What analysts did, newest first.
enum AuditPane {
  static let pane = Pane(id: .audit) { state, rect, layout, canvas in
    let actions = state.audit
    let inside = canvas.frame(
      .audit, state, rect, layout, title: Line("Audit: what analysts did"),
      right: .number(Human.plural(actions.count, "action"), .textDim))
    guard !actions.isEmpty else {
      canvas.empty(
        [
          Line("nobody has acted on a finding yet", .textDim),
          Line(
            ("1", .hintKey), (" alerts  ", .textDim), ("a", .hintKey), (" acknowledges", .textDim)),
        ], in: inside)
      return
    }
    var undone: Set<Int64> = []
    for action in actions {
      if case .undo(let sequence) = action.verb { undone.insert(sequence) }
    }
    let cursor = min(state.scroll[.audit] ?? 0, actions.count - 1)
    let height = Table.visibleRows(inside)
    canvas.draw(
      Table(
        columns: [
          .init("#", minimum: 3, ideal: 4, alignment: .trailing, dropPriority: 3),
          .init("WHEN", minimum: 6, ideal: 12),
          .init("WHO", minimum: 4, ideal: 8),
          .init("WHAT", minimum: 10, ideal: rect.width >= 110 ? 26 : 14),
          .init("FINDING", minimum: 10, ideal: 28, dropPriority: 2, isFlexible: true),
          .init("TEXT", minimum: 6, ideal: 20, dropPriority: 1, isFlexible: true),
        ], rowCount: actions.count,
        state: ScrollState(cursor: cursor, offset: max(0, cursor - height + 1)),
        isFocused: state.focus == .audit
      ) { index in
        let action = actions[index]
        let finding = state.findings[action.finding]
        return Table.Row(
          [
            .number(String(action.sequence), .textDim),
            .number(Human.clock(action.at, near: state.wall), .textDim),
            Line(SafeText(untrusted: action.by, limit: 40), .note),
            Line(what(action, state), .text),
            Line(
              SafeText(untrusted: finding?.finding.title ?? action.finding, limit: 200),
              finding == nil ? .textDim : .text),
            Line(SafeText(untrusted: FindingFacts.oneLine(action.text), limit: 200), .textDim),
          ], isDim: undone.contains(action.sequence))
      }, in: inside.paddedRight)
  }

  private static func what(_ action: AnalystAction, _ state: DashboardState) -> SafeText {
    switch action.verb {
    case .acknowledge: "acknowledged"
    case .start: "in progress"
    case .note: "note"
    case .assign(let to):
      to.map { "assigned to " + SafeText(untrusted: $0, limit: 40) } ?? "assigned to nobody"
    case .close(let verdict): "closed: " + FindingFacts.words(verdict.rawValue)
    case .mute(let until): SafeText(trusted: "muted until " + Human.clock(until, near: state.wall))
    case .reopen: "opened again"
    case .undo(let sequence): SafeText(trusted: "took back #\(sequence)")
    }
  }
}
