import GRDB
import SecurityModel

/// Serialized engine state.
enum StateTable {
  /// Replaces or deletes the blobs given.
  static func write(_ db: Database, _ blobs: [Checkpoint.StateBlob]) throws {
    let insert = try Prepared(
      db,
      """
      INSERT INTO state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
      """)
    let delete = try Prepared(db, "DELETE FROM state WHERE key = ?")
    // In the order of the table, so that each page is touched once. The sort is stable for equal
    // keys, of which the last one counts.
    let order = blobs.indices.sorted {
      blobs[$0].key == blobs[$1].key ? $0 < $1 : blobs[$0].key < blobs[$1].key
    }
    for index in order {
      let blob = blobs[index]
      if blob.bytes.isEmpty {
        delete.bind(1, blob.key)
        try delete.run()
      } else {
        insert.bind(1, blob.key)
        insert.bind(2, blob.bytes)
        try insert.run()
      }
    }
  }

  /// Hands out the blobs whose keys begin with `prefix`, in key order; the states of credentials
  /// among them under `credential/` and their number of ten digits.
  static func forEach(
    _ db: Database, prefix: String, _ body: (String, UnsafeRawBufferPointer) -> Bool
  ) throws {
    var isOver = false
    func hand(_ key: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
      isOver = !body(key, bytes)
      return !isOver
    }
    try forEach(db, from: prefix, to: states, prefix, hand)
    if !isOver, states.utf8.starts(with: prefix.utf8) || prefix.utf8.starts(with: states.utf8) {
      try forEachCredential(db) { number, bytes in
        let key = CredentialState.key(UInt32(clamping: number))
        return key.utf8.starts(with: prefix.utf8) ? hand(key, bytes) : true
      }
    }
    if !isOver { try forEach(db, from: max(prefix, states), to: nil, prefix, hand) }
  }

  private static let states = CredentialState.keyPrefix

  private static func forEach(
    _ db: Database, from: String, to: String?, _ prefix: String,
    _ body: (String, UnsafeRawBufferPointer) -> Bool
  ) throws {
    // A statement of its own: the body may iterate again.
    let select = try Prepared(
      db.makeStatement(
        sql: """
          SELECT key, value FROM state WHERE key >= ?1 AND (?2 IS NULL OR key < ?2) ORDER BY key
          """))
    defer { select.reset() }
    select.bind(1, from)
    select.bind(2, to)
    while try select.next() {
      let key = select.text(0)
      guard key.utf8.starts(with: prefix.utf8), body(key, select.bytes(1)) else { return }
    }
  }

  private static func forEachCredential(
    _ db: Database, _ body: (Int64, UnsafeRawBufferPointer) -> Bool
  ) throws {
    let select = try Prepared(
      db.makeStatement(sql: "SELECT number, value FROM credential_state ORDER BY number"))
    defer { select.reset() }
    while try select.next() {
      guard body(select.int(0), select.bytes(1)) else { return }
    }
  }
}
