import SecurityModel

extension SourceHealth {
  /// The health of a source as its last commit left it.
  init(_ checkpoint: SourceCheckpoint) {
    self.init(
      uri: checkpoint.uri, format: checkpoint.format, position: checkpoint.read,
      size: checkpoint.size, events: checkpoint.events, skipped: checkpoint.skipped,
      lastEvent: checkpoint.lastEvent, state: checkpoint.state,
      // A log that was read to its end may go.
      isHealthy: checkpoint.state == "vanished" && checkpoint.size > 0
        && checkpoint.read >= checkpoint.size
        || ["open", "done"].contains {
          checkpoint.state == $0 || checkpoint.state.hasPrefix($0 + SourceHealth.remarkSeparator)
        })
  }
}
