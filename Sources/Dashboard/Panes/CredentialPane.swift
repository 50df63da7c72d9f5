import SecurityModel
import TerminalKit

/// A credential in full: who it is, what it touches, from where, with what, and its findings.
enum CredentialPane {
  static let pane = Pane(id: .credential) { state, rect, layout, canvas in
    guard case .credential(let id) = state.place else { return }
    let detail = state.credentialDetail.flatMap { $0.row.id == id ? $0 : nil }
    let row = state.credentials[id]?.row ?? detail?.row
    let inside = canvas.frame(
      .credential, state, rect, layout,
      title: Line([Span("Credential  "), Span(state.label(of: id), .accent)]),
      right: row.flatMap(\.worst).map(\.badge) ?? Line())
    guard let row else {
      let isLoading = state.credentialAsked == id && detail == nil
      canvas.empty(
        [Line(isLoading ? "loading …" : "not in the inventory", .textDim)], in: inside)
      return
    }
    let parts = Parts(row, state, inside: inside, hasBorders: layout.hasBorders)
    canvas.put(parts.facts, in: parts.text)
    if let rect = parts.lists { lists(row.record, detail, rect, &canvas) }
    findings(detail, state, parts.findings, &canvas)
  }

  /// Where the parts of the page are.
  private struct Parts {
    var text: Rect
    var facts: [Line]
    /// Objects, networks and so on, side by side; nil without room for them.
    var lists: Rect?
    /// The heading of the findings and the rows below it.
    var findings: Rect

    init(_ row: CredentialRow, _ state: DashboardState, inside: Rect, hasBorders: Bool) {
      text = hasBorders ? inside.insetBy(dx: 1, dy: 0) : inside
      let all = CredentialFacts.summary(row, state, width: text.width)
      facts = text.height >= 16 ? Array(all.prefix { !isList($0) }) : Array(all.prefix(3))
      var y = text.y + facts.count + (text.height >= 14 ? 1 : 0)
      if text.height >= 16 {
        let record = row.record
        let longest =
          [record.objects, record.networks, record.clients, record.endpoints]
          .map(\.count).max() ?? 0
        let height = min(max(2, longest + 1), max(4, (text.maxY - y) / 2))
        lists = Rect(x: text.x, y: y, width: text.width, height: height)
        y += height + 1
      }
      findings = Rect(x: text.x, y: y, width: text.width, height: max(0, text.maxY - y))
    }
  }

  /// The finding whose row is at a position, for the mouse.
  static func finding(at point: Point, _ state: DashboardState, _ layout: ScreenLayout) -> Int? {
    guard case .credential(let id) = state.place, let inside = layout.inside(.credential),
      let row = state.credentials[id]?.row ?? state.credentialDetail?.row,
      let count = state.credentialDetail?.findings.count
    else { return nil }
    let rect = Parts(row, state, inside: inside, hasBorders: layout.hasBorders).findings
    let height = rect.height - 1
    let index = max(0, state.credentialCursor - height + 1) + point.y - rect.y - 1
    return point.y > rect.y && index < count ? index : nil
  }

  /// The one-line lists that the columns below replace.
  private static func isList(_ line: Line) -> Bool {
    let first = line.spans.first?.text.plain ?? ""
    return first.hasPrefix("uses") || first.hasPrefix("from")
  }

  private static func lists(
    _ record: CredentialRecord, _ detail: CredentialDetail?, _ rect: Rect, _ canvas: inout Canvas
  ) {
    let declaredObjects = Set(detail?.declaredObjects ?? [])
    let declaredNetworks = Set(detail?.declaredNetworks ?? [])
    let all: [(SafeText, [CredentialRecord.Counted], Set<String>)] = [
      ("Objects", record.objects, declaredObjects),
      ("Networks", record.networks, declaredNetworks),
      ("Clients", record.clients, []),
      ("Endpoints", record.endpoints, []),
    ]
    let shown = all.prefix(rect.width >= 108 ? 4 : rect.width >= 60 ? 3 : 2)
    let columns = Layout.columns(rect, shown.map { _ in .weight(1, minimum: 16) })
    for (column, (title, values, declared)) in zip(columns, shown) where column.width > 4 {
      let width = column.width - 2
      canvas.put(
        Line((title, .title), (SafeText(trusted: "  \(values.count)"), .textDim)), x: column.x,
        y: column.y, width: width)
      for (index, value) in values.prefix(max(0, column.height - 1)).enumerated() {
        let count = SafeText(trusted: Human.count(value.count))
        let isStrange = !declared.isEmpty && !declared.contains(value.name)
        let name = SafeText(untrusted: value.name, limit: 120)
        canvas.put(
          Line(name, isStrange ? .warning : .text), x: column.x, y: column.y + 1 + index,
          width: width - 6)
        canvas.put(
          Line(count, .textDim), x: column.x + width - 5, y: column.y + 1 + index, width: 5,
          align: .trailing)
      }
      if values.isEmpty {
        canvas.put(Line("none seen", .textDim), x: column.x, y: column.y + 1, width: width)
      }
    }
  }

  private static func findings(
    _ detail: CredentialDetail?, _ state: DashboardState, _ rect: Rect, _ canvas: inout Canvas
  ) {
    guard rect.height > 1 else { return }
    guard let detail else {
      canvas.put(Line("loading findings …", .textDim), x: rect.x, y: rect.y, width: rect.width)
      return
    }
    canvas.put(
      Line(
        ("Findings in time order", .title),
        (SafeText(trusted: "  \(detail.findings.count)"), .textDim)),
      x: rect.x, y: rect.y, width: rect.width)
    let body = Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: rect.height - 1)
    let offset = max(0, state.credentialCursor - body.height + 1)
    canvas.draw(
      Table(
        columns: [
          .init("WHEN", minimum: 6, ideal: 12),
          .init("SEV", minimum: 3, ideal: 3),
          .init("ST", minimum: 3, ideal: 3),
          .init("RULE", minimum: 12, ideal: 30, isFlexible: true),
          .init("CNT", minimum: 3, ideal: 4, alignment: .trailing, dropPriority: 2),
        ], rowCount: detail.findings.count,
        state: ScrollState(cursor: state.credentialCursor, offset: offset),
        isFocused: state.focus == .credential, showsHeader: false,
        emptyText: Line("no findings: nothing strange so far", .ok)
      ) { index in
        let record = detail.findings[index]
        let row = state.findings[record.finding.id] ?? FindingRow(record)
        let f = row.finding
        return Table.Row(
          [
            .number(Human.clock(f.firstSeen, near: state.now), .textDim), f.severity.badge,
            row.state.status.badge, Line(SafeText(untrusted: f.title, limit: 200)),
            .number(Human.count(f.count)),
          ], isDim: !row.isOpen)
      }, in: body)
  }
}
