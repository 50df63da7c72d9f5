/// Everything that describes a detector to people: its row in lists, screens, reports and docs.
public struct DetectorRow: Hashable, Sendable {
  /// Catalogue id, such as `VOL-001`.
  public var id: String
  /// Raised when the logic changes so that ids of findings differ from the old ones.
  public var version: Int
  public var title: String
  /// One sentence: what it notices.
  public var summary: String
  /// Why that matters.
  public var why: String
  /// What to do, a step an element.
  public var runbook: [String]
  /// The severity rule in words.
  public var severityRule: String
  /// Normalized fields it can't work without.
  public var requiredFields: [String]
  public var tunables: [Tunable]
  /// ATT&CK technique ids (v18).
  public var attack: [String]
  /// OWASP API Security Top 10 ids with edition, such as `API4:2023`.
  public var owasp: [String]
  public var controls: ControlMapping
  /// Minutes within which repeats fold into the same finding.
  public var groupMinutes: Int
  /// Kind, for correlation: only statistical and first-seen findings count for COR-001.
  public var kind: Kind

  /// How a detector reaches its conclusion.
  public enum Kind: String, Sendable {
    case statistical
    case firstSeen
    case policy
    case sequence
    case correlation
    case inventory
  }

  public init(
    id: String, version: Int = 1, title: String, summary: String, why: String,
    runbook: [String], severityRule: String, requiredFields: [String],
    tunables: [Tunable] = [], attack: [String], owasp: [String], controls: ControlMapping,
    groupMinutes: Int = 360, kind: Kind
  ) {
    self.id = id
    self.version = version
    self.title = title
    self.summary = summary
    self.why = why
    self.runbook = runbook
    self.severityRule = severityRule
    self.requiredFields = requiredFields
    self.tunables = tunables
    self.attack = attack
    self.owasp = owasp
    self.controls = controls
    self.groupMinutes = groupMinutes
    self.kind = kind
  }

  /// The family: the letters before the dash.
  public var family: String { String(id.prefix { $0 != "-" }) }
}

/// One number of a detector that the user may change.
public struct Tunable: Hashable, Sendable {
  /// Key in the configuration: `detectors: {VOL-003: {per_key_per_minute: 300}}`.
  public var key: String
  public var value: Double
  /// `calls`, `minutes`, `ratio`, `days`, …
  public var unit: String
  public var help: String
  public var range: ClosedRange<Double>

  public init(
    _ key: String, _ value: Double, unit: String, help: String,
    range: ClosedRange<Double> = 0...1e12
  ) {
    self.key = key
    self.value = value
    self.unit = unit
    self.help = help
    self.range = range
  }
}
