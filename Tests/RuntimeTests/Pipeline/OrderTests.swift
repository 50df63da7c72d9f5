import SecurityModel
import Storage
import Testing

@testable import Runtime

@Suite("The same events in other files")
struct OrderTests {
  private func whole() throws -> Harvest {
    let shop = try Workshop()
    try shop.write("all.jsonl", Traffic.text(Traffic.attack))
    let store = MemoryStore()
    try shop.collect(into: store)
    let harvest = try Harvest(store)
    #expect(harvest.findings.contains { $0.contains(" EXF-009 critical ") })
    #expect(harvest.events == Int64(Traffic.attack.count))
    return harvest
  }

  private func expectSame(
    _ shop: Workshop, _ store: any Store, tick: Int64 = 1 << 16,
    location: SourceLocation = #_sourceLocation
  ) throws {
    try shop.collect(into: store, tick: tick)
    let difference = try Harvest(store).difference(try whole())
    #expect(difference == nil, sourceLocation: location)
  }

  @Test("give the same findings split over one file a day")
  func days() throws {
    let shop = try Workshop()
    for (day, lines) in Dictionary(grouping: Traffic.attack, by: { Traffic.time($0).prefix(10) }) {
      try shop.write("\(day).jsonl", Traffic.text(lines))
    }
    try expectSame(shop, MemoryStore())
  }

  @Test("give the same findings dealt out over many files", arguments: [2, 7, 40])
  func dealt(_ files: Int) throws {
    let shop = try Workshop()
    var piles = [[String]](repeating: [], count: files)
    var dice = Dice(UInt64(files))
    for line in Traffic.attack { piles[dice.next(files)].append(line) }
    for (n, pile) in piles.enumerated() { try shop.write("part-\(n).jsonl", Traffic.text(pile)) }
    try expectSame(shop, MemoryStore(), tick: 150)
  }

  @Test("give the same findings shuffled inside the hour")
  func shuffled() throws {
    let shop = try Workshop()
    var lines = Traffic.attack
    var dice = Dice(5)
    var start = 0
    while start < lines.count {
      let hour = Traffic.time(lines[start]).prefix(13)
      var end = start
      while end < lines.count, Traffic.time(lines[end]).prefix(13) == hour { end += 1 }
      for i in start..<end { lines.swapAt(i, start + dice.next(end - start)) }
      start = end
    }
    #expect(lines != Traffic.attack)
    try shop.write("all.jsonl", Traffic.text(lines))
    try expectSame(shop, MemoryStore(), tick: 100)
  }

  @Test("give the same findings out of another kind of store and small commits")
  func sqlite() throws {
    let shop = try Workshop()
    try shop.write("all.jsonl", Traffic.text(Traffic.attack))
    let store = try shop.sqlite()
    defer { store.close() }
    try expectSame(shop, store, tick: 300)
    #expect(try store.check(now: Workshop.now).isEmpty)
  }

  @Test("add nothing when collected again")
  func twice() throws {
    let shop = try Workshop()
    try shop.write("all.jsonl", Traffic.text(Traffic.attack))
    let store = MemoryStore()
    try shop.collect(into: store)
    let first = try Harvest(store)
    try shop.collect(into: store)
    #expect(try Harvest(store).difference(first) == nil)
    try shop.append("all.jsonl", Traffic.text(Traffic.attack.suffix(1)))
    try shop.collect(into: store)
    #expect(try Harvest(store).events == first.events + 1)
  }

  @Test("may be a thousand small files")
  func many() throws {
    let shop = try Workshop()
    let lines = Array(Traffic.attack.suffix(2_000))
    for n in 0..<1_000 {
      try shop.write("n\(n).jsonl", Traffic.text(lines[(2 * n)..<(2 * n + 2)]))
    }
    let store = MemoryStore()
    let status = try shop.collect(into: store)
    #expect(status.counters.events == 2_000)
    let whole = try Workshop()
    try whole.write("all.jsonl", Traffic.text(lines))
    let other = MemoryStore()
    try whole.collect(into: other)
    #expect(try Harvest(store).difference(try Harvest(other)) == nil)
  }
}
