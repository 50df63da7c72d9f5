import SecurityModel
import Testing
import TerminalKit

@testable import Dashboard

@Suite struct MouseTests {
  private func press(_ x: Int, _ y: Int) -> Message {
    .key(.mouse(MouseEvent(action: .press, button: .left, position: Point(x: x, y: y))))
  }

  private func inside(_ pane: PaneID, _ harness: Harness) throws -> Rect {
    try #require(ScreenLayout(harness.state, size: harness.state.size).inside(pane))
  }

  /// The column at which a heading stands.
  private func heading(_ title: String, in rect: Rect, _ harness: Harness) throws -> Int {
    let row = Array(harness.frame.grid.row(rect.y))
    let text = Array(title)
    return try #require(
      (rect.x..<(rect.maxX - text.count)).first { Array(row[$0..<($0 + text.count)]) == text })
  }

  @Test("a click on a heading sorts by it, another one turns it round")
  func headings() throws {
    var harness = Harness()
    let alerts = try inside(.alerts, harness)
    harness.send(press(try heading("AGE", in: alerts, harness), alerts.y))
    #expect(harness.state.findings.order == .init(.age))
    harness.send(press(try heading("AGE", in: alerts, harness), alerts.y))
    #expect(harness.state.findings.order == .init(.age, isReversed: true))
    let inventory = try inside(.inventory, harness)
    harness.send(press(try heading("/h", in: inventory, harness), inventory.y))
    #expect(harness.state.credentials.order == .init(.calls))
    #expect(harness.state.focus == .inventory)
  }

  @Test("two clicks are a double click only when they follow each other at once")
  func doubleClick() throws {
    var harness = Harness()
    let alerts = try inside(.alerts, harness)
    harness.send(.tick(Fixture.wall))
    harness.send(press(alerts.x + 8, alerts.y + 3))
    harness.send(.tick(Fixture.wall.advanced(by: 2_000)))
    harness.send(press(alerts.x + 8, alerts.y + 3))
    #expect(harness.state.place == .overview)
    harness.send(.tick(Fixture.wall.advanced(by: 2_200)))
    harness.send(press(alerts.x + 8, alerts.y + 3))
    #expect(harness.state.place == .finding("0000000000000003"))
  }

  @Test("a click in the chart reads that moment out, a pull moves the window")
  func chart() throws {
    var harness = Harness()
    let chart = try inside(.chart, harness)
    harness.send(press(chart.x + chart.width / 2, chart.y + 2))
    let point = try #require(harness.state.chartPoint)
    let half = Fixture.event.advanced(by: -ChartWindow.twoHours.length / 2)
    #expect(abs(point.since(half)) < 5 * 60_000)
    harness.send(
      .key(
        .mouse(
          MouseEvent(
            action: .drag, button: .left,
            position: Point(x: chart.x + chart.width / 2 + 30, y: chart.y + 2)))))
    let end = try #require(harness.state.chartWindowEnd)
    #expect(end < Fixture.event.advanced(by: -25 * 60_000))
  }

  @Test("choices of a menu can be clicked, and a click beside it does nothing")
  func menu() throws {
    var harness = Harness()
    harness.type("m")
    harness.send(press(1, 1))
    guard case .menu(let menu) = harness.state.overlay else { return #expect(Bool(false)) }
    let lines = harness.text.split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(lines.firstIndex { $0.contains("8 hours") })
    let layout = ScreenLayout(harness.state, size: harness.state.size)
    #expect(OverlayView.item(at: Point(x: 60, y: row), menu, layout) == 1)
    harness.send(press(60, row))
    guard case .prompt(let prompt) = harness.state.overlay, case .muteReason = prompt.kind else {
      return #expect(Bool(false))
    }
  }

  @Test("a click chooses among a credential's findings")
  func credentialFindings() throws {
    var harness = Harness()
    harness.type("2<Enter>")
    let lines = harness.text.split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(lines.firstIndex { $0.contains("Per-key rate above 300") })
    harness.send(press(20, row))
    #expect(harness.state.credentialCursor == 0)
  }
}
