import SecurityModel
import TerminalKit

extension DashboardState {
  /// Two clicks on one cell within this time are a double click, in milliseconds.
  private static let doubleClick: Int64 = 400

  mutating func handle(_ event: MouseEvent, _ effects: inout [Effect]) {
    let layout = ScreenLayout(self, size: size)
    if overlay != nil {
      // The wheel moves in lists; a click beside them is too easily an accident to mean anything.
      switch event.action {
      case .scrollUp: handleInOverlay(.up, &effects)
      case .scrollDown: handleInOverlay(.down, &effects)
      case .press where event.button == .left: clickInMenu(event.position, layout, &effects)
      default: break
      }
      return
    }
    findings.pin()
    credentials.pin()
    switch event.action {
    case .scrollUp, .scrollDown:
      guard let pane = layout.pane(at: event.position) else { return }
      wheel(pane, event.action == .scrollUp ? -3 : 3)
    case .press where event.button == .left: click(event.position, layout, &effects)
    case .drag where event.button == .left: drag(to: event.position, layout)
    case .release: dragStart = nil
    default: break
    }
  }

  /// A choice of a menu may be clicked, beside it nothing happens.
  private mutating func clickInMenu(
    _ point: Point, _ layout: ScreenLayout, _ effects: inout [Effect]
  ) {
    guard case .menu(let menu) = overlay,
      let index = OverlayView.item(at: point, menu, layout)
    else { return }
    overlay = .menu(menu.at(index))
    handleInOverlay(.enter, &effects)
  }

  /// Pulls the chart along, as if it were paper.
  private mutating func drag(to point: Point, _ layout: ScreenLayout) {
    guard let start = dragStart, let inside = layout.inside(.chart), inside.width > 0 else {
      return
    }
    let cell = chartWindow.length / Int64(max(1, inside.width - 4))
    let end = (start.end ?? now ?? .distantPast).advanced(by: Int64(start.x - point.x) * cell)
    guard let now, point.x != start.x else { return }
    chartIsPinned = true
    chartEnd = end >= now ? nil : end.floored(toEvery: chartWindow.step)
  }

  /// Reads out the bucket under the mouse.
  private mutating func clickInChart(_ point: Point, _ inside: Rect) {
    dragStart = (point.x, chartWindowEnd)
    guard let chart, chart.request.credential == selectedCredential,
      let bucket = ChartPane.chart(chart, self).bucket(atColumn: point.x, in: inside)
    else { return }
    chartMarker = nil
    chartPoint = chart.start.advanced(by: Int64(bucket) * chart.step)
  }

  /// Sorts by the column of a heading; by the same the other way round.
  private mutating func clickOnHeading(
    _ pane: PaneID, _ x: Int, _ inside: Rect, _ effects: inout [Effect]
  ) {
    let width = inside.paddedRight.width
    if pane == .alerts, let column = AlertsPane.sortColumn(at: x, self, width: width) {
      var order = FindingRow.Order(column)
      if findings.order.column == column { order.isReversed = !findings.order.isReversed }
      sortFindings(by: order, &effects)
    } else if pane == .inventory,
      let column = InventoryPane.sortColumn(at: x, self, width: width, charset: charset)
    {
      var order = CredentialListRow.Order(column)
      if credentials.order.column == column { order.isReversed = !credentials.order.isReversed }
      sortCredentials(by: order, &effects)
    }
  }

  private mutating func wheel(_ pane: PaneID, _ rows: Int) {
    switch pane {
    case .alerts: findings.scroll(by: rows)
    case .inventory: credentials.scroll(by: rows)
    default:
      let (before, zoomed) = (focus, pane)
      focus = zoomed
      for _ in 0..<abs(rows) { move(rows < 0 ? .up : .down) }
      focus = before
    }
  }

  private mutating func click(
    _ point: Point, _ layout: ScreenLayout, _ effects: inout [Effect]
  ) {
    if layout.tabs.contains(point) {
      guard
        let index = HeaderView.tabBar(self, size: layout.tabs.size)
          .layout(width: layout.tabs.width).firstIndex(where: { $0.contains(point.x) })
      else { return }
      let commands: [Command] = [.alerts, .inventory, .chart, .sources, .audit, .rules]
      return run(commands[index], &effects)
    }
    guard let pane = layout.pane(at: point), let inside = layout.inside(pane) else { return }
    let isDouble =
      lastClick.map { last in
        last.point == point && (wall?.since(last.wall ?? .distantPast) ?? 0) <= Self.doubleClick
      } ?? false
    lastClick = isDouble ? nil : (point, wall)
    if pane != .heat, pane != .activity { setFocus(pane) }
    let row = point.y - inside.y - 1
    if row == -1, pane == .alerts || pane == .inventory {
      return clickOnHeading(pane, point.x - inside.x, inside, &effects)
    }
    switch pane {
    case .alerts:
      guard row >= 0, findings.row(findings.offset + row) != nil else { return }
      findings.move(to: findings.offset + row)
    case .inventory:
      guard row >= 0, credentials.row(credentials.offset + row) != nil else { return }
      credentials.move(to: credentials.offset + row)
    case .chart: clickInChart(point, inside)
    case .credential:
      guard let index = CredentialPane.finding(at: point, self, layout) else { return }
      credentialFinding = credentialDetail?.findings[safe: index]?.finding.id
    case .sources, .failures, .audit, .rules, .ruleProblems:
      // These lists begin at the first row until their cursor leaves the pane.
      let height = Table.visibleRows(inside)
      let cursor = min(scroll[pane] ?? 0, max(0, rowCount(pane) - 1))
      let target = max(0, cursor - height + 1) + row
      guard row >= 0, target < rowCount(pane) else { return }
      scroll[pane] = target
    default: break
    }
    if isDouble, focus == pane { open(&effects) }
  }
}
