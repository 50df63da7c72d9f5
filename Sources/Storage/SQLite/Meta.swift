import GRDB
import SecurityModel

/// The named values of a store.
enum Meta {
  /// The key for hashing secrets; nil before the store is complete.
  static func secret(_ db: Database) throws -> KeyedHash? {
    guard let first = try int(db, "key0"), let second = try int(db, "key1") else { return nil }
    return KeyedHash(
      key0: UInt64(bitPattern: first), key1: UInt64(bitPattern: second))
  }

  static func setSecret(_ db: Database, _ secret: KeyedHash) throws {
    try set(db, "key0", Int64(bitPattern: secret.key0))
    try set(db, "key1", Int64(bitPattern: secret.key1))
  }

  /// Position of the fold.
  static func watermark(_ db: Database) throws -> OrderKey {
    guard let time = try int(db, "watermark"), let tie = try int(db, "watermark_tie") else {
      return .start
    }
    return OrderKey(
      time: Timestamp(milliseconds: time), tieBreak: UInt64(bitPattern: tie))
  }

  static func setWatermark(_ db: Database, _ key: OrderKey) throws {
    try set(db, "watermark", key.time.milliseconds)
    try set(db, "watermark_tie", Int64(bitPattern: key.tieBreak))
  }

  /// What viewers compare to see changes.
  static func version(_ db: Database) throws -> StoreVersion {
    var version = StoreVersion()
    let select = try Prepared(
      db, "SELECT key, value FROM meta WHERE key IN ('ingest', 'findings', 'analyst')")
    while try select.next() {
      switch select.text(0) {
      case "ingest": version.ingest = select.int(1)
      case "findings": version.findings = select.int(1)
      default: version.analyst = select.int(1)
      }
    }
    return version
  }

  /// Which sequence numbers a transaction raises.
  struct Change {
    var ingest = false
    var findings = false
    var analyst = false
  }

  static func record(_ db: Database, _ change: Change) throws {
    let raise = try Prepared(
      db, "INSERT INTO meta VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1")
    for (name, changed) in [
      ("ingest", change.ingest), ("findings", change.findings), ("analyst", change.analyst),
    ] where changed {
      raise.bind(1, name)
      try raise.run()
    }
  }

  /// Totals by kind: `total`, `format`, `evicted`.
  static func counters(_ db: Database) throws -> IngestCounters {
    var counters = IngestCounters()
    let select = try Prepared(db, "SELECT kind, name, value FROM counter")
    while try select.next() {
      let (name, value) = (select.text(1), select.int(2))
      switch select.text(0) {
      case "format": counters.byFormat[name] = value
      case "evicted": counters.evicted[name] = value
      default:
        if let field = totals.first(where: { $0.name == name })?.field {
          counters[keyPath: field] = value
        }
      }
    }
    return counters
  }

  static func setCounters(_ db: Database, _ counters: IngestCounters) throws {
    try Prepared(db, "DELETE FROM counter").run()
    let insert = try Prepared(db, "INSERT INTO counter VALUES (?, ?, ?)")
    func add(_ kind: String, _ name: String, _ value: Int64) throws {
      insert.bind(1, kind)
      insert.bind(2, name)
      insert.bind(3, value)
      try insert.run()
    }
    for total in totals { try add("total", total.name, counters[keyPath: total.field]) }
    for (name, value) in counters.byFormat { try add("format", name, value) }
    for (name, value) in counters.evicted { try add("evicted", name, value) }
  }

  private static var totals: [(name: String, field: WritableKeyPath<IngestCounters, Int64>)] {
    [
      ("events", \.events), ("bytes", \.bytes), ("skipped", \.skipped),
      ("duplicates", \.duplicates), ("late", \.late), ("too_late", \.tooLate),
      ("future", \.future), ("findings", \.findings),
    ]
  }

  private static func int(_ db: Database, _ key: String) throws -> Int64? {
    let select = try Prepared(db, "SELECT value FROM meta WHERE key = ?")
    select.bind(1, key)
    defer { select.reset() }
    return try select.next() ? select.optionalInt(0) : nil
  }

  private static func set(_ db: Database, _ key: String, _ value: Int64) throws {
    let replace = try Prepared(db, "INSERT OR REPLACE INTO meta VALUES (?, ?)")
    replace.bind(1, key)
    replace.bind(2, value)
    try replace.run()
  }
}
