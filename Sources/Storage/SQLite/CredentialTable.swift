import GRDB
import SecurityModel

/// The inventory: narrow rows to sort and filter by, and the whole records beside them.
enum CredentialTable {
  /// Replaces the records given.
  static func write(
    _ db: Database, _ records: [CredentialRecord], names: inout NameTable
  ) throws {
    let insert = try Prepared(
      db,
      """
      INSERT OR REPLACE INTO credential VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    let insertBody = try Prepared(db, "INSERT OR REPLACE INTO credential_body VALUES (?, ?)")
    var writer = ByteWriter()
    // In the order of the tables, so that each page is touched once.
    var order: [(number: Int64, index: Int)] = []
    order.reserveCapacity(records.count)
    for index in records.indices {
      order.append((try names.number(db, records[index].id), index))
    }
    order.sort { $0 < $1 }
    try records.withUnsafeBufferPointer { records in
      for (number, index) in order {
        insert.bind(1, number)
        insert.bind(2, records[index].id)
        insert.bind(3, Int64(records[index].platform.rawValue))
        insert.bind(4, records[index].org)
        insert.bind(5, records[index].integration)
        insert.bind(6, Int64(records[index].type.rawValue))
        insert.bind(7, records[index].readiness.rawValue)
        insert.bind(8, records[index].user)
        insert.bind(9, records[index].app)
        insert.bind(10, records[index].owner)
        insert.bind(11, records[index].isDeclared)
        insert.bind(12, Int64(records[index].risk))
        insert.bind(13, records[index].calls)
        insert.bind(14, records[index].calls24h)
        insert.bind(15, records[index].lastSeen.milliseconds)
        insert.bind(16, flagText(records[index].flags))
        try insert.run()
        writer.removeAll()
        CredentialCoding.write(records[index], to: &writer)
        insertBody.bind(1, number)
        insertBody.bind(2, writer.bytes)
        try insertBody.run()
      }
    }
  }

  /// The records that match.
  static func read(_ db: Database, _ query: CredentialQuery) throws -> [CredentialEntry] {
    var sql = SQLBuilder()
    sql.add("SELECT credential.id, coalesce(open_count.n, 0) AS open FROM credential")
    sql.add("LEFT JOIN open_count ON open_count.credential = credential.key")
    filter(query, into: &sql)
    let direction = query.isDescending ? "DESC" : "ASC"
    if query.sort == .name {
      sql.add("ORDER BY key \(direction)")
    } else {
      sql.add("ORDER BY \(column(query.sort)) \(direction), key")
    }
    sql.add("LIMIT ? OFFSET ?", Int64(max(0, query.limit)), Int64(max(0, query.offset)))
    let select = try sql.prepared(db)
    let body = try Prepared(db, "SELECT body FROM credential_body WHERE id = ?")
    var result: [CredentialEntry] = []
    while try select.next() {
      body.bind(1, select.int(0))
      defer { body.reset() }
      guard try body.next(), let record = CredentialCoding.read(body.bytes(0)) else { continue }
      result.append(CredentialEntry(record: record, openFindings: Int(select.int(1))))
    }
    return result
  }

  /// How many records match.
  static func count(_ db: Database, _ query: CredentialQuery) throws -> Int {
    var sql = SQLBuilder()
    sql.add("SELECT count(*) FROM credential")
    filter(query, into: &sql)
    let select = try sql.prepared(db)
    defer { select.reset() }
    return try select.next() ? Int(select.int(0)) : 0
  }

  /// One record by its key.
  static func find(_ db: Database, _ id: String) throws -> CredentialEntry? {
    let select = try Prepared(
      db,
      """
      SELECT body, coalesce(open_count.n, 0) FROM name
      JOIN credential_body ON credential_body.id = name.id
      LEFT JOIN open_count ON open_count.credential = name.name
      WHERE name.name = ?
      """)
    select.bind(1, id)
    defer { select.reset() }
    guard try select.next(), let record = CredentialCoding.read(select.bytes(0)) else {
      return nil
    }
    return CredentialEntry(record: record, openFindings: Int(select.int(1)))
  }

  private static func column(_ sort: CredentialQuery.Sort) -> String {
    switch sort {
    case .name: "key"
    case .risk: "risk"
    case .calls: "calls"
    case .calls24h: "calls_24h"
    case .lastSeen: "last_seen"
    case .openFindings: "open"
    }
  }

  private static func filter(_ query: CredentialQuery, into sql: inout SQLBuilder) {
    sql.add("WHERE risk >= ?", Int64(query.minimumRisk))
    if let text = query.text, !text.isEmpty {
      // A unit separator can't be typed, so a match never spans two fields.
      sql.add(
        """
        AND instr(lower(key || x'1f' || user || x'1f' || app || x'1f' || integration || x'1f'
          || coalesce(owner, '')), lower(?)) > 0
        """, text)
    }
    if let platform = query.platform { sql.add("AND platform = ?", Int64(platform.rawValue)) }
    if let org = query.org { sql.add("AND org = ?", org) }
    if let integration = query.integration { sql.add("AND integration = ?", integration) }
    if let type = query.type { sql.add("AND type = ?", Int64(type.rawValue)) }
    if let readiness = query.readiness { sql.add("AND readiness = ?", readiness.rawValue) }
    if let declared = query.isDeclared { sql.add("AND declared = ?", declared ? 1 : 0) }
    if let flag = query.flag { sql.add("AND instr(flags, ?) > 0", flagText([flag])) }
  }

  /// Flags with a line end around each, so that one can be found whole.
  private static func flagText(_ flags: [String]) -> String {
    flags.isEmpty ? "" : "\n" + flags.joined(separator: "\n") + "\n"
  }
}
