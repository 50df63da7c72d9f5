import SecurityModel
import TerminalKit

/// Integrations and credentials, with how busy and how risky each is.
enum InventoryPane {
  static let pane = Pane(id: .inventory) { state, rect, layout, canvas in
    let list = state.credentials
    var title = Line.numbered("2", "Inventory")
    if list.newAbove > 0 { title.append(SafeText(trusted: "  ^ \(list.newAbove) new"), .new) }
    let order = list.order
    let right = [
      Line.pair("sort", SafeText(trusted: (order.isReversed ? "-" : "") + order.column.rawValue)),
      Line.number("\(list.count)/\(list.rows.count)", .textDim),
    ].joined(.gap)
    let inside = canvas.frame(
      .inventory, state, rect, layout, title: title, right: right, footer: footer(state))
    guard !list.isEmpty else {
      canvas.empty(EmptyText.inventory(state), in: inside)
      return
    }
    let body = inside.paddedRight
    canvas.draw(table(state, width: body.width, charset: canvas.grid.charset), in: body)
    if layout.hasBorders {
      canvas.draw(
        ScrollBar(
          count: list.count, offset: list.offset,
          isFocused: state.focus == .inventory && state.overlay == nil),
        in: Rect(x: rect.maxX - 1, y: inside.y + 1, width: 1, height: inside.height - 1))
    }
  }

  private static func footer(_ state: DashboardState) -> Line {
    guard let learning = state.live?.learning, learning.learning > 0 else { return Line() }
    return .number("\(learning.learning) learning  \(learning.ready) ready", .textDim)
  }

  private static func columns(_ width: Int) -> [Table.Column] {
    var columns: [Table.Column] = [
      .init("  ", minimum: 2, ideal: 2),
      .init("CREDENTIAL", minimum: 12, ideal: 18, isFlexible: true),
      .init("/h", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 1),
      .init("7d", minimum: 7, ideal: 7, dropPriority: 3),
      .init("RISK", minimum: 4, ideal: 4, alignment: .trailing),
    ]
    if width >= 54 {
      columns.insert(.init("KIND", minimum: 5, ideal: 5, dropPriority: 4), at: 2)
    }
    if width >= 56 {
      columns.append(.init("OPEN", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 5))
    }
    if width >= 70 {
      columns.append(
        .init("INTEGRATION", minimum: 11, ideal: 18, dropPriority: 6, isFlexible: true))
      columns.append(.init("SEEN", minimum: 4, ideal: 4, alignment: .trailing, dropPriority: 7))
    }
    if width >= 86 {
      columns.append(.init("BASE", minimum: 5, ideal: 8, dropPriority: 8))
      columns.append(.init("OWNER", minimum: 6, ideal: 10, dropPriority: 9))
    }
    if width >= 110 {
      columns.append(.init("FLAGS", minimum: 6, ideal: 18, dropPriority: 10, isFlexible: true))
    }
    return columns
  }

  static func table(_ state: DashboardState, width: Int, charset: Charset) -> Table {
    let list = state.credentials
    var columns = columns(width)
    let titles: [CredentialListRow.Column: String] = [
      .risk: "RISK", .severity: "  ", .calls: "/h", .name: "CREDENTIAL", .kind: "KIND",
      .lastSeen: "SEEN", .findings: "OPEN",
    ]
    let sorted = columns.firstIndex { $0.title.plain == titles[list.order.column] }
    let isDescending: Bool =
      switch list.order.column {
      case .risk, .severity, .calls, .findings: !list.order.isReversed
      case .name, .kind, .lastSeen: list.order.isReversed
      }
    if let sorted { columns[sorted].makeRoomForArrow() }
    let hasKind = columns.contains { $0.title == "KIND" }
    let needles = state.filter.needles
    return Table(
      columns: columns, rowCount: list.count,
      state: ScrollState(cursor: list.cursor, offset: list.offset),
      isFocused: state.focus == .inventory,
      sort: sorted.map { .init(column: $0, isAscending: !isDescending) }
    ) { index in
      guard let row = list.row(index) else { return Table.Row([]) }
      var cells = cells(row.row, state, needles, count: columns.count + (hasKind ? 0 : 1), charset)
      if !hasKind { cells.remove(at: 2) }
      return Table.Row(cells)
    }
  }

  private static func cells(
    _ row: CredentialRow, _ state: DashboardState, _ needles: [SafeText], count: Int,
    _ charset: Charset
  ) -> [Line] {
    let record = row.record
    let name = CredentialLabel.text(record.id, integration: record.integration)
    var title = Line(name, row.worst.map { $0 >= .high ? .textStrong : .text } ?? .text)
    title = title.highlighting(needles)
    let key = SafeText(untrusted: record.id, limit: 200)
    if name.escapedCount > 0 || key.escapedCount > 0 { title = Line("!esc ", .mixedScript) + title }
    if name.mixesScripts || key.mixesScripts { title = Line("!mixed ", .mixedScript) + title }
    var cells: [Line] = [
      row.worst.map(\.badge) ?? Line(),
      title,
      Line(record.type.short, .textDim),
      .number(Human.count(row.callsPerHour)),
      Line(Sparkline.text(row.week.map { $0 }, width: 7, charset: charset), .chart1),
      .number(String(record.risk), AlertsPane.risk(record.risk)),
    ]
    if count > 6 {
      cells.append(.number(String(row.openFindings), row.openFindings > 0 ? .text : .textDim))
    }
    if count > 7 {
      cells.append(
        record.integration.isEmpty
          ? Line("-", .textDim) : Line(SafeText(untrusted: record.integration, limit: 100)))
      cells.append(.number(Human.age(record.lastSeen, at: state.now), .textDim))
    }
    if count > 9 {
      cells.append(
        Line(
          SafeText(trusted: record.readiness.rawValue),
          record.readiness == .ready ? .ok : record.readiness == .stale ? .warning : .textDim))
      cells.append(
        record.owner.map { Line(SafeText(untrusted: $0, limit: 60)) } ?? Line("-", .textDim))
    }
    if count > 11 {
      cells.append(
        record.flags.isEmpty
          ? Line("-", .textDim)
          : Line(SafeText(untrusted: record.flags.joined(separator: " "), limit: 100), .badge))
    }
    return cells
  }
}
