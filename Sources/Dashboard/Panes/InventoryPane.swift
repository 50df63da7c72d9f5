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
      // The riskiest and the busiest are held.
      state.live?.allCredentials.flatMap { all in
        all > list.rows.count ? .number("of " + Human.count(all), .warning) : nil
      } ?? Line(),
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

  /// One column: its heading, what it sorts by, and what stands in it.
  private struct Column {
    var heading: Table.Column
    var sort: CredentialListRow.Column?
    /// The row, and the row before it in the list.
    var cell: (CredentialRow, CredentialRow?) -> Line
  }

  /// The columns that are worth their room at a width, in the order in which they stand.
  private static func columns(
    _ state: DashboardState, width: Int, charset: Charset
  ) -> [Column] {
    let needles = state.filter.needles
    var columns = [
      Column(heading: .init("  ", minimum: 2, ideal: 2), sort: .severity) { row, _ in
        row.worst.map(\.badge) ?? Line()
      },
      Column(
        heading: .init("CREDENTIAL", minimum: 12, ideal: 18, isFlexible: true), sort: .name
      ) { row, before in
        state.credentials.order.column == .tree
          ? branch(row, below: before, state, needles) : title(row, needles)
      },
    ]
    func add(
      from least: Int, _ title: SafeText, _ minimum: Int, _ ideal: Int? = nil,
      alignment: Alignment = .leading, drop: Int = 0, isFlexible: Bool = false,
      sort: CredentialListRow.Column? = nil, cell: @escaping (CredentialRow) -> Line
    ) {
      guard width >= least else { return }
      let heading = Table.Column(
        title, minimum: minimum, ideal: ideal ?? minimum, alignment: alignment,
        dropPriority: drop, isFlexible: isFlexible)
      columns.append(Column(heading: heading, sort: sort) { row, _ in cell(row) })
    }
    add(from: 50, "KIND", 5, drop: 4, sort: .kind) { Line($0.record.type.short, .textDim) }
    add(from: 0, "/h", 4, alignment: .trailing, drop: 1, sort: .calls) {
      .number(Human.count($0.callsPerHour))
    }
    add(from: 64, "SHARE", 5, alignment: .trailing, drop: 6, sort: .share) { share($0) }
    add(from: 0, "7d", 7, drop: 3) { row in
      Line(Sparkline.text(row.week.map { $0 }, width: 7, charset: charset), .chart1)
    }
    add(from: 0, "RISK", 4, alignment: .trailing, sort: .risk) { row in
      .number(String(row.record.risk), AlertsPane.risk(row.record.risk))
    }
    add(from: 58, "OPEN", 4, alignment: .trailing, drop: 5, sort: .findings) { row in
      .number(String(row.openFindings), row.openFindings > 0 ? .text : .textDim)
    }
    let now = state.now
    add(from: 70, "SEEN", 4, alignment: .trailing, drop: 7, sort: .lastSeen) { row in
      .number(Human.age(row.record.lastSeen, at: now), .textDim)
    }
    add(from: 82, "STATE", 5, 8, drop: 8) { row in
      let readiness = row.record.readiness
      return Line(SafeText(trusted: readiness.rawValue), CredentialFacts.readiness(readiness))
    }
    add(from: 94, "API", 5, 10, drop: 9) { row in
      let names = row.record.apis.map(\.name).joined(separator: " ")
      return names.isEmpty ? Line("-", .textDim) : Line(SafeText(trusted: names), .textDim)
    }
    add(from: 108, "INTEGRATION", 11, 18, drop: 10, isFlexible: true) { row in
      text(row.record.integration)
    }
    add(from: 120, "OWNER", 6, 12, drop: 11) { text($0.record.owner ?? "") }
    add(from: 140, "FLAGS", 6, 16, drop: 12, isFlexible: true) { row in
      let flags = row.record.flags.joined(separator: " ")
      return flags.isEmpty
        ? Line("-", .textDim) : Line(SafeText(untrusted: flags, limit: 100), .badge)
    }
    add(from: 160, "FIRST SEEN", 10, drop: 13) { row in
      .number(row.record.firstSeen.dateText, .textDim)
    }
    return columns
  }

  static func table(_ state: DashboardState, width: Int, charset: Charset) -> Table {
    let list = state.credentials
    let columns = columns(state, width: width, charset: charset)
    var headings = columns.map(\.heading)
    let isTree = list.order.column == .tree
    let sorted = columns.firstIndex { $0.sort == (isTree ? .name : list.order.column) }
    let isDescending: Bool =
      switch list.order.column {
      case .risk, .severity, .calls, .findings, .share: !list.order.isReversed
      case .name, .kind, .lastSeen, .tree: list.order.isReversed
      }
    if let sorted { headings[sorted].makeRoomForArrow() }
    return Table(
      columns: headings, rowCount: list.count,
      state: ScrollState(cursor: list.cursor, offset: list.offset),
      isFocused: state.focus == .inventory,
      sort: sorted.map { .init(column: $0, isAscending: !isDescending) }
    ) { index in
      guard let row = list.row(index)?.row else { return Table.Row([]) }
      let before = list.row(index - 1)?.row
      return Table.Row(columns.map { $0.cell(row, before) })
    }
  }

  /// What a click on a heading sorts by.
  static func sortColumn(
    at x: Int, _ state: DashboardState, width: Int, charset: Charset
  ) -> CredentialListRow.Column? {
    let table = table(state, width: width, charset: charset)
    return table.column(at: x, width: width).flatMap {
      columns(state, width: width, charset: charset)[safe: $0]?.sort
    }
  }

  /// A credential below its integration, and the first of an organisation behind that one's name.
  private static func branch(
    _ row: CredentialRow, below before: CredentialRow?, _ state: DashboardState,
    _ needles: [SafeText]
  ) -> Line {
    let record = row.record
    if let before, CredentialListRow.group(before.record) == CredentialListRow.group(record) {
      // The integration stands above; what is left of the key tells its credentials apart.
      let key = SafeText(untrusted: CredentialLabel.part(record.id), limit: 200)
      return Line((" └ ", .border), (key, .text)).highlighting(needles)
    }
    guard state.live?.orgs.count ?? 0 > 1, before?.record.org != record.org else {
      return title(row, needles)
    }
    return Line((SafeText(untrusted: record.org, limit: 24), .textDim), (" > ", .textDim))
      + title(row, needles)
  }

  private static func title(_ row: CredentialRow, _ needles: [SafeText]) -> Line {
    let record = row.record
    let name = CredentialLabel.text(record.id, integration: record.integration)
    var title = Line(name, row.worst.map { $0 >= .high ? .textStrong : .text } ?? .text)
    title = title.highlighting(needles)
    let key = SafeText(untrusted: record.id, limit: 200)
    if name.escapedCount > 0 || key.escapedCount > 0 { title = Line("!esc ", .mixedScript) + title }
    if name.mixesScripts || key.mixesScripts { title = Line("!mixed ", .mixedScript) + title }
    return title
  }

  /// The part of its organisation's daily limit, or where none is known of its calls, that the last
  /// 24 hours took.
  private static func share(_ row: CredentialRow) -> Line {
    .number(Human.percent(row.share), row.share ?? 0 >= 0.005 ? .text : .textDim)
  }

  private static func text(_ value: String) -> Line {
    value.isEmpty ? Line("-", .textDim) : Line(SafeText(untrusted: value, limit: 100))
  }
}
