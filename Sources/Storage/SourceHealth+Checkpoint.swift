import SecurityModel

extension SourceHealth {
  /// The health of a source as its last commit left it.
  init(_ checkpoint: SourceCheckpoint) {
    self.init(
      uri: checkpoint.uri, format: checkpoint.format, position: checkpoint.read,
      size: checkpoint.size, events: checkpoint.events, skipped: checkpoint.skipped,
      lastEvent: checkpoint.lastEvent, state: checkpoint.state,
      isHealthy: checkpoint.state == "open" || checkpoint.state == "done")
  }
}
