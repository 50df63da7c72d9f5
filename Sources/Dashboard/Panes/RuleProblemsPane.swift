import TerminalKit

/// Mistakes in rule files: place, kind, and what to do; the one under the cursor in full.
enum RuleProblemsPane {
  static let pane = Pane(id: .ruleProblems) { state, rect, layout, canvas in
    let problems = state.live?.rules?.problems ?? []
    let errors = state.live?.rules?.errors ?? 0
    let warnings = problems.count - errors
    let right = [
      errors > 0 ? .number(Human.plural(errors, "error"), .error) : Line(),
      warnings > 0 ? .number(Human.plural(warnings, "warning"), .warning) : Line(),
    ].joined(.gap)
    var inside = canvas.frame(
      .ruleProblems, state, rect, layout, title: Line("Mistakes in rule files"), right: right)
    guard !problems.isEmpty else {
      canvas.empty([Line("no mistakes in rule files", .ok)], in: inside)
      return
    }
    let cursor = min(state.scroll[.ruleProblems] ?? 0, problems.count - 1)
    let told = inFull(problems[cursor], of: problems.count, inside)
    canvas.put(
      told,
      in: Rect(
        x: inside.x + 1, y: inside.maxY - told.count, width: inside.width - 2, height: told.count))
    inside = Rect(
      x: inside.x, y: inside.y, width: inside.width, height: inside.height - told.count)
    let room = max(12, min(48, inside.width / 3))
    let height = Table.visibleRows(inside)
    canvas.draw(
      Table(
        columns: [
          .init("WHERE", minimum: 12, ideal: room),
          .init("KIND", minimum: 7, ideal: 7, dropPriority: 1),
          .init("MISTAKE", minimum: 12, ideal: 40, isFlexible: true),
        ], rowCount: problems.count,
        state: ScrollState(cursor: cursor, offset: max(0, cursor - height + 1)),
        isFocused: state.focus == .ruleProblems
      ) { index in
        let problem = problems[index]
        let place = SafeText(trusted: problem.place)
        let file = RulesPane.fileEnd(problem.file, width: max(6, room - place.width))
        return Table.Row([
          Line((file, .text), (place, .accent)),
          problem.isError ? Line("error", .error) : Line("warning", .warning),
          Line(SafeText(untrusted: problem.message, limit: 300)),
        ])
      }, in: inside.paddedRight)
  }

  /// The mistake as compilers write it, in the room that the list leaves, and at least half of it.
  private static func inFull(_ problem: RuleProblem, of count: Int, _ inside: Rect) -> [Line] {
    guard inside.height >= 5 else { return [] }
    let line = Line(
      SafeText(untrusted: problem.text, limit: 800), problem.isError ? .error : .warning)
    return Array(
      line.wrapped(to: inside.width - 2, indent: 2).prefix(
        max(inside.height / 2, inside.height - 1 - count)))
  }
}
