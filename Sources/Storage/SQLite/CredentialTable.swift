import GRDB
import SecurityModel

/// The inventory: narrow rows to sort and filter by; states or whole records complete them.
enum CredentialTable {
  /// Replaces the records given as values.
  static func write(
    _ db: Database, _ records: [CredentialRecord], names: inout NameTable
  ) throws {
    if records.isEmpty { return }
    let insert = try insertion(db)
    let insertBody = try Prepared(db, "INSERT OR REPLACE INTO credential_body VALUES (?, ?)")
    var writer = ByteWriter()
    for record in records {
      let number = try names.number(db, record.id)
      bind(insert, number, record)
      insert.bind(17, nil as Int64?)
      insert.bind(18, [])
      try insert.run()
      writer.removeAll()
      CredentialCoding.write(record, to: &writer)
      insertBody.bind(1, number)
      insertBody.bind(2, writer.bytes)
      try insertBody.run()
    }
  }

  /// Replaces records and states of the credentials that changed.
  ///
  /// - Parameter numbers: numbers of names by the numbers of credentials, as far as they are known.
  static func write(
    _ db: Database, _ feed: any CheckpointFeed, numbers: inout [Int64]
  ) throws {
    let insert = try insertion(db)
    let insertState = try Prepared(db, "INSERT OR REPLACE INTO credential_state VALUES (?, ?)")
    // Records as they were stored before states completed them.
    let hasBodies = try Prepared.int(db, "SELECT EXISTS (SELECT 1 FROM credential_body)") > 0
    let deleteBody = try Prepared(db, "DELETE FROM credential_body WHERE id = ?")
    var writer = ByteWriter()
    try feed.forEachCredential { change in
      let index = Int(change.number)
      if index >= numbers.count {
        numbers.append(
          contentsOf: repeatElement(0, count: max(index + 1 - numbers.count, numbers.count / 2)))
      }
      if numbers[index] == 0 { numbers[index] = try NameTable.number(db, change.summary.id) }
      let number = numbers[index]
      writer.removeAll()
      CredentialCoding.writeExtra(change.summary, to: &writer)
      bind(insert, number, change.summary)
      insert.bind(17, Int64(change.number))
      insert.bind(18, writer.bytes)
      try insert.run()
      insertState.bind(1, Int64(change.number))
      try insertState.run(borrowing: change.state, at: 2)
      if hasBodies {
        deleteBody.bind(1, number)
        try deleteBody.run()
      }
    }
  }

  private static func insertion(_ db: Database) throws -> Prepared {
    try Prepared(
      db,
      """
      INSERT OR REPLACE INTO credential VALUES
        (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
  }

  private static func bind(_ insert: Prepared, _ number: Int64, _ record: CredentialRecord) {
    insert.bind(1, number)
    insert.bind(2, record.id)
    insert.bind(3, Int64(record.platform.rawValue))
    insert.bind(4, record.org)
    insert.bind(5, record.integration)
    insert.bind(6, Int64(record.type.rawValue))
    insert.bind(7, record.readiness.rawValue)
    insert.bind(8, record.user)
    insert.bind(9, record.app)
    insert.bind(10, record.owner)
    insert.bind(11, record.isDeclared)
    insert.bind(12, Int64(record.risk))
    insert.bind(13, record.calls)
    insert.bind(14, record.calls24h)
    insert.bind(15, record.lastSeen.milliseconds)
    insert.bind(16, flagText(record.flags))
  }

  /// The records that match.
  static func read(_ db: Database, _ query: CredentialQuery) throws -> [CredentialEntry] {
    var sql = SQLBuilder()
    sql.add("SELECT credential.*, coalesce(open_count.n, 0) AS open FROM credential")
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
    let reader = try CredentialReader(db)
    var result: [CredentialEntry] = []
    while try select.next() {
      guard let record = try reader.record(select) else { continue }
      result.append(CredentialEntry(record: record, openFindings: Int(select.int(18))))
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
      SELECT credential.*, coalesce(open_count.n, 0) FROM name
      JOIN credential ON credential.id = name.id
      LEFT JOIN open_count ON open_count.credential = name.name
      WHERE name.name = ?
      """)
    select.bind(1, id)
    defer { select.reset() }
    guard try select.next(), let record = try CredentialReader(db).record(select) else {
      return nil
    }
    return CredentialEntry(record: record, openFindings: Int(select.int(18)))
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

  /// The flags of a column.
  static func flags(_ text: String) -> [String] {
    text.split(separator: "\n").map { String($0) }
  }
}
