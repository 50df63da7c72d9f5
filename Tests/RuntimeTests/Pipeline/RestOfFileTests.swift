import Foundation
import Detection
import EventSources
import SecurityModel
import Storage
import Testing

@testable import Runtime

/// Files of which a part was read before, and records that nothing ends.
@Suite("The rest of a file", .serialized)
struct RestOfFileTests {
  private static let header =
    "EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,URI,METHOD,STATUS_CODE\n"

  private func rows(_ range: Range<Int>) -> String {
    range.map {
      "RestApi,20250801\(String(format: "%06d", 100_000 + $0 % 60)),r\($0),00Dxx0000001abc,"
        + "005xx000001Sv7k,/services/data/v62.0/query,GET,200\n"
    }.joined()
  }

  @Test("of a log that was rotated is read under its header, and has its lines' numbers")
  func lateRows() throws {
    let shop = try Workshop()
    try shop.write("x.csv", Self.header + rows(0..<20))
    let store = MemoryStore()
    let follower = try Follower(shop, store)
    try follower.wait("the file") { try store.counters().events == 20 }
    try FileManager.default.moveItem(atPath: shop.logs + "/x.csv", toPath: shop.logs + "/x.csv.1")
    try shop.write("x.csv", Self.header + rows(20..<30))
    try follower.wait("its successor") { try store.counters().events == 30 }
    try follower.wait("the end of the old one") {
      try store.sourceHealth().contains { $0.uri.hasSuffix("x.csv") && $0.events == 10 }
    }
    try shop.append("x.csv.1", "not a row\n" + rows(30..<35))
    try follower.wait("late rows") { try store.counters().events == 35 }
    follower.finish()
    let failures = try store.failures(limit: 10).latest
    #expect(failures.map(\.line) == [22])
    #expect(try store.counters().skipped == 1)
  }

  @Test("without a line end is a record once it has rested, if it is whole")
  func noLineEnd() throws {
    let shop = try Workshop()
    try shop.write("x.csv", Self.header + String(rows(0..<5).dropLast()))
    try shop.write("whole.jsonl", #"{"ts":"2025-08-01T10:00:00Z","credential":"k"}"#)
    try shop.write("cut.jsonl", #"{"ts":"2025-08-01T10:00:00Z","credential":"k"}"# + "\n{\"ts\":")
    try shop.write("cut.csv", Self.header + rows(5..<6) + "RestApi,20250801100007,r9,00Dxx")
    let store = MemoryStore()
    let follower = try Follower(shop, store)
    try follower.wait("all whole records") { try store.counters().events == 5 + 1 + 1 + 1 }
    try shop.append("x.csv", "\n" + rows(6..<8))
    try shop.append("cut.csv", "0000001abc,005xx000001Sv7k,/x,GET,200\n")
    try follower.wait("what came behind") { try store.counters().events == 8 + 2 + 1 }
    follower.finish()
    #expect(try store.counters().skipped == 0)
  }

  @Test(
    "of a broken archive is read where its last whole record ended, once it has been mended",
    arguments: [2, 100])
  func mendedArchive(part: Int) throws {
    let shop = try Workshop()
    let plain = try shop.write("x.csv.tmp", Self.header + rows(0..<2_000))
    let zip = Process()
    zip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    zip.arguments = ["gzip", "-f", plain]
    try zip.run()
    zip.waitUntilExit()
    try #require(zip.terminationStatus == 0)
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: plain + ".gz")))
    try FileManager.default.removeItem(atPath: plain + ".gz")
    try shop.write("x.csv.gz", Array(whole.prefix(whole.count / part)))
    let store = MemoryStore()
    let follower = try Follower(shop, store)
    try follower.wait("the half") {
      try store.sourceHealth().contains { $0.state.hasPrefix("unreadable") }
    }
    try shop.write("x.csv.gz", whole)
    try follower.wait("the whole") { try store.counters().events == 2_000 }
    follower.finish()
    #expect(try store.counters().skipped == 0)
    #expect(!follower.board.current.sources.contains { !$0.isHealthy })
  }

  @Test("that pipes were given before a stop is taken in")
  func drained() throws {
    let shop = try Workshop()
    let path = shop.path + "/pipe"
    try #require(mkfifo(path, 0o600) == 0)
    let store = MemoryStore()
    let follower = try Follower(shop, store, source: path, liveWait: 60_000)
    let writer = open(path, O_WRONLY)
    try #require(writer >= 0)
    defer { close(writer) }
    let text = Array(Traffic.text(Traffic.attack.prefix(50)).utf8)
    #expect(write(writer, text, text.count) == text.count)
    // Nothing is applied yet: older events might come.
    follower.finish()
    #expect(try store.counters().events == 50)
  }

  @Test("of a socket's life begins with listening: a run that can't listen ends at once")
  func deafSocket() throws {
    let shop = try Workshop()
    let path = try shop.write("file", "no socket")
    let store = MemoryStore()
    let pipeline = try shop.pipeline(
      .follow, into: store, tick: 1, settings: .init(), board: StatusBoard(), stop: StopFlag()
    ) {
      $0.sources = [try! SourceSpec.parse("unix:" + path)]
      $0.needsSockets = true
    }
    let error = #expect(throws: IngestError.self) { try pipeline.run() }
    guard case .source(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.reason.contains("is no socket"))
  }
}
