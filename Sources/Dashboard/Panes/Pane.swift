import TerminalKit

/// A pane as the screen knows it.
struct Pane: Sendable {
  var id: PaneID
  /// Draws into its rectangle, border included.
  var draw: @Sendable (DashboardState, Rect, ScreenLayout, inout Canvas) -> Void
}

/// All panes. A new one is a file in this folder and a line here.
enum PaneRegistry {
  static let all: [Pane] = [
    AlertsPane.pane,
    InventoryPane.pane,
    ChartPane.pane,
    ActivityPane.pane,
    HeatPane.pane,
    DetailPane.pane,
    FindingPane.pane,
    CredentialPane.pane,
    SourcesPane.pane,
    FailuresPane.pane,
    AuditPane.pane,
    RulesPane.pane,
    RuleProblemsPane.pane,
  ]

  static func pane(_ id: PaneID) -> Pane? { all.first { $0.id == id } }
}

extension Canvas {
  /// Draws the border of a pane when the layout has borders.
  /// - Returns: the inside.
  mutating func frame(
    _ id: PaneID, _ state: DashboardState, _ rect: Rect, _ layout: ScreenLayout, title: Line,
    right: Line = Line(), footer: Line = Line()
  ) -> Rect {
    guard layout.hasBorders else { return rect }
    draw(
      Box(
        title: title, rightTitle: right, footer: footer,
        isFocused: state.focus == id && state.overlay == nil), in: rect)
    return Box.inside(rect)
  }

  /// Some lines in the middle of a rectangle: why it is empty and what helps.
  mutating func empty(_ lines: [Line], in rect: Rect) {
    let top = rect.y + max(0, (rect.height - lines.count) / 2)
    for (row, line) in lines.enumerated() where top + row < rect.maxY {
      put(line, x: rect.x + 1, y: top + row, width: rect.width - 2, align: .center)
    }
  }
}

extension Table.Column {
  /// The heading of the column that the list is sorted by ends in an arrow.
  mutating func makeRoomForArrow() {
    minimum = max(minimum, title.width + 1)
    ideal = max(ideal, minimum)
  }
}

extension Rect {
  /// Inside of a border, a cell of air at both sides when there is room.
  var padded: Rect { width >= 40 ? insetBy(dx: 1, dy: 0) : self }

  /// A cell of air at the right, where the scroll bar is.
  var paddedRight: Rect { width >= 40 ? Rect(x: x, y: y, width: width - 1, height: height) : self }
}
