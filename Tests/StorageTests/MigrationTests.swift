import GRDB
import SecurityModel
import Testing

@testable import Storage

@Suite("A store of version 1")
struct MigrationTests {
  static let now = Timestamp(milliseconds: 10_000)

  /// Makes a store as version 1 wrote it.
  private func makeOld(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
    }
    try Schema.migrator.migrate(queue, upTo: "1")
    try queue.write { db in
      try Meta.setSecret(db, Make.secret)
      for (number, name) in [(1, "a"), (2, "b")] {
        try db.execute(sql: "INSERT INTO name VALUES (?, ?)", arguments: [number, name])
        try db.execute(
          sql: """
            INSERT INTO credential VALUES
              (?, ?, 2, '', '', 1, 'new', '', '', NULL, 0, 0, 5, 4, 900, '')
            """, arguments: [number, name])
        var body = ByteWriter()
        CredentialCoding.write(Make.credential(name), to: &body)
        let insert = try Prepared(db, "INSERT INTO credential_body VALUES (?, ?)")
        insert.bind(1, Int64(number))
        insert.bind(2, body.bytes)
        try insert.run()
      }
      // A row an hour, in buckets of six hours; some before 1970.
      for hour in -30..<50 {
        let bucket = hour >= 0 ? hour / 6 : (hour + 1) / 6 - 1
        for number in 1...2 where (hour + number) % 3 == 0 {
          try db.execute(
            sql: "INSERT INTO rollup VALUES (?, ?, ?, 7, 1, 2, 3, x'000507')",
            arguments: [bucket, number, hour - bucket * 6])
        }
      }
      try db.execute(
        sql: """
          INSERT INTO rollup_all SELECT bucket * 6 + slot, 7, 1, 2, 3, x'000507' FROM rollup
          """)
      for key in ["credential/2/org/b", "credential/2/org/a", "dedup/1/0", "engine"] {
        try StateTable.write(db, [.init(key: key, bytes: Array(key.utf8))])
      }
    }
    try queue.close()
  }

  @Test("keeps its volumes, its inventory and what was learnt")
  func migrate() throws {
    let folder = TemporaryFolder()
    let path = folder.file("store.db")
    try makeOld(path)
    let store = try SQLiteStore.open(path: path, role: .collector, now: Self.now)
    defer { store.close() }
    for (number, name) in [(1, "a"), (2, "b")] {
      let hours = try store.rollups(credential: name, from: .distantPast, to: .distantFuture)
      #expect(
        hours.map { $0.hour.milliseconds / 3_600_000 }
          == (-30..<50).filter { ($0 + number) % 3 == 0 }.map { Int64($0) })
      #expect(hours.allSatisfy { $0.calls == 7 && $0.rows == 2 && $0.minuteCalls[5] == 7 })
      #expect(try store.credential(name)?.record == Make.credential(name))
    }
    var states: [String: String] = [:]
    try store.forEachState { key, bytes in
      states[key] = String(decoding: bytes, as: UTF8.self)
      return true
    }
    #expect(
      states == [
        CredentialState.key(1): "credential/2/org/a", CredentialState.key(2): "credential/2/org/b",
        "dedup/1/0": "dedup/1/0", "engine": "engine",
      ])
    #expect(try store.check(now: Self.now).isEmpty)
    // What is active from now on is told by its state.
    var checkpoint = Checkpoint()
    let feed = Make.Feed(["a"])
    checkpoint.feed = feed
    try store.commit(checkpoint, storedAt: Self.now)
    #expect(try store.credential("a")?.record == feed.record("a"))
    let hours = try store.rollups(credential: "a", from: .distantPast, to: .distantFuture)
    #expect(hours.first { $0.hour.milliseconds == 3 * 3_600_000 }?.calls == 4)
    #expect(try store.check(now: Self.now).isEmpty)
  }
}
