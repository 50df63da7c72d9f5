public import SecurityModel

/// Which incidents to read; they come newest first by their last finding.
public struct IncidentQuery: Hashable, Sendable {
  /// Wall-clock time: a mute that has ended by then no longer counts.
  public var now: Timestamp
  public var id: String?
  public var credential: String?
  public var minimumSeverity = Severity.info
  /// Only incidents with a finding that is new, acknowledged or in progress.
  public var openOnly = false
  /// Half-open range that the incident's span must touch.
  public var from: Timestamp?
  public var to: Timestamp?
  public var limit: Int
  public var offset = 0
  /// Most findings given with each incident, in time order.
  public var findingLimit = 100
  /// False leaves `Finding.evidence` empty.
  public var includesEvidence = false

  public init(now: Timestamp, limit: Int = 100) {
    self.now = now
    self.limit = limit
  }
}
