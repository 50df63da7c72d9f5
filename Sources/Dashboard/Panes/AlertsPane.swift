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

  /// The columns; those with a high drop priority go first when it gets narrow.
  private static func columns(_ width: Int) -> [Table.Column] {
    var columns: [Table.Column] = [
      .init("SEV", minimum: 3, ideal: 3),
      .init("ST", minimum: 3, ideal: 3),
      .init("AGE", minimum: 3, ideal: 3, alignment: .trailing, dropPriority: 1),
      .init("CREDENTIAL", minimum: 12, ideal: width >= 96 ? 24 : 18),
      .init("RULE", minimum: 12, ideal: 26, isFlexible: true),
      .init("CNT", minimum: 3, ideal: 4, alignment: .trailing, dropPriority: 4),
      .init("WHO", minimum: 3, ideal: 6, dropPriority: 5),
    ]
    if width >= 80 {
      columns.append(.init("RISK", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 6))
    }
    if width >= 104 {
      columns.append(
        .init("NOTE", minimum: 8, ideal: 16, dropPriority: 7, isFlexible: width >= 120))
    }
    return columns
  }

  static func table(_ state: DashboardState, width: Int) -> Table {
    let list = state.findings
    var columns = columns(width)
    let titles: [FindingRow.Column: String] = [
      .severity: "SEV", .status: "ST", .age: "AGE", .credential: "CREDENTIAL", .rule: "RULE",
      .count: "CNT", .who: "WHO", .risk: "RISK",
    ]
    let sorted = columns.firstIndex { $0.title.plain == titles[list.order.column] }
    if let sorted { columns[sorted].makeRoomForArrow() }
    let needles = state.filter.needles
    return Table(
      columns: columns, rowCount: list.count,
      state: ScrollState(cursor: list.cursor, offset: list.offset),
      isFocused: state.focus == .alerts,
      sort: sorted.map { .init(column: $0, isAscending: isAscending(list.order)) }
    ) { index in
      guard let row = list.row(index) else { return Table.Row([]) }
      return Table.Row(
        cells(row, state, needles, count: columns.count),
        isMarked: state.selection.contains(row.id),
        isDim: row.state.status == .closed || row.state.status == .suppressed)
    }
  }

  private static func isAscending(_ order: FindingRow.Order) -> Bool {
    switch order.column {
    case .severity, .count, .risk: order.isReversed
    case .age, .credential, .rule, .status, .who: !order.isReversed
    }
  }

  private static func cells(
    _ row: FindingRow, _ state: DashboardState, _ needles: [SafeText], count: Int
  ) -> [Line] {
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
    rule =
      row.badges(
        escapes: credential.escapedCount + name.escapedCount,
        isMixed: credential.mixesScripts || name.mixesScripts) + rule
    var cells: [Line] = [
      f.severity.badge,
      row.state.status.badge,
      .number(Human.age(f.lastSeen, at: state.now), .textDim),
      Line(credential).highlighting(needles),
      rule,
      .number(Human.count(f.count)),
      row.state.assignee.map {
        Line(SafeText(untrusted: $0, limit: 20), $0 == state.analyst ? .accent : .text)
      }
        ?? Line("-", .textDim),
    ]
    if count > 7 { cells.append(.number(f.risk > 0 ? String(f.risk) : "-", risk(f.risk))) }
    if count > 8 {
      cells.append(
        row.state.notes.last.map { Line(SafeText(untrusted: $0.text, limit: 80), .note) }
          ?? Line("-", .textDim))
    }
    return cells
  }

  /// The colour of a risk of 0...100.
  static func risk(_ value: Int) -> Role {
    value >= 80 ? .critical : value >= 60 ? .high : value >= 30 ? .medium : .textDim
  }
}
