import SecurityModel
import TerminalKit

/// Which stretch of time the chart shows: the one the user moved to, else the one that holds the
/// finding at hand, else the last one.
extension DashboardState {
  /// The finding that the chart is about; nil when it is about a credential as such.
  var chartFinding: Finding? {
    switch place {
    case .finding(let id): findings[id]?.finding ?? findingDetail?.record.finding
    case .credential:
      credentialFinding == nil
        ? nil : credentialDetail?.findings[safe: credentialCursor]?.finding
    case .overview:
      focus == .inventory || chartFollowsInventory ? nil : findings.current?.finding
    case .sources, .audit, .rules: nil
    }
  }

  /// The end of the window that is shown; nil = up to now.
  var chartWindowEnd: Timestamp? {
    guard !chartIsPinned else { return chartEnd }
    guard let finding = chartFinding, let now else { return nil }
    let (step, margin) = (chartWindow.step, chartWindow.length / 8)
    guard finding.lastSeen < now.advanced(by: margin - chartWindow.length) else { return nil }
    // What came after it is of interest too, what came before more so.
    return finding.lastSeen.advanced(by: margin).floored(toEvery: step)
  }

  /// The bucket that is read out: the marker or moment chosen, else that of the finding at hand.
  func chartCursor(_ data: ChartData) -> Int? {
    let id = chartFinding?.id
    let time =
      chartPoint ?? chartMarker.flatMap { data.markers[safe: $0]?.time }
      ?? data.markers.first { $0.finding == id }?.time
    guard let time, time >= data.start else { return nil }
    let bucket = Int(time.since(data.start) / data.step)
    return bucket < data.calls.count ? bucket : nil
  }

  /// Another finding or credential: the window and the marker were chosen for the one before.
  mutating func settleChart() {
    let subject = chartFinding?.id ?? selectedCredential
    guard let subject, subject != chartSubject else { return }
    // The first one is no change.
    if chartSubject != nil {
      // Another page begins at its beginning.
      scroll[.detail] = 0
      chartIsPinned = false
      chartEnd = nil
      chartMarker = nil
      chartPoint = nil
    }
    chartSubject = subject
  }

  mutating func runInChart(_ command: Command) {
    let windows = ChartWindow.allCases
    let index = windows.firstIndex(of: chartWindow) ?? 0
    switch command {
    case .zoomIn: chartWindow = windows[max(0, index - 1)]
    case .zoomOut: chartWindow = windows[min(windows.count - 1, index + 1)]
    case .panLeft: panChart(by: -chartWindow.length / 4)
    case .panRight: panChart(by: chartWindow.length / 4)
    case .panNow:
      chartIsPinned = true
      chartEnd = nil
    case .logScale: chartIsLogarithmic.toggle()
    case .compare: comparesWeeks.toggle()
    case .previousMarker, .nextMarker: stepMarker(forward: command == .nextMarker)
    default: break
    }
  }

  /// Moves the window; past the newest event it goes along with it again.
  mutating func panChart(by distance: Int64) {
    guard let now else { return }
    let end = (chartWindowEnd ?? now).advanced(by: distance)
    chartIsPinned = true
    chartEnd = end >= now ? nil : end
  }

  private mutating func stepMarker(forward: Bool) {
    guard let chart, !chart.markers.isEmpty else { return }
    let id = chartFinding?.id
    let start = chartMarker ?? chart.markers.firstIndex { $0.finding == id }
    let count = chart.markers.count
    let target = (start ?? (forward ? -1 : count)) + (forward ? 1 : -1)
    chartPoint = nil
    chartMarker = min(max(0, target), count - 1)
  }
}
