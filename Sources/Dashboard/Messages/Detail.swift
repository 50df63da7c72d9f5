public import SecurityModel

/// One finding with what the drill-down needs around it.
public struct FindingDetail: Sendable, Hashable {
  public var record: FindingRecord
  /// The detector's row: why it matters, the runbook.
  public var detector: DetectorRow?
  /// Every action on it, in order; undone ones included.
  public var history: [AnalystAction]
  /// Other findings of its incident, in time order.
  public var related: [FindingRecord]

  public init(
    record: FindingRecord, detector: DetectorRow? = nil, history: [AnalystAction] = [],
    related: [FindingRecord] = []
  ) {
    self.record = record
    self.detector = detector
    self.history = history
    self.related = related
  }
}

/// One credential with what the drill-down needs around it.
public struct CredentialDetail: Sendable, Hashable {
  public var row: CredentialRow
  /// Its findings in time order, closed ones too; the newest hundreds.
  public var findings: [FindingRecord]
  /// Typical calls for each hour of the week, Monday 00Z first; 168 values or none. Nil = no data.
  public var hoursOfWeek: [Double?]
  /// Organisation-declared objects and networks; empty = not declared.
  public var declaredObjects: [String]
  public var declaredNetworks: [String]

  public init(
    row: CredentialRow, findings: [FindingRecord] = [], hoursOfWeek: [Double?] = [],
    declaredObjects: [String] = [], declaredNetworks: [String] = []
  ) {
    self.row = row
    self.findings = findings
    self.hoursOfWeek = hoursOfWeek
    self.declaredObjects = declaredObjects
    self.declaredNetworks = declaredNetworks
  }
}
