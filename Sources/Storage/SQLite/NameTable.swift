import GRDB

/// The numbers that stand for credential keys in wide tables, as known to one transaction.
struct NameTable {
  private var known: [String: Int64] = [:]

  /// The number of a name, given out now if it is new.
  mutating func number(_ db: Database, _ name: String) throws -> Int64 {
    if let number = known[name] { return number }
    let number = try Self.number(db, name)
    known[name] = number
    return number
  }

  /// The number of a name, given out now if it is new; looks into the table every time.
  static func number(_ db: Database, _ name: String) throws -> Int64 {
    // Most names that nobody remembers are new.
    let insert = try Prepared(db, "INSERT INTO name (name) VALUES (?) ON CONFLICT DO NOTHING")
    insert.bind(1, name)
    try insert.run()
    if db.changesCount > 0 { return db.lastInsertedRowID }
    return try find(db, name) ?? 0
  }

  /// The number of a name; nil when it has none.
  static func find(_ db: Database, _ name: String) throws -> Int64? {
    let select = try Prepared(db, "SELECT id FROM name WHERE name = ?")
    select.bind(1, name)
    defer { select.reset() }
    return try select.next() ? select.int(0) : nil
  }
}
