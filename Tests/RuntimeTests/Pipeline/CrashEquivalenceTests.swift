import Foundation
import SecurityModel
import Storage
import Testing

@testable import Runtime

/// Every event counts exactly once, however often the collector dies between commits.
@Suite("A collector that dies and is started again")
struct CrashEquivalenceTests {
  /// Collects with a death after each `every` further commits until it gets through (a run ends
  /// with two commits in any case).
  private func collectDying(
    _ shop: Workshop, _ store: any Store, every: Int, tick: Int64
  ) throws -> Int {
    for deaths in 0..<200 {
      let wrapper = StoreWrapper(store)
      wrapper.refuse { $0 >= every ? .io(path: "test", detail: "killed") : nil }
      do {
        try shop.collect(into: wrapper, tick: tick)
        return deaths
      } catch IngestError.store(.io) { continue }
    }
    Issue.record("it never got through")
    return 0
  }

  private func expectSame(
    _ shop: Workshop, every: Int, tick: Int64, atLeast deaths: Int,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let calm = MemoryStore()
    try shop.collect(into: calm, tick: tick)
    let store = MemoryStore()
    #expect(
      try collectDying(shop, store, every: every, tick: tick) >= deaths, sourceLocation: location)
    let difference = try Harvest(store).difference(try Harvest(calm))
    #expect(difference == nil, sourceLocation: location)
  }

  @Test("reads one file exactly once", arguments: [3, 4, 5, 9])
  func oneFile(_ every: Int) throws {
    let shop = try Workshop()
    try shop.write("all.jsonl", Traffic.text(Traffic.attack))
    try expectSame(shop, every: every, tick: 90, atLeast: 1)
  }

  @Test("reads many files exactly once", arguments: [3, 5])
  func manyFiles(_ every: Int) throws {
    let shop = try Workshop()
    var dice = Dice(3)
    var piles = [[String]](repeating: [], count: 9)
    for line in Traffic.attack { piles[dice.next(9)].append(line) }
    for (n, pile) in piles.enumerated() { try shop.write("part-\(n).jsonl", Traffic.text(pile)) }
    try expectSame(shop, every: every, tick: 120, atLeast: 1)
  }

  @Test("reads columns with a header, compressed or not, exactly once", arguments: [3, 6])
  func columns(_ every: Int) throws {
    let shop = try Workshop()
    let folder = FixtureScript.folder + "../../sample-data/event-log-files/"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name.hasPrefix("2025-07-16-") {
      try FileManager.default.copyItem(atPath: folder + name, toPath: shop.logs + "/" + name)
    }
    try expectSame(shop, every: every, tick: 400, atLeast: 1)
  }

  @Test("counts equal records at one moment each once", arguments: [3, 4])
  func equals(_ every: Int) throws {
    let shop = try Workshop()
    // The same line forty times over, on both sides of every commit.
    let lines = Traffic.attack.suffix(40).flatMap { [String](repeating: $0, count: 40) }
    try shop.write("all.jsonl", Traffic.text(lines))
    try expectSame(shop, every: every, tick: 60, atLeast: 1)
  }

  @Test("counts late and re-delivered records exactly once", arguments: [3, 4])
  func lateAndTwice(_ every: Int) throws {
    let shop = try Workshop()
    var lines: [String] = []
    for (n, line) in Traffic.attack.suffix(1_500).enumerated() {
      let named = "{\"id\":\"r\(n)\"," + line.dropFirst()
      lines.append(named)
      // Every fifth comes again after a while, every seventh only most of a day late.
      if n % 5 == 4 { lines.append(lines[lines.count - 5]) }
    }
    for i in stride(from: 0, to: 1_200, by: 7) { lines.swapAt(i, i + 70) }
    try shop.write("all.jsonl", Traffic.text(lines))
    let calm = MemoryStore()
    try shop.collect(into: calm, tick: 100)
    let store = MemoryStore()
    #expect(try collectDying(shop, store, every: every, tick: 100) >= 1)
    let (a, b) = (try Harvest(store), try Harvest(calm))
    // Re-delivery is noticed for 72 hours; across the gaps of this log a few come later.
    #expect(a.events == b.events && b.events < 1_510)
    #expect(a.duplicates == b.duplicates)
    #expect(try calm.counters().late > 50)
    // When a late record is applied between the others may differ; what is counted may not.
    #expect(a.hours == b.hours)
    #expect(a.credentials.map(Self.totals) == b.credentials.map(Self.totals))
  }

  /// Without the risk, the last word.
  private static func totals(_ line: String) -> Substring {
    line.prefix { $0 != "Z" }
  }

  @Test("loses nothing while the disk is full")
  func full() throws {
    let shop = try Workshop()
    try shop.write("all.jsonl", Traffic.text(Traffic.attack))
    let calm = MemoryStore()
    try shop.collect(into: calm, tick: 500)
    let store = MemoryStore()
    let wrapper = StoreWrapper(store)
    wrapper.refuse { $0 == 1 ? .full(path: "test") : nil }
    let status = try shop.collect(into: wrapper, tick: 500)
    #expect(status.notices.count { $0.contains("disk is full") } == 1)
    #expect(status.notices.contains { $0.contains("room on the disk again") })
    #expect(status.phase == .finished)
    #expect(try Harvest(store).difference(try Harvest(calm)) == nil)
  }
}
