import Foundation
import SecurityModel
import Testing

@testable import Storage

@Suite("The SQLite store")
struct SQLiteStoreTests {
  static let now = Timestamp(milliseconds: 10_000)

  /// The error that `body` throws, if it is one of ours.
  private func error(_ body: () throws -> Void) -> StoreError? {
    do {
      try body()
      return nil
    } catch {
      return error as? StoreError
    }
  }

  @Test("makes private files in a private folder, whatever the umask")
  func permissions() throws {
    let folder = TemporaryFolder()
    let path = folder.file("deep/er/store.db")
    let store = try SQLiteStore.open(
      path: path, role: .collector, newSecret: Make.secret, now: Self.now)
    var checkpoint = Checkpoint()
    checkpoint.findings = [Make.finding("f")]
    try store.commit(checkpoint, storedAt: Self.now)
    #expect(try folder.mode("deep") == 0o700)
    #expect(try folder.mode("deep/er") == 0o700)
    for name in ["store.db", "store.db-wal", "store.db-shm", "store.db.lock"] {
      #expect(try folder.mode("deep/er/" + name) == 0o600, "\(name)")
    }
    try store.backup(to: folder.file("copies/one.db"))
    #expect(try folder.mode("copies") == 0o700)
    #expect(try folder.mode("copies/one.db") == 0o600)
    store.close()
  }

  @Test("is one file when nobody has it open")
  func tidy() throws {
    let folder = TemporaryFolder()
    let store = try SQLiteStore.make(in: folder)
    var checkpoint = Checkpoint()
    checkpoint.findings = [Make.finding("f")]
    try store.commit(checkpoint, storedAt: Self.now)
    #expect(try store.findings(FindingQuery(now: Self.now)).count == 1)
    store.close()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["store.db", "store.db.lock"])
  }

  @Test("has one collector at a time, and says who it is")
  func lease() throws {
    let folder = TemporaryFolder()
    let first = try SQLiteStore.make(in: folder)
    let path = folder.file("store.db")
    let expected = StoreError.busy(
      path: path, holderPID: getpid(), since: Timestamp(milliseconds: 42))
    #expect(error { _ = try SQLiteStore.make(in: folder) } == expected)
    #expect(expected.message.contains("\(getpid())"))
    let viewer = try SQLiteStore.make(in: folder, role: .viewer)
    first.close()
    let second = try SQLiteStore.make(in: folder)
    #expect(error { _ = try SQLiteStore.make(in: folder) } != nil)
    second.close()
    viewer.close()
  }

  @Test("takes over the lease that a killed collector left behind")
  func staleLease() throws {
    let folder = TemporaryFolder()
    try SQLiteStore.make(in: folder).close()
    try Data("1 99\n".utf8).write(to: URL(fileURLWithPath: folder.file("store.db.lock")))
    let store = try SQLiteStore.make(in: folder)
    let record = try String(contentsOfFile: folder.file("store.db.lock"), encoding: .utf8)
    #expect(record == "\(getpid()) 42\n")
    store.close()
  }

  @Test("keeps its secret from creation on")
  func secret() throws {
    let folder = TemporaryFolder()
    let path = folder.file("store.db")
    #expect(
      error { _ = try SQLiteStore.open(path: path, role: .collector, now: Self.now) }?.kind
        == .usage)
    try SQLiteStore.make(in: folder).close()
    let again = try SQLiteStore.open(
      path: path, role: .collector, newSecret: KeyedHash(key0: 1, key1: 1), now: Self.now)
    #expect(again.secret == Make.secret)
    #expect(try again.load().secret == Make.secret)
    again.close()
  }

  @Test("is not there for a viewer before a collector made it")
  func missing() throws {
    let folder = TemporaryFolder()
    let path = folder.file("store.db")
    #expect(error { _ = try SQLiteStore.make(in: folder, role: .viewer) } == .notFound(path: path))
    #expect(!FileManager.default.fileExists(atPath: path))
    // A collector killed while creating it leaves an empty file.
    _ = FileManager.default.createFile(atPath: path, contents: Data())
    #expect(error { _ = try SQLiteStore.make(in: folder, role: .viewer) } == .notFound(path: path))
    try SQLiteStore.make(in: folder).close()
    try SQLiteStore.make(in: folder, role: .viewer).close()
    #expect(error { _ = try SQLiteStore.open(path: "", role: .viewer, now: Self.now) } != nil)
  }

  @Test("lets viewers act while a collector commits, but not commit")
  func viewerActs() throws {
    let folder = TemporaryFolder()
    let collector = try SQLiteStore.make(in: folder)
    let viewer = try {
      var checkpoint = Checkpoint()
      checkpoint.findings = [Make.finding("f"), Make.finding("g", severity: .low)]
      try collector.commit(checkpoint, storedAt: Self.now)
      return try SQLiteStore.make(in: folder, role: .viewer)
    }()
    #expect(
      error { try viewer.commit(Checkpoint(), storedAt: Self.now) }?.kind == .notPermitted)
    let before = try collector.version()
    for tick in 1...20 {
      let verb: AnalystAction.Verb = tick % 2 == 0 ? .acknowledge : .reopen
      let result = try viewer.apply([
        AnalystAction(finding: "f", at: Self.now, by: "ana", verb: verb)
      ])
      #expect(result == [.stored(sequence: Int64(tick))])
      var checkpoint = Checkpoint()
      var finding = Make.finding("f")
      finding.count = tick + 100
      checkpoint.findings = [finding]
      checkpoint.counters.events = Int64(tick)
      try collector.commit(checkpoint, storedAt: Self.now)
    }
    for store in [collector, viewer] {
      let record = try #require(try store.finding("f", now: Self.now).record)
      #expect(record.state.status == .acknowledged && record.finding.count == 120)
      #expect(try store.findingCounts(now: Self.now)[.acknowledged, .medium] == 1)
    }
    #expect(try viewer.version().analyst == before.analyst + 20)
    #expect(try viewer.check(now: Self.now).isEmpty)
    viewer.close()
    collector.close()
  }

  @Test("keeps two processes' writers apart under load")
  func concurrency() async throws {
    let folder = TemporaryFolder()
    let collector = try SQLiteStore.make(in: folder)
    var checkpoint = Checkpoint()
    checkpoint.findings = (0..<10).map { Make.finding("f\($0)") }
    try collector.commit(checkpoint, storedAt: Self.now)
    let viewer = try SQLiteStore.make(in: folder, role: .viewer)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for tick in 0..<50 {
          var checkpoint = Checkpoint()
          checkpoint.rollups = (0..<50).map { Make.rollup("c\($0)", hour: Int64(tick % 3)) }
          checkpoint.findings = [Make.finding("f\(tick % 10)", raised: Int64(tick))]
          checkpoint.counters.events = Int64(tick)
          try collector.commit(checkpoint, storedAt: Self.now)
        }
      }
      group.addTask {
        for tick in 0..<50 {
          _ = try viewer.apply([
            AnalystAction(finding: "f\(tick % 10)", at: Self.now, by: "ana", verb: .start)
          ])
        }
      }
      group.addTask {
        for _ in 0..<50 {
          // Each read is of one moment: the parts must agree.
          let sum = try viewer.rollups(credential: nil, from: .distantPast, to: .distantFuture)
          #expect(sum.allSatisfy { $0.calls % 50 == 0 })
          _ = try viewer.findings(FindingQuery(now: Self.now))
        }
      }
      try await group.waitForAll()
    }
    #expect(try collector.history(of: nil, after: 0, limit: .max).count == 50)
    #expect(try collector.check(now: Self.now).isEmpty)
    viewer.close()
    collector.close()
  }

  @Test("refuses files of a later release, of other programs, and no databases")
  func foreignFiles() throws {
    let folder = TemporaryFolder()
    let path = folder.file("store.db")
    try SQLiteStore.make(in: folder).close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let sound = bytes
    func tryBoth(_ data: Data) throws -> [StoreError?] {
      try data.write(to: URL(fileURLWithPath: path))
      let errors = [StoreRole.collector, .viewer].map { role in
        error { try SQLiteStore.make(in: folder, role: role).close() }
      }
      // What is refused is left alone.
      if errors != [nil, nil] {
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == data)
      }
      return errors
    }
    bytes[63] = 9
    #expect(
      try tryBoth(bytes)
        == Array(
          repeating: StoreError.newerVersion(path: path, found: 9, known: Schema.version), count: 2
        ))
    bytes = sound
    bytes[68] = 0
    #expect(try tryBoth(bytes).map { $0?.kind } == [.badData, .badData])
    #expect(try tryBoth(Data("ts,user\n1,x\n".utf8)).map { $0?.kind } == [.badData, .badData])
    #expect(try tryBoth(sound) == [nil, nil])
    #expect(
      error {
        _ = try SQLiteStore.open(
          path: folder.path, role: .viewer, newSecret: nil, now: Self.now)
      }?.kind == .badData)
  }

  @Test("reports damage instead of crashing", arguments: [1, 2, 3, 5, 8, 13, 21])
  func damage(_ seed: UInt64) throws {
    let folder = TemporaryFolder()
    let path = folder.file("store.db")
    do {
      let store = try SQLiteStore.make(in: folder)
      var checkpoint = Checkpoint()
      checkpoint.findings = (0..<50).map { Make.finding("f\($0)", incident: "I\($0 % 3)") }
      checkpoint.credentials = (0..<50).map { Make.credential("c\($0)") }
      checkpoint.rollups = (0..<50).map { Make.rollup("c\($0)", hour: Int64($0)) }
      checkpoint.state = (0..<50).map { .init(key: "k\($0)", bytes: [1, 2, 3]) }
      try store.commit(checkpoint, storedAt: Self.now)
      store.close()
    }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var random = seed
    for _ in 0..<400 {
      random = StableHash.mix(random)
      // The header stays, so that the file is still taken for a store.
      bytes[100 + Int(random % UInt64(bytes.count - 100))] = UInt8(truncatingIfNeeded: random >> 32)
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    let failure = error {
      let store = try SQLiteStore.make(in: folder)
      defer { store.close() }
      #expect(try !store.check(now: Self.now).isEmpty)
      _ = error { _ = try store.findings(FindingQuery(now: Self.now)) }
      _ = error { _ = try store.credentials(CredentialQuery()) }
      _ = error { _ = try store.incidents(IncidentQuery(now: Self.now)) }
      _ = error { try store.forEachState { _, _ in true } }
      _ = error { _ = try store.search("calls", now: Self.now) }
      var checkpoint = Checkpoint()
      checkpoint.findings = [Make.finding("new")]
      _ = error { try store.commit(checkpoint, storedAt: Self.now) }
    }
    if let failure { #expect(failure.kind == .badData, "\(failure)") }
  }

  @Test("changes nothing when there is no room, and goes on when there is")
  func diskFull() throws {
    let folder = TemporaryFolder()
    var options = SQLiteStore.Options()
    options.pageLimit = 200
    var store = try SQLiteStore.make(in: folder, options: options)
    var small = Checkpoint()
    small.findings = [Make.finding("f")]
    small.counters.events = 1
    try store.commit(small, storedAt: Self.now)
    let before = try store.version()
    var large = Checkpoint()
    large.sources = [SourceCheckpoint(uri: "a", read: 7)]
    large.rollups = [Make.rollup("a", hour: 1)]
    large.findings = [Make.finding("g")]
    large.counters.events = 2
    large.state = (0..<400).map { .init(key: "k\($0)", bytes: Array(repeating: 7, count: 4_000)) }
    let path = folder.file("store.db")
    for _ in 0..<2 {
      #expect(error { try store.commit(large, storedAt: Self.now) } == .full(path: path))
      #expect(try store.version() == before)
      #expect(try store.load().sources.isEmpty)
      #expect(try store.load().counters.events == 1)
      #expect(try store.finding("g", now: Self.now) == .none)
      #expect(try store.rollups(credential: nil, from: .distantPast, to: .distantFuture).isEmpty)
    }
    small.counters.events = 3
    try store.commit(small, storedAt: Self.now)
    #expect(try store.counters().events == 3)
    store.close()
    store = try SQLiteStore.make(in: folder)
    try store.commit(large, storedAt: Self.now)
    #expect(try store.load().sources.count == 1)
    #expect(try store.check(now: Self.now).isEmpty)
    store.close()
  }

  @Test("finds words with or without their accents")
  func accents() throws {
    let folder = TemporaryFolder()
    let store = try SQLiteStore.make(in: folder)
    var checkpoint = Checkpoint()
    checkpoint.findings = [Make.finding("f", explanation: "Jürgen at the Cafe\u{301}s")]
    try store.commit(checkpoint, storedAt: Self.now)
    for text in ["jurgen", "JÜRGEN", "cafés", "cafe\u{301}s", "cafes"] {
      #expect(try store.search(text, now: Self.now).count == 1, "\(text)")
    }
    store.close()
  }

  @Test("is the same store under another path")
  func links() throws {
    let folder = TemporaryFolder()
    let store = try SQLiteStore.make(in: folder)
    let link = folder.file("link.db")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: folder.file("store.db"))
    #expect(
      error {
        _ = try SQLiteStore.open(path: link, role: .collector, now: Self.now)
      }?.kind == .unavailable)
    store.close()
  }

  @Test("makes backups that are stores, and never over another file")
  func backup() throws {
    let folder = TemporaryFolder()
    let store = try SQLiteStore.make(in: folder)
    var checkpoint = Checkpoint()
    checkpoint.findings = [Make.finding("f")]
    try store.commit(checkpoint, storedAt: Self.now)
    _ = try store.apply([
      AnalystAction(finding: "f", at: Self.now, by: "ana", verb: .acknowledge)
    ])
    let copy = folder.file("copy.db")
    try store.backup(to: copy)
    #expect(error { try store.backup(to: copy) } == .exists(path: copy))
    #expect(error { try store.backup(to: folder.file("store.db")) }?.kind == .cannotCreate)
    checkpoint.findings = [Make.finding("g")]
    try store.commit(checkpoint, storedAt: Self.now)
    store.close()
    let restored = try SQLiteStore.open(path: copy, role: .collector, now: Self.now)
    #expect(restored.secret == Make.secret)
    #expect(try restored.findingCounts(now: Self.now).total == 1)
    #expect(try restored.finding("f", now: Self.now).record?.state.status == .acknowledged)
    #expect(try restored.check(now: Self.now).isEmpty)
    restored.close()
  }

  @Test("notices when what is derived doesn't follow")
  func check() throws {
    let folder = TemporaryFolder()
    let store = try SQLiteStore.make(in: folder)
    var checkpoint = Checkpoint()
    checkpoint.findings = [Make.finding("f", incident: "I1"), Make.finding("g")]
    checkpoint.rollups = [Make.rollup("a", hour: 1)]
    checkpoint.credentials = [Make.credential("a")]
    checkpoint.feed = Make.Feed(["b"])
    try store.commit(checkpoint, storedAt: Self.now)
    _ = try store.apply([AnalystAction(finding: "f", at: Self.now, by: "a", verb: .start)])
    #expect(try store.check(now: Self.now).isEmpty)
    for damage in [
      "UPDATE tally SET n = n + 1", "DELETE FROM tally", "UPDATE open_count SET n = 0",
      "UPDATE incident SET open = 7", "DELETE FROM incident", "UPDATE rollup_all SET calls = 9",
      "UPDATE finding SET status = 4 WHERE id = 'f'", "DELETE FROM finding_body WHERE row = 1",
      "DELETE FROM finding_text WHERE rowid = 1", "UPDATE credential_body SET body = x'01'",
      "UPDATE credential_state SET value = x'04'", "UPDATE credential SET extra = x''",
      "DELETE FROM rollup_chunk", "DELETE FROM rollup_run",
      "UPDATE rollup_chunk SET data = substr(data, 1, 5)",
    ] {
      struct Undo: Error {}
      #expect(throws: (any Error).self, "\(damage)") {
        try store.write { db in
          try Prepared(db, damage).run()
          #expect(try !StoreCheck(db, now: Self.now).problems().isEmpty, "\(damage)")
          throw Undo()
        }
      }
    }
    #expect(try store.check(now: Self.now).isEmpty)
    store.close()
  }
}
