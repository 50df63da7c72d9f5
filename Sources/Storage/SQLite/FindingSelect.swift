import GRDB
import SecurityModel

/// Turns a `FindingQuery` into SQL that stays quick with a million findings.
///
/// A query that names a credential, incident, integration, detector or text is driven by that
/// index. Otherwise one ordered walk for each wanted status and severity is merged: each walk
/// follows `finding_queue` and stops after `limit` rows, so a rare status is as quick as a common
/// one.
enum FindingSelect {
  /// Most matches of a text that are looked at, the latest stored first.
  static let textMatchLimit: Int64 = 50_000
  /// Beyond this many rows the merged walks gain nothing.
  private static let mergeLimit = 10_000

  /// Row numbers of the findings that match, in order.
  static func rows(_ db: Database, _ query: FindingQuery) throws -> [Int64] {
    let limit = max(0, query.limit)
    let offset = max(0, query.offset)
    let (end, overflow) = limit.addingReportingOverflow(offset)
    let isOrdered = query.sort == .raised || query.sort == .severity
    var sql = SQLBuilder()
    if isOrdered, !overflow, end <= mergeLimit, !isSelective(query) {
      sql.add("SELECT row FROM (")
      addWalks(query, end: Int64(end), into: &sql)
      sql.add(")")
    } else {
      sql.add("SELECT row FROM finding WHERE true")
      addStatuses(query, into: &sql)
      guard addConditions(query, into: &sql) else { return [] }
    }
    sql.add(order(query))
    sql.add("LIMIT ? OFFSET ?", Int64(limit), Int64(offset))
    let select = try sql.prepared(db)
    var rows: [Int64] = []
    while try select.next() { rows.append(select.int(0)) }
    return rows
  }

  /// How many findings match, without regard to limit and offset.
  static func count(_ db: Database, _ query: FindingQuery) throws -> Int {
    var sql = SQLBuilder()
    sql.add("SELECT count(*) FROM finding WHERE true")
    addStatuses(query, into: &sql)
    guard addConditions(query, into: &sql) else { return 0 }
    let select = try sql.prepared(db)
    defer { select.reset() }
    return try select.next() ? Int(select.int(0)) : 0
  }

  /// Row and id of the findings whose id begins with `prefix`, in order of id.
  static func rows(
    _ db: Database, idPrefix prefix: String, limit: Int
  ) throws -> [(row: Int64, id: String)] {
    // Ids are ASCII; the greatest text that begins with a prefix is below prefix + "\u{7F}".
    let select = try Prepared(
      db, "SELECT row, id FROM finding WHERE id >= ? AND id < ? ORDER BY id LIMIT ?")
    select.bind(1, prefix)
    select.bind(2, prefix + "\u{7F}")
    select.bind(3, Int64(limit))
    var rows: [(row: Int64, id: String)] = []
    while try select.next() { rows.append((select.int(0), select.text(1))) }
    return rows
  }

  // MARK: Pieces

  private static func isSelective(_ query: FindingQuery) -> Bool {
    query.credential != nil || query.incident != nil || query.integration != nil
      || query.detector != nil || query.text != nil
  }

  /// One walk along `finding_queue` for each status and severity. Mutes that have ended but are
  /// still stored as muted count as new.
  private static func addWalks(_ query: FindingQuery, end: Int64, into sql: inout SQLBuilder) {
    var isFirst = true
    func walk(_ condition: (inout SQLBuilder) -> Void) {
      for severity in Severity.allCases where severity >= query.minimumSeverity {
        sql.add(isFirst ? "SELECT * FROM (" : "UNION ALL SELECT * FROM (")
        isFirst = false
        sql.add("SELECT row, id, raised, severity FROM finding WHERE true")
        condition(&sql)
        sql.add("AND severity = ?", Int64(severity.rawValue))
        _ = addConditions(query, into: &sql)
        sql.add("ORDER BY raised \(query.isDescending ? "DESC, id DESC" : "ASC, id ASC")")
        sql.add("LIMIT ?)", end)
      }
    }
    let wanted = query.statuses.isEmpty ? FindingStatus.allCases : query.statuses
    for status in FindingStatus.allCases where wanted.contains(status) {
      if status == .suppressed {
        walk { $0.add("AND status = 3 AND muted_until > ?", query.now.milliseconds) }
      } else {
        walk { $0.add("AND status = ?", status.code) }
      }
    }
    if wanted.contains(.new) {
      walk { $0.add("AND status = 3 AND muted_until <= ?", query.now.milliseconds) }
    }
  }

  private static func addStatuses(_ query: FindingQuery, into sql: inout SQLBuilder) {
    sql.add("AND severity >= ?", Int64(query.minimumSeverity.rawValue))
    guard !query.statuses.isEmpty else { return }
    sql.add("AND CASE WHEN status = 3 AND muted_until <= ?", query.now.milliseconds)
    let codes = Set(query.statuses.map(\.code)).sorted().map(String.init)
    sql.add("THEN 0 ELSE status END IN (\(codes.joined(separator: ", ")))")
  }

  /// Everything but status and severity.
  /// - Returns: false when nothing can match.
  private static func addConditions(_ query: FindingQuery, into sql: inout SQLBuilder) -> Bool {
    if let detector = query.detector {
      if detector.hasSuffix("-") {
        sql.add("AND detector >= ?", detector)
        sql.add("AND detector < ?", detector.dropLast() + ".")
      } else {
        sql.add("AND detector = ?", detector)
      }
    }
    if let credential = query.credential { sql.add("AND credential = ?", credential) }
    if let integration = query.integration { sql.add("AND integration = ?", integration) }
    if let incident = query.incident { sql.add("AND incident = ? AND incident <> ''", incident) }
    if let platform = query.platform { sql.add("AND platform = ?", Int64(platform.rawValue)) }
    if let org = query.org { sql.add("AND org = ?", org) }
    if let assignee = query.assignee { sql.add("AND coalesce(assignee, '') = ?", assignee) }
    if let from = query.from { sql.add("AND raised >= ?", from.milliseconds) }
    if let to = query.to { sql.add("AND raised < ?", to.milliseconds) }
    if let text = query.text {
      guard let expression = SearchText.expression(text) else { return false }
      sql.add("AND row IN (SELECT rowid FROM finding_text WHERE finding_text MATCH ?", expression)
      sql.add("ORDER BY rowid DESC LIMIT ?)", textMatchLimit)
    }
    return true
  }

  private static func order(_ query: FindingQuery) -> String {
    let direction = query.isDescending ? "DESC" : "ASC"
    switch query.sort {
    case .raised: return "ORDER BY raised \(direction), id \(direction)"
    case .severity:
      return "ORDER BY severity \(direction), raised \(direction), id \(direction)"
    case .firstSeen: return "ORDER BY first_seen \(direction), id \(direction)"
    case .lastSeen: return "ORDER BY last_seen \(direction), id \(direction)"
    case .stored: return "ORDER BY stored \(direction), id \(direction)"
    case .risk: return "ORDER BY risk \(direction), id \(direction)"
    case .count: return "ORDER BY count \(direction), id \(direction)"
    }
  }
}
