import GRDB
import SecurityModel

/// Reads whole findings by row number.
struct FindingReader {
  private let db: Database
  private let now: Timestamp
  private let includesEvidence: Bool
  private let select: Prepared

  /// - Parameter now: wall-clock time at which mutes are looked at.
  init(_ db: Database, now: Timestamp, includesEvidence: Bool) throws {
    self.db = db
    self.now = now
    self.includesEvidence = includesEvidence
    select = try Prepared(
      db,
      includesEvidence
        ? "SELECT \(Self.columns), evidence \(Self.source)"
        : "SELECT \(Self.columns) \(Self.source)")
  }

  /// The finding in this row; nil when there is none.
  func record(_ row: Int64) throws -> FindingRecord? {
    select.bind(1, row)
    defer { select.reset() }
    guard try select.next() else { return nil }
    let finding = Finding(
      id: select.text(0), detector: select.text(1), detectorVersion: Int(select.int(16)),
      title: select.text(15), severity: Severity(stored: select.int(2)),
      confidence: select.double(17),
      platform: UInt8(exactly: select.int(3)).flatMap { Platform(rawValue: $0) } ?? .generic,
      org: select.text(4), credential: select.text(5), integration: select.text(6),
      incident: select.text(7), raised: Timestamp(milliseconds: select.int(8)),
      firstSeen: Timestamp(milliseconds: select.int(9)),
      lastSeen: Timestamp(milliseconds: select.int(10)), count: Int(select.int(11)),
      explanation: select.text(18), observed: FindingCoding.value(select.text(19)),
      expected: FindingCoding.value(select.text(20)),
      evidence: includesEvidence ? FindingCoding.events(select.text(25)) : [],
      attack: FindingCoding.texts(select.text(21)), owasp: FindingCoding.texts(select.text(22)),
      controls: FindingCoding.controls(select.text(23)), risk: Int(select.int(12)),
      isLate: select.int(24) != 0)
    let stored = Timestamp(milliseconds: select.int(13))
    let state =
      select.int(14) == 0
      ? FindingState()
      : try ActionTable.state(db, row: row, severity: finding.severity, now: now)
    return FindingRecord(finding: finding, state: state, stored: stored)
  }

  private static let columns = """
    finding.id, detector, severity, platform, org, credential, integration, incident, raised,
    first_seen, last_seen, count, risk, stored, version, title, detector_version, confidence,
    explanation, observed, expected, attack, owasp, controls, late
    """

  private static let source = "FROM finding JOIN finding_body USING (row) WHERE finding.row = ?"
}
