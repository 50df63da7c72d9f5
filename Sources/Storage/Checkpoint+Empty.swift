import SecurityModel

extension Checkpoint {
  /// True when nothing but totals and position could have changed.
  var isEmpty: Bool {
    sources.isEmpty && state.isEmpty && feed == nil && rollups.isEmpty && credentials.isEmpty
      && findings.isEmpty && failures.isEmpty
  }
}
