/// Something a detector noticed, with its explanation and evidence.
///
/// Made by the engine alone; what analysts do to it is kept apart as `AnalystAction`s, so that a
/// replay of the same input never overwrites their work. `id` is a hash of the detector, its
/// version, platform, org, credential and window start or triggering time (`FindingID`).
public struct Finding: Hashable, Sendable {
  public var id: String
  /// Catalogue id such as `NEW-004`, or the id of a user's rule.
  public var detector: String
  public var detectorVersion: Int
  public var title: String
  public var severity: Severity
  /// 0...1
  public var confidence: Double
  public var platform: Platform
  public var org: String
  /// Credential key; for findings about an org or an address, that name.
  public var credential: String
  public var integration: String
  /// Id of the incident this finding belongs to.
  public var incident: String
  /// Event time at which it was raised.
  public var raised: Timestamp
  public var firstSeen: Timestamp
  public var lastSeen: Timestamp
  /// How often it occurred inside its grouping interval.
  public var count: Int
  /// One sentence with observed and expected numbers.
  public var explanation: String
  /// Named numbers and lists: what was seen.
  public var observed: JSONValue
  /// The same names: what would have been normal.
  public var expected: JSONValue
  /// At most 20 normalized events.
  public var evidence: [NormalizedEvent]
  public var attack: [String]
  public var owasp: [String]
  public var controls: ControlMapping
  /// 0...100, the credential's accumulated risk when this was last updated (COR-003).
  public var risk: Int
  /// True when raised by an event that arrived behind the reorder bound.
  public var isLate: Bool

  /// Most evidence events kept on one finding.
  public static let evidenceLimit = 20

  public init(
    id: String, detector: String, detectorVersion: Int, title: String, severity: Severity,
    confidence: Double, platform: Platform, org: String, credential: String, integration: String,
    incident: String = "", raised: Timestamp, firstSeen: Timestamp, lastSeen: Timestamp,
    count: Int = 1, explanation: String, observed: JSONValue = .object([]),
    expected: JSONValue = .object([]), evidence: [NormalizedEvent] = [], attack: [String] = [],
    owasp: [String] = [], controls: ControlMapping = .init(), risk: Int = 0, isLate: Bool = false
  ) {
    self.id = id
    self.detector = detector
    self.detectorVersion = detectorVersion
    self.title = title
    self.severity = severity
    self.confidence = confidence
    self.platform = platform
    self.org = org
    self.credential = credential
    self.integration = integration
    self.incident = incident
    self.raised = raised
    self.firstSeen = firstSeen
    self.lastSeen = lastSeen
    self.count = count
    self.explanation = explanation
    self.observed = observed
    self.expected = expected
    self.evidence = evidence
    self.attack = attack
    self.owasp = owasp
    self.controls = controls
    self.risk = risk
    self.isLate = isLate
  }
}

/// Clauses of control frameworks that a finding is evidence for; never proof of compliance.
public struct ControlMapping: Hashable, Sendable {
  public var soc2: [String]
  public var gdpr: [String]
  public var ccpa: [String]
  public var nist80053: [String]
  public var hipaa: [String]
  public var sox: [String]
  public var pciDSS: [String]

  public init(
    soc2: [String] = [], gdpr: [String] = [], ccpa: [String] = [], nist80053: [String] = [],
    hipaa: [String] = [], sox: [String] = [], pciDSS: [String] = []
  ) {
    self.soc2 = soc2
    self.gdpr = gdpr
    self.ccpa = ccpa
    self.nist80053 = nist80053
    self.hipaa = hipaa
    self.sox = sox
    self.pciDSS = pciDSS
  }

  /// Framework keys as used in JSON, with their clauses, in a fixed order.
  public var entries: [(framework: String, clauses: [String])] {
    [
      ("soc2", soc2), ("gdpr", gdpr), ("ccpa", ccpa), ("nist_800_53", nist80053),
      ("hipaa", hipaa), ("sox", sox), ("pci_dss", pciDSS),
    ]
  }

  /// The mapping as a JSON object with all seven framework keys.
  public var json: JSONValue {
    .object(entries.map { .init($0.framework, .array($0.clauses.map { .string($0) })) })
  }
}
