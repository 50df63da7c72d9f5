import GRDB
import SecurityModel

/// Writes findings: the narrow row, the wide part, the search index.
struct FindingTable {
  private let db: Database
  private let now: Timestamp
  /// Incidents whose summary must be made again at the end of the transaction.
  private(set) var incidents: Set<String> = []
  /// True once anything was written.
  private(set) var hasChanged = false
  /// True once a status changed by itself.
  private(set) var hasExpired = false

  /// - Parameter now: wall-clock time of the transaction.
  init(_ db: Database, now: Timestamp) {
    self.db = db
    self.now = now
  }

  /// Adds or replaces one finding; one that is the same as stored changes nothing.
  mutating func write(_ finding: Finding) throws {
    let coding = FindingCoding(finding)
    let fields = SearchText.fields(finding)
    let words = fields.reduce(UInt64(0)) { StableHash.combine($0, StableHash.string($1)) }
    let select = try Prepared(
      db, "SELECT row, digest, words, version, incident FROM finding WHERE id = ?")
    select.bind(1, finding.id)
    guard try select.next() else {
      try insert(finding, coding, fields, words: Int64(bitPattern: words))
      return
    }
    let row = select.int(0)
    let isSame = select.int(1) == coding.digest
    let sameWords = select.int(2) == Int64(bitPattern: words)
    let version = select.int(3)
    let incident = select.text(4)
    select.reset()
    if isSame { return }
    let update = try Prepared(
      db,
      """
      UPDATE finding SET detector = ?, severity = ?, platform = ?, org = ?, credential = ?,
        integration = ?, incident = ?, raised = ?, first_seen = ?, last_seen = ?, count = ?,
        risk = ?, digest = ?, words = ? WHERE row = ?
      """)
    bind(update, finding, from: 1)
    update.bind(13, coding.digest)
    update.bind(14, Int64(bitPattern: words))
    update.bind(15, row)
    try update.run()
    try writeBody(row, finding, coding)
    if !sameWords {
      let text = try Prepared(
        db,
        """
        UPDATE finding_text SET title = ?, names = ?, explanation = ?, evidence = ?
        WHERE rowid = ?
        """)
      bind(text, fields, from: 1)
      text.bind(5, row)
      try text.run()
    }
    if version > 0 {
      try Self.writeState(
        db, row: row,
        ActionTable.state(db, row: row, severity: finding.severity, now: now))
    }
    touch(incident, finding.incident)
  }

  /// Makes findings whose mute has ended new again.
  mutating func expireMutes() throws {
    let select = try Prepared(
      db,
      "SELECT row, severity, incident FROM finding WHERE status = 3 AND muted_until <= ?")
    select.bind(1, now.milliseconds)
    var ended: [(row: Int64, severity: Severity)] = []
    while try select.next() {
      ended.append((select.int(0), Severity(stored: select.int(1))))
      touch(select.text(2), "")
    }
    for (row, severity) in ended {
      try Self.writeState(
        db, row: row, ActionTable.state(db, row: row, severity: severity, now: now))
      hasExpired = true
    }
  }

  /// Brings the summaries of all touched incidents up to date.
  func finish() throws {
    try IncidentTable.refresh(db, incidents)
  }

  /// Stores the derived state of a finding.
  static func writeState(_ db: Database, row: Int64, _ state: FindingState) throws {
    let update = try Prepared(
      db,
      """
      UPDATE finding SET status = ?, muted_until = ?, assignee = ?, version = ? WHERE row = ?
      """)
    update.bind(1, state.status.code)
    update.bind(2, state.status == .suppressed ? state.mutedUntil?.milliseconds : nil)
    update.bind(3, state.assignee)
    update.bind(4, state.version)
    update.bind(5, row)
    try update.run()
  }

  private mutating func insert(
    _ finding: Finding, _ coding: FindingCoding, _ fields: [String], words: Int64
  ) throws {
    let insert = try Prepared(
      db,
      """
      INSERT INTO finding (detector, severity, platform, org, credential, integration, incident,
        raised, first_seen, last_seen, count, risk, digest, words, id, stored)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    bind(insert, finding, from: 1)
    insert.bind(13, coding.digest)
    insert.bind(14, words)
    insert.bind(15, finding.id)
    insert.bind(16, now.milliseconds)
    try insert.run()
    let row = db.lastInsertedRowID
    try writeBody(row, finding, coding)
    let text = try Prepared(
      db,
      """
      INSERT INTO finding_text (title, names, explanation, evidence, rowid, notes)
      VALUES (?, ?, ?, ?, ?, '')
      """)
    bind(text, fields, from: 1)
    text.bind(5, row)
    try text.run()
    touch("", finding.incident)
  }

  private func writeBody(_ row: Int64, _ finding: Finding, _ coding: FindingCoding) throws {
    let body = try Prepared(
      db, "INSERT OR REPLACE INTO finding_body VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    body.bind(1, row)
    body.bind(2, finding.title)
    body.bind(3, Int64(finding.detectorVersion))
    // SQLite keeps NaN as NULL, which the column refuses.
    body.bind(4, finding.confidence.isFinite ? finding.confidence : 0)
    body.bind(5, finding.explanation)
    body.bind(6, coding.observed)
    body.bind(7, coding.expected)
    body.bind(8, coding.attack)
    body.bind(9, coding.owasp)
    body.bind(10, coding.controls)
    body.bind(11, finding.isLate)
    body.bind(12, coding.evidence)
    try body.run()
  }

  private func bind(_ statement: Prepared, _ finding: Finding, from index: Int32) {
    statement.bind(index, finding.detector)
    statement.bind(index + 1, Int64(finding.severity.rawValue))
    statement.bind(index + 2, Int64(finding.platform.rawValue))
    statement.bind(index + 3, finding.org)
    statement.bind(index + 4, finding.credential)
    statement.bind(index + 5, finding.integration)
    statement.bind(index + 6, finding.incident)
    statement.bind(index + 7, finding.raised.milliseconds)
    statement.bind(index + 8, finding.firstSeen.milliseconds)
    statement.bind(index + 9, finding.lastSeen.milliseconds)
    statement.bind(index + 10, Int64(finding.count))
    statement.bind(index + 11, Int64(finding.risk))
  }

  private func bind(_ statement: Prepared, _ fields: [String], from index: Int32) {
    for (i, field) in fields.enumerated() { statement.bind(index + Int32(i), field) }
  }

  private mutating func touch(_ old: String, _ new: String) {
    hasChanged = true
    if !old.isEmpty { incidents.insert(old) }
    if !new.isEmpty { incidents.insert(new) }
  }
}

extension Severity {
  /// The severity of a stored number; the highest for one that isn't known.
  init(stored: Int64) {
    self = UInt8(exactly: stored).flatMap { Severity(rawValue: $0) } ?? .critical
  }
}
