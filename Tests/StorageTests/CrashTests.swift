import Foundation
import Glibc
import SecurityModel
import Testing

@testable import Storage

@Suite("A killed collector")
struct CrashTests {
  static let now = Timestamp(milliseconds: 10_000)

  /// What tick `n` commits; every part tells the same number.
  static func tick(_ n: Int) -> Checkpoint {
    var checkpoint = Checkpoint()
    checkpoint.sources = [SourceCheckpoint(uri: "log", restart: Int64(n), read: Int64(n))]
    checkpoint.state = (0..<200).map {
      .init(key: "k\($0)", bytes: Array(repeating: UInt8(truncatingIfNeeded: n), count: 600))
    }
    checkpoint.rollups = (0..<500).map { Make.rollup("c\($0)", hour: Int64($0 % 7)) }
    checkpoint.findings = [Make.finding("f\(n)", incident: "I1")]
    checkpoint.counters.events = Int64(n)
    return checkpoint
  }

  @Test("leaves whole ticks only, and its lease to the next", arguments: [3, 7, 12])
  func kill(_ ticks: Int) async throws {
    let folder = TemporaryFolder()
    let path = folder.file("store.db")
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, ticks = ticks as Int] in
      let store = try SQLiteStore.open(
        path: path, role: .collector, newSecret: Make.secret, now: CrashTests.now)
      // One thread commits without end; this one kills both somewhere inside a later tick.
      Thread.detachNewThread {
        for n in 1... {
          try? store.commit(CrashTests.tick(n), storedAt: CrashTests.now)
        }
      }
      while try store.version().ingest < Int64(ticks) {}
      _ = Glibc.kill(getpid(), SIGKILL)
    }
    let store = try SQLiteStore.open(path: path, role: .collector, now: Self.now)
    let point = try store.load()
    let n = Int(point.counters.events)
    #expect(n >= ticks)
    #expect(point.sources.first?.read == Int64(n))
    #expect(try store.findingCounts(now: Self.now).total == n)
    let calls = try store.rollups(credential: nil, from: .distantPast, to: .distantFuture)
    #expect(calls.reduce(0) { $0 + $1.calls } == Int64(n * 500))
    var values: Set<UInt8> = []
    try store.forEachState { _, bytes in
      values.formUnion(bytes)
      return true
    }
    #expect(values == [UInt8(truncatingIfNeeded: n)])
    #expect(try store.check(now: Self.now).isEmpty)
    try store.commit(Self.tick(n + 1), storedAt: Self.now)
    #expect(try store.load().counters.events == Int64(n + 1))
    store.close()
  }

  @Test("in the middle of a transaction leaves the store as it was before")
  func killInside() async throws {
    let folder = TemporaryFolder()
    let path = folder.file("store.db")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      var options = SQLiteStore.Options()
      // So small a cache that the transaction's pages reach the file before it ends.
      options.writerCache = 16
      let store = try SQLiteStore.open(
        path: path, role: .collector, newSecret: Make.secret, now: CrashTests.now,
        options: options)
      try store.commit(CrashTests.tick(1), storedAt: CrashTests.now)
      try store.write { db in
        try StateTable.write(db, CrashTests.tick(2).state)
        var names = NameTable()
        try RollupTable.add(db, CrashTests.tick(2).rollups, names: &names)
        _ = Glibc.kill(getpid(), SIGKILL)
      }
    }
    let store = try SQLiteStore.open(path: path, role: .collector, now: Self.now)
    var values: Set<UInt8> = []
    try store.forEachState { _, bytes in
      values.formUnion(bytes)
      return true
    }
    #expect(values == [1])
    let calls = try store.rollups(credential: nil, from: .distantPast, to: .distantFuture)
    #expect(calls.reduce(0) { $0 + $1.calls } == 500)
    #expect(try store.check(now: Self.now).isEmpty)
    store.close()
  }
}
