public import SecurityModel

/// How far back a store keeps what; nil = for ever.
public struct Retention: Hashable, Sendable {
  /// Minute-by-minute counts of hours before this time are dropped; the hours stay.
  public var minutesBefore: Timestamp?
  /// Hourly volumes before this time are deleted.
  public var rollupsBefore: Timestamp?
  /// Closed findings last seen before this time are deleted with their actions.
  public var closedFindingsBefore: Timestamp?

  public init(
    minutesBefore: Timestamp? = nil, rollupsBefore: Timestamp? = nil,
    closedFindingsBefore: Timestamp? = nil
  ) {
    self.minutesBefore = minutesBefore
    self.rollupsBefore = rollupsBefore
    self.closedFindingsBefore = closedFindingsBefore
  }
}

/// What `Store.prune` removed.
public struct PruneReport: Hashable, Sendable {
  /// Hours whose minutes were dropped (one for each credential).
  public var minutes: Int
  /// Hours deleted (one for each credential).
  public var rollups: Int
  public var findings: Int
  /// Actions deleted with their findings.
  public var actions: Int

  public init(minutes: Int = 0, rollups: Int = 0, findings: Int = 0, actions: Int = 0) {
    self.minutes = minutes
    self.rollups = rollups
    self.findings = findings
    self.actions = actions
  }
}
