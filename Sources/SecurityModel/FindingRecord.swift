/// A finding as stored, with where it stands in the workflow.
public struct FindingRecord: Hashable, Sendable {
  public var finding: Finding
  public var state: FindingState
  /// Wall-clock time at which it was first stored.
  public var stored: Timestamp

  public init(finding: Finding, state: FindingState, stored: Timestamp) {
    self.finding = finding
    self.state = state
    self.stored = stored
  }
}

/// Findings of one credential that belong together (within six hours of one another).
public struct IncidentRecord: Hashable, Sendable {
  public var id: String
  public var title: String
  public var severity: Severity
  public var platform: Platform
  public var org: String
  public var credential: String
  public var integration: String
  public var firstSeen: Timestamp
  public var lastSeen: Timestamp
  /// Findings in time order.
  public var findings: [FindingRecord]

  public init(
    id: String, title: String, severity: Severity, platform: Platform, org: String,
    credential: String, integration: String, firstSeen: Timestamp, lastSeen: Timestamp,
    findings: [FindingRecord]
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.platform = platform
    self.org = org
    self.credential = credential
    self.integration = integration
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.findings = findings
  }
}

/// What became of one analyst action.
public enum ActionResult: Hashable, Sendable {
  /// Stored under this sequence number.
  case stored(sequence: Int64)
  /// Somebody was faster: who did what, when.
  case conflict(by: String, verb: String, at: Timestamp)
  case unknownFinding
}
