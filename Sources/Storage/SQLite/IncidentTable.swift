import GRDB
import SecurityModel

/// Summaries of incidents, so that a list of them doesn't read all findings.
enum IncidentTable {
  /// Makes the summaries of these incidents again from their findings.
  static func refresh(_ db: Database, _ ids: Set<String>) throws {
    let select = try Prepared(
      db,
      """
      SELECT min(first_seen), max(last_seen), max(severity), count(*), sum(status < 3), credential
      FROM finding WHERE incident = ? AND incident <> ''
      """)
    let replace = try Prepared(
      db, "INSERT OR REPLACE INTO incident VALUES (?, ?, ?, ?, ?, ?, ?)")
    let delete = try Prepared(db, "DELETE FROM incident WHERE id = ?")
    for id in ids.sorted() {
      select.bind(1, id)
      guard try select.next(), select.int(3) > 0 else {
        select.reset()
        delete.bind(1, id)
        try delete.run()
        continue
      }
      replace.bind(1, id)
      replace.bind(2, select.text(5))
      replace.bind(3, select.int(2))
      replace.bind(4, select.int(0))
      replace.bind(5, select.int(1))
      replace.bind(6, select.int(3))
      replace.bind(7, select.int(4))
      select.reset()
      try replace.run()
    }
  }

  /// The incidents that match, newest first.
  static func read(_ db: Database, _ query: IncidentQuery) throws -> [IncidentRecord] {
    var sql = SQLBuilder()
    sql.add("SELECT id, severity, first_seen, last_seen, findings FROM incident")
    sql.add("WHERE severity >= ?", Int64(query.minimumSeverity.rawValue))
    if let id = query.id { sql.add("AND id = ?", id) }
    if let credential = query.credential { sql.add("AND credential = ?", credential) }
    if let from = query.from { sql.add("AND last_seen >= ?", from.milliseconds) }
    if let to = query.to { sql.add("AND first_seen < ?", to.milliseconds) }
    if query.openOnly {
      sql.add(
        """
        AND (open > 0 OR EXISTS (
          SELECT 1 FROM finding WHERE incident = incident.id AND incident <> ''
            AND status = 3 AND muted_until <= ?))
        """, query.now.milliseconds)
    }
    sql.add("ORDER BY last_seen DESC, id")
    sql.add("LIMIT ? OFFSET ?", Int64(max(0, query.limit)), Int64(max(0, query.offset)))
    let select = try sql.prepared(db)
    let rows = try Prepared(
      db,
      """
      SELECT row FROM finding WHERE incident = ? AND incident <> ''
      ORDER BY raised, id LIMIT ?
      """)
    let reader = try FindingReader(db, now: query.now, includesEvidence: query.includesEvidence)
    var result: [IncidentRecord] = []
    while try select.next() {
      let id = select.text(0)
      rows.bind(1, id)
      rows.bind(2, Int64(max(1, query.findingLimit)))
      var findings: [FindingRecord] = []
      while try rows.next() {
        if let record = try reader.record(rows.int(0)) { findings.append(record) }
      }
      guard
        let incident = IncidentRecord(
          id: id, findings: findings, severity: Severity(stored: select.int(1)),
          firstSeen: Timestamp(milliseconds: select.int(2)),
          lastSeen: Timestamp(milliseconds: select.int(3)), total: Int(select.int(4)))
      else { continue }
      result.append(incident)
    }
    return result
  }
}
