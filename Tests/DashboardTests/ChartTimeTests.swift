import SecurityModel
import Testing
import TerminalKit

@testable import Dashboard

/// Which stretch of time the chart shows.
@Suite struct ChartTimeTests {
  private func lastRequest(_ harness: Harness) -> ChartRequest? {
    for effect in harness.effects.reversed() {
      if case .loadChart(let request) = effect { return request }
    }
    return nil
  }

  @Test("a finding that is older than the window takes the window along")
  func followsFinding() throws {
    var harness = Harness()
    harness.type("j")
    #expect(lastRequest(harness)?.end == nil)
    // The last one is two days old.
    harness.type("G")
    let finding = try #require(harness.state.findings.current?.finding)
    let end = try #require(lastRequest(harness)?.end)
    let length = ChartWindow.twoHours.length
    #expect(end > finding.lastSeen)
    #expect(end.advanced(by: -length) < finding.lastSeen)
    #expect(harness.text.contains("ends "))
    harness.type("g")
    #expect(lastRequest(harness)?.end == nil)
  }

  @Test("what the user moved stays until another finding is under the cursor")
  func panning() {
    var harness = Harness()
    harness.type("G3")
    let end = lastRequest(harness)?.end
    harness.type("h")
    #expect(lastRequest(harness)?.end == end?.advanced(by: -ChartWindow.twoHours.length / 4))
    harness.type("0")
    #expect(lastRequest(harness)?.end == nil)
    harness.type("k")
    #expect(lastRequest(harness)?.end != nil)
  }

  @Test("the bucket of the finding at hand is read out")
  func readOut() {
    var harness = Harness()
    #expect(harness.text.contains("14:36Z 331  normal 12-63"))
    harness.type("3[")
    #expect(!harness.text.contains("14:36Z 331"))
    #expect(harness.text.contains("13:42Z"))
  }

  @Test("C draws the week before as a second line, where it is known")
  func compare() {
    var harness = Harness()
    harness.type("3C")
    #expect(harness.state.toast?.text.plain == "nothing is known of the week before")
    guard var data = harness.state.chart else { return #expect(Bool(false)) }
    data.weekBefore = data.calls.map { $0.map { $0 / 2 } }
    harness.send(.chart(data))
    harness.type("C")
    #expect(harness.state.comparesWeeks)
    #expect(harness.text.contains("week before"))
    #expect(harness.text.contains("before 166"))
    harness.type("C")
    #expect(!harness.text.contains("week before  2h"))
  }

  @Test("the week before comes from the same rollups, seven days on")
  func weekBefore() {
    let end = Fixture.event
    let request = ChartRequest(credential: "c", window: .day)
    var old = HourRollup(
      credential: "c", hour: end.hour.advanced(by: -7 * 86_400_000 - 3_600_000), calls: 12)
    old.minuteCalls = [UInt32](repeating: 1, count: 10) + [2]
    let now = HourRollup(credential: "c", hour: end.hour, calls: 0)
    let data = ChartData(request: request, end: end, rollups: [old, now])
    #expect(data.weekBefore.compactMap { $0 }.reduce(0, +) == 12)
    #expect(data.weekBefore.count == data.calls.count)
    let index = Int(end.hour.advanced(by: -3_600_000).since(data.start) / data.step)
    #expect(data.weekBefore[index] == 10)
    #expect(data.weekBefore[index + 1] == 2)
    // Before the first rollup nothing is known, which is not the same as nothing.
    #expect(data.weekBefore[0] == nil)
    let quarter = ChartData(
      request: ChartRequest(credential: "c", window: .quarter), end: end, rollups: [old, now])
    #expect(quarter.weekBefore.isEmpty)
  }

  @Test("a window without calls says when the last one was")
  func silence() {
    var harness = Harness()
    guard var data = harness.state.chart else { return #expect(Bool(false)) }
    data.calls = data.calls.map { _ in 0 }
    harness.send(.chart(data))
    #expect(harness.text.contains("no calls in these 2 hours; the last one was 14:41Z"))
  }

  @Test("without room for the chart, the detail strip has its outline")
  func outline() {
    let small = Harness(width: 80, height: 24)
    #expect(small.text.contains("calls/min"))
    #expect(small.text.contains("max 405  now 405"))
    var chart = Harness(width: 80, height: 24)
    chart.type("3")
    #expect(!chart.text.contains("│ calls/min"))
  }
}
