import TerminalKit

/// Where everything is on a screen of a given size; a pure function of place, focus and size.
struct ScreenLayout: Sendable {
  /// How much room there is.
  enum Tier: Int, Sendable, Comparable {
    /// Below 40x8: counts and the worst finding, nothing else.
    case tiny
    /// One list without borders.
    case narrow
    /// From 80x20: a list and a strip of detail.
    case normal
    /// From 110x30: inventory, alerts, chart and detail together.
    case wide
    /// From 180x50: three columns and three charts.
    case huge

    static func < (a: Tier, b: Tier) -> Bool { a.rawValue < b.rawValue }

    init(_ size: Size) {
      switch (size.width, size.height) {
      case (..<40, _), (_, ..<8): self = .tiny
      case (..<80, _), (_, ..<20): self = .narrow
      case (180..., 50...): self = .huge
      case (110..., 30...): self = .wide
      default: self = .normal
      }
    }
  }

  let tier: Tier
  let header: Rect
  /// Empty when there is no room for tabs.
  let tabs: Rect
  /// One row for each banner.
  let banners: [Rect]
  /// All panes together.
  let content: Rect
  /// In reading order.
  let panes: [(pane: PaneID, rect: Rect)]
  /// Toasts and prompts; the same row as `hints` when there is little room.
  let status: Rect
  let hints: Rect

  /// Whether panes have borders.
  var hasBorders: Bool { tier >= .normal }

  init(_ state: DashboardState, size: Size) {
    tier = Tier(size)
    let screen = Rect(size)
    guard tier > .tiny else {
      (header, tabs, banners, content) = (screen, .zero, [], screen)
      (panes, status, hints) = ([], screen.row(size.height - 1), .zero)
      return
    }
    header = screen.row(0)
    var top = 1
    if tier >= .normal || size.height >= 14 {
      tabs = screen.row(1)
      top = 2
    } else {
      tabs = .zero
    }
    let count = min(state.shownBanners.count, tier == .narrow ? 1 : 3)
    banners = (0..<count).map { screen.row(top + $0) }
    top += count
    hints = screen.row(size.height - 1)
    status = tier == .narrow ? hints : screen.row(size.height - 2)
    let bottom = tier == .narrow ? 1 : 2
    content = Rect(x: 0, y: top, width: size.width, height: size.height - top - bottom)
    panes = Self.panes(state, tier, content).filter { !$0.1.isEmpty }
  }

  /// The rectangle of a pane, when it is on the screen.
  func rect(_ pane: PaneID) -> Rect? { panes.first { $0.pane == pane }?.rect }

  /// The inside of a pane.
  func inside(_ pane: PaneID) -> Rect? {
    rect(pane).map { hasBorders ? Box.inside($0) : $0 }
  }

  /// The pane at a position.
  func pane(at point: Point) -> PaneID? { panes.first { $0.rect.contains(point) }?.pane }

  private static func panes(
    _ state: DashboardState, _ tier: Tier, _ content: Rect
  ) -> [(PaneID, Rect)] {
    if tier == .narrow || state.isZoomed { return [(state.focus, content)] }
    switch state.place {
    case .overview: return overview(state, tier, content)
    case .sources:
      let isQuiet = state.live?.failures.isEmpty ?? true && state.live?.notices.isEmpty ?? true
      let parts = Layout.rows(
        content, [.weight(1, minimum: 4), isQuiet ? .fixed(5) : .weight(1, minimum: 4)])
      return [(.sources, parts[0]), (.failures, parts[1])]
    case .audit: return [(.audit, content)]
    case .rules:
      let problems = state.live?.rules?.problems.count ?? 0
      guard problems > 0 else { return [(.rules, content)] }
      let height = min(problems + 6, max(7, content.height * 2 / 5))
      let parts = Layout.rows(content, [.weight(1, minimum: 6), .fixed(height)])
      return [(.rules, parts[0]), (.ruleProblems, parts[1])]
    case .finding:
      guard content.width >= 150 else { return [(.finding, content)] }
      let columns = Layout.columns(content, [.weight(1), .fixed(max(56, content.width / 3))])
      let right = Layout.rows(columns[1], [.weight(1, minimum: 8), .fixed(11)])
      return [(.finding, columns[0]), (.chart, right[0]), (.heat, right[1])]
    case .credential:
      let top = tier == .normal ? max(7, content.height * 2 / 5) : max(11, content.height / 3)
      let rows = Layout.rows(content, [.fixed(top), .weight(1, minimum: 6)])
      guard tier >= .wide else { return [(.chart, rows[0]), (.credential, rows[1])] }
      let columns = Layout.columns(rows[0], [.weight(1), .fixed(56)])
      return [(.chart, columns[0]), (.heat, columns[1]), (.credential, rows[1])]
    }
  }

  private static func overview(
    _ state: DashboardState, _ tier: Tier, _ content: Rect
  ) -> [(PaneID, Rect)] {
    switch tier {
    case .tiny, .narrow, .normal:
      let main: PaneID =
        state.focus == .inventory || state.focus == .chart ? state.focus : .alerts
      let strip = content.height >= 18 ? 7 : 5
      let rows = Layout.rows(content, [.weight(1, minimum: 8), .fixed(strip)])
      return [(main, rows[0]), (.detail, rows[1])]
    case .wide:
      let chart = max(9, content.height * 3 / 10)
      let detail = content.height >= 38 ? 9 : 7
      let rows = Layout.rows(
        content, [.weight(1, minimum: 10), .fixed(chart), .fixed(detail)])
      let left = min(58, max(44, content.width * 3 / 8))
      let columns = Layout.columns(rows[0], [.fixed(left), .weight(1)])
      return [
        (.inventory, columns[0]), (.alerts, columns[1]), (.chart, rows[1]), (.detail, rows[2]),
      ]
    case .huge:
      let rows = Layout.rows(content, [.weight(7), .weight(4)])
      let inventory = min(72, max(58, content.width * 29 / 100))
      let detail = min(80, max(48, content.width / 4))
      let columns = Layout.columns(
        rows[0], [.fixed(inventory), .weight(1), .fixed(detail)])
      let charts = Layout.columns(rows[1], [.weight(7), .weight(6), .weight(5)])
      return [
        (.inventory, columns[0]), (.alerts, columns[1]), (.detail, columns[2]),
        (.chart, charts[0]), (.activity, charts[1]), (.heat, charts[2]),
      ]
    }
  }
}
