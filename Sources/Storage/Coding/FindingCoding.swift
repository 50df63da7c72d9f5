import SecurityModel

/// The texts under which the structured parts of a finding are stored.
///
/// JSON, so that the store can be read with any SQLite client.
struct FindingCoding {
  var observed: String
  var expected: String
  var evidence: String
  var attack: String
  var owasp: String
  var controls: String
  /// Hash of everything in the finding; equal = nothing has changed.
  var digest: Int64

  /// Encodes the structured parts of `finding`.
  init(_ finding: Finding) {
    observed = finding.observed.text
    expected = finding.expected.text
    evidence =
      JSONValue.array(finding.evidence.prefix(Finding.evidenceLimit).map(\.json)).text
    attack = Self.list(finding.attack)
    owasp = Self.list(finding.owasp)
    controls = finding.controls.json.text
    var state: UInt64 = 1
    for text in [
      finding.id, finding.detector, finding.title, finding.org, finding.credential,
      finding.integration, finding.incident, finding.explanation, observed, expected, evidence,
      attack, owasp, controls,
    ] {
      state = StableHash.combine(state, StableHash.string(text))
    }
    for number in [
      Int64(finding.detectorVersion), Int64(finding.severity.rawValue),
      Int64(bitPattern: finding.confidence.bitPattern), Int64(finding.platform.rawValue),
      finding.raised.milliseconds, finding.firstSeen.milliseconds,
      finding.lastSeen.milliseconds, Int64(finding.count), Int64(finding.risk),
      finding.isLate ? 1 : 0,
    ] {
      state = StableHash.combine(state, UInt64(bitPattern: number))
    }
    digest = Int64(bitPattern: state)
  }

  private static func list(_ texts: [String]) -> String {
    JSONValue.array(texts.map { .string($0) }).text
  }

  /// The value of stored JSON; null when it is damaged.
  static func value(_ text: String) -> JSONValue {
    (try? JSONReader.parse(text)) ?? .null
  }

  /// The texts of a stored list.
  static func texts(_ text: String) -> [String] {
    value(text).array?.compactMap(\.string) ?? []
  }

  /// The stored evidence.
  static func events(_ text: String) -> [NormalizedEvent] {
    value(text).array?.map { NormalizedEvent(members: $0.members ?? []) } ?? []
  }

  /// The stored mapping to control frameworks.
  static func controls(_ text: String) -> ControlMapping {
    let value = value(text)
    func clauses(_ framework: String) -> [String] {
      value[framework]?.array?.compactMap(\.string) ?? []
    }
    return ControlMapping(
      soc2: clauses("soc2"), gdpr: clauses("gdpr"), ccpa: clauses("ccpa"),
      nist80053: clauses("nist_800_53"), hipaa: clauses("hipaa"), sox: clauses("sox"),
      pciDSS: clauses("pci_dss"))
  }
}
