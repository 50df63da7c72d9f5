import SecurityModel
import TerminalKit

/// The live list of findings.
enum AlertsPane {
  static let pane = Pane(id: .alerts) { state, rect, layout, canvas in
    let list = state.findings
    var title = Line.numbered("1", "Alerts")
    if list.newAbove > 0 { title.append(SafeText(trusted: "  ^ \(list.newAbove) new"), .new) }
    let inside = canvas.frame(
      .alerts, state, rect, layout, title: title, right: right(state, width: rect.width),
      footer: footer(state))
    guard !list.isEmpty else {
      canvas.empty(EmptyText.alerts(state), in: inside)
      return
    }
    let body = inside.paddedRight
    canvas.draw(table(state, width: body.width), in: body)
    if layout.hasBorders {
      canvas.draw(
        ScrollBar(
          count: list.count, offset: list.offset,
          isFocused: state.focus == .alerts && state.overlay == nil),
        in: Rect(x: rect.maxX - 1, y: inside.y + 1, width: 1, height: inside.height - 1))
    }
  }

  private static func right(_ state: DashboardState, width: Int) -> Line {
    let list = state.findings
    var parts: [Line] = []
    if width >= 60 {
      let mark = list.order.isReversed ? "-" : ""
      parts.append(.pair("sort", SafeText(trusted: mark + list.order.column.rawValue)))
    }
    let filter = state.filter.text.isEmpty ? "is:open" : state.filter.text
    parts.append(Line(SafeText(untrusted: filter, limit: max(8, width / 3)), .accent))
    parts.append(.number("\(list.count)/\(list.rows.count)", .textDim))
    // The newest and the worst are held; the header counts all.
    if let open = state.live?.open.total, open > list.rows.count {
      parts.append(.number("of \(Human.count(open)) open", .warning))
    }
    return parts.joined(.gap)
  }

  private static func footer(_ state: DashboardState) -> Line {
    guard !state.findings.isEmpty else { return Line() }
    return .number("\(state.findings.cursor + 1) of \(state.findings.count)", .textDim)
  }

  /// One column: its heading, what it sorts by, and what stands in it.
  private struct Column {
    var heading: Table.Column
    var sort: FindingRow.Column?
    var cell: (FindingRow) -> Line
  }

  /// The columns that are worth their room at a width: the title goes before who and how often.
  private static func columns(_ state: DashboardState, width: Int) -> [Column] {
    let needles = state.filter.needles
    let now = state.now
    var columns = [
      Column(heading: .init("SEV", minimum: 3, ideal: 3), sort: .severity) {
        $0.finding.severity.badge
      },
      Column(heading: .init("ST", minimum: 3, ideal: 3), sort: .status) { $0.state.status.badge },
      Column(
        heading: .init("AGE", minimum: 3, ideal: 3, alignment: .trailing, dropPriority: 1),
        sort: .age
      ) { .number(Human.age($0.finding.lastSeen, at: now), .textDim) },
      Column(
        heading: .init("CREDENTIAL", minimum: 12, ideal: width >= 96 ? 24 : width >= 86 ? 22 : 18),
        sort: .credential
      ) { credential($0).highlighting(needles) },
      Column(
        heading: .init("RULE", minimum: 12, ideal: 26, isFlexible: true), sort: .rule
      ) { rule($0, state, needles) },
    ]
    func add(
      from least: Int, _ title: SafeText, _ minimum: Int, _ ideal: Int? = nil,
      alignment: Alignment = .leading, drop: Int, isFlexible: Bool = false,
      sort: FindingRow.Column? = nil, cell: @escaping (FindingRow) -> Line
    ) {
      guard width >= least else { return }
      let heading = Table.Column(
        title, minimum: minimum, ideal: ideal ?? minimum, alignment: alignment,
        dropPriority: drop, isFlexible: isFlexible)
      columns.append(Column(heading: heading, sort: sort, cell: cell))
    }
    add(from: 64, "CNT", 3, 4, alignment: .trailing, drop: 4, sort: .count) {
      .number(Human.count($0.finding.count))
    }
    let analyst = state.analyst
    add(from: 70, "WHO", 3, 6, drop: 5, sort: .who) { row in
      row.state.assignee.map {
        Line(SafeText(untrusted: $0, limit: 20), $0 == analyst ? .accent : .text)
      } ?? Line("-", .textDim)
    }
    add(from: 80, "RISK", 4, alignment: .trailing, drop: 6, sort: .risk) { row in
      let value = row.finding.risk
      return .number(value > 0 ? String(value) : "-", risk(value))
    }
    add(from: 112, "NOTE", 8, 16, drop: 7) { row in
      row.state.notes.last.map { Line(SafeText(untrusted: $0.text, limit: 80), .note) }
        ?? Line("-", .textDim)
    }
    return columns
  }

  static func table(_ state: DashboardState, width: Int) -> Table {
    let list = state.findings
    let columns = columns(state, width: width)
    var headings = columns.map(\.heading)
    let sorted = columns.firstIndex { $0.sort == list.order.column }
    if let sorted { headings[sorted].makeRoomForArrow() }
    let widths = TableLayout.widths(headings, total: width - Table.gutter)
    let ruleWidth = columns.firstIndex { $0.sort == .rule }.flatMap { widths[$0] } ?? 0
    return Table(
      columns: headings, rowCount: list.count,
      state: ScrollState(cursor: list.cursor, offset: list.offset),
      isFocused: state.focus == .alerts,
      sort: sorted.map { .init(column: $0, isAscending: isAscending(list.order)) }
    ) { index in
      guard let row = list.row(index) else { return Table.Row([]) }
      let cells = columns.map { column in
        let cell = column.cell(row)
        return column.sort == .rule ? explained(cell, row, width: ruleWidth) : cell
      }
      return Table.Row(
        cells, isMarked: state.selection.contains(row.id),
        isDim: row.state.status == .closed || row.state.status == .suppressed)
    }
  }

  /// What a click on a heading sorts by.
  static func sortColumn(
    at x: Int, _ state: DashboardState, width: Int
  ) -> FindingRow.Column? {
    table(state, width: width).column(at: x, width: width).flatMap {
      columns(state, width: width)[safe: $0]?.sort
    }
  }

  private static func isAscending(_ order: FindingRow.Order) -> Bool {
    switch order.column {
    case .severity, .count, .risk: order.isReversed
    case .age, .credential, .rule, .status, .who: !order.isReversed
    }
  }

  private static func credential(_ row: FindingRow) -> Line {
    Line(CredentialLabel.text(row.finding.credential, integration: row.finding.integration))
  }

  private static func rule(
    _ row: FindingRow, _ state: DashboardState, _ needles: [SafeText]
  ) -> Line {
    let f = row.finding
    let credential = CredentialLabel.text(f.credential, integration: f.integration)
    let name = SafeText(untrusted: f.title, limit: 200)
    var rule = Line(name, row.state.status == .new ? .textStrong : .text).highlighting(needles)
    if let verdict = row.state.verdict, row.state.status == .closed {
      rule = Line(SafeText(trusted: verdict.mark + " "), .closed) + rule
    }
    if let until = row.state.mutedUntil, row.state.status == .suppressed {
      rule =
        Line(SafeText(trusted: "till " + Human.clock(until, near: state.wall) + " "), .muted) + rule
    }
    return row.badges(
      escapes: credential.escapedCount + name.escapedCount,
      isMixed: credential.mixesScripts || name.mixesScripts) + rule
  }

  /// The title and, in the room behind it, the beginning of what happened.
  private static func explained(_ title: Line, _ row: FindingRow, width: Int) -> Line {
    // A word or two would only make the column restless.
    guard width - title.width >= 26, !row.finding.explanation.isEmpty else { return title }
    return title
      + Line(
        ("  ", .textDim), (SafeText(untrusted: row.finding.explanation, limit: 200), .textDim))
  }

  /// The colour of a risk of 0...100.
  static func risk(_ value: Int) -> Role {
    value >= 80 ? .critical : value >= 60 ? .high : value >= 30 ? .medium : .textDim
  }
}
