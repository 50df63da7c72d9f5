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
    default: break
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
    switch pane {
    case .alerts:
      guard row >= 0, findings.row(findings.offset + row) != nil else { return }
      findings.move(to: findings.offset + row)
    case .inventory:
      guard row >= 0, credentials.row(credentials.offset + row) != nil else { return }
      credentials.move(to: credentials.offset + row)
    default: break
    }
    if isDouble, focus == pane { open(&effects) }
  }
}
