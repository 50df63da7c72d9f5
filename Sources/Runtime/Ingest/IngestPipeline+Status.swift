import Detection
import SecurityModel

extension IngestPipeline {
  /// Posts counters and source health, at most ten times a second unless forced.
  func postStatus(force: Bool) {
    let now = clock.monotonic()
    guard force || now &- lastStatus >= 100 else { return }
    lastStatus = now
    rate.note(total: engine.appliedEvents, at: now)
    let health = readers.map(\.health) + failedSources.values.sorted { $0.uri < $1.uri }
    let newest = engine.now
    let perSecond = rate.perSecond
    let history = rate.history
    let credentials = engine.credentialCount
    let counters = current
    let commits = commits
    board.update {
      $0.sources = health
      $0.newestEvent = newest == .distantPast ? nil : newest
      $0.eventsPerSecond = perSecond
      $0.rateHistory = history
      $0.credentials = credentials
      $0.counters = counters
      $0.commits = commits
    }
  }
}
