import Detection
import EventSources
import Foundation
import SecurityModel
import Storage
import Synchronization
import Testing

@testable import Runtime

@Suite("Following files", .serialized)
struct FollowTests {
  private let split = Traffic.attack.count - 40

  @Test("stores a finding ahead of its tick; a kill between the two changes nothing")
  func ahead() throws {
    let shop = try Workshop()
    try shop.write("a.jsonl", Traffic.text(Traffic.attack.prefix(split)))
    let base = MemoryStore()
    let store = StoreWrapper(base)
    // No tick comes by itself while the test lasts.
    let follower = try Follower(shop, store, tickMilliseconds: 600_000)
    try follower.wait("history") { try store.counters().events == Int64(split) }
    let before = try store.load()
    let known = try store.findingCounts(now: Workshop.now).total
    try shop.append("a.jsonl", Traffic.text(Traffic.attack[split...]))
    try follower.wait("a finding") { try store.findingCounts(now: Workshop.now).total > known }
    let after = try store.load()
    #expect(after.sources == before.sources && after.watermark == before.watermark)
    #expect(after.counters == before.counters)
    store.refuse { _ in .io(path: "memory", detail: "killed") }
    follower.finish(isRefused: true)
    try shop.collect(into: base)
    let calm = MemoryStore()
    try shop.collect(into: calm)
    let (got, wanted) = (try Harvest(base), try Harvest(calm))
    #expect(got.difference(wanted) == nil)
    #expect(got == wanted)
  }

  @Test("makes findings of lines as they are appended")
  func growing() throws {
    let shop = try Workshop()
    try shop.write("a.jsonl", Traffic.text(Traffic.attack.prefix(split)))
    let store = MemoryStore()
    let follower = try Follower(shop, store)
    try follower.wait("history") { try store.counters().events == Int64(split) }
    #expect(try Harvest(store).findings.allSatisfy { !$0.contains("EXF-009") })
    var sent = split
    for lines in [Traffic.attack[split..<(split + 15)], Traffic.attack[(split + 15)...]] {
      // A record in two pieces is one record.
      let text = Traffic.text(lines)
      try shop.append("a.jsonl", String(text.prefix(text.count / 2)))
      try shop.append("a.jsonl", String(text.dropFirst(text.count / 2)))
      sent += lines.count
      try follower.wait("append") { try store.counters().events == Int64(sent) }
    }
    follower.finish()
    let calm = MemoryStore()
    try shop.collect(into: calm)
    let ids = { (h: Harvest) in h.findings.map { $0.prefix(16) } }
    #expect(ids(try Harvest(store)) == ids(try Harvest(calm)))
    #expect(try Harvest(store).hours == Harvest(calm).hours)
  }

  @Test("a rule that is switched off misses what comes in until it is on again")
  func switching() throws {
    let shop = try Workshop()
    try shop.write("a.jsonl", Traffic.text(Traffic.attack.prefix(split)))
    let store = MemoryStore()
    let rules = [try shop.writeRule()]
    let follower = try Follower(shop, store, rules: rules)
    func rule() -> RuleStatus? { follower.board.current.rules.rules.first }
    func turn(_ isOn: Bool) {
      follower.board.ruleSwitches.set(Workshop.ruleDetector, isOn: isOn)
      follower.wait("switched") { rule()?.isEnabled == isOn }
    }
    try follower.wait("history") { try store.counters().events == Int64(split) }
    turn(false)
    let before = try #require(rule()).hits
    try shop.append("a.jsonl", Traffic.text(Traffic.attack[split..<(split + 15)]))
    try follower.wait("append") { try store.counters().events == Int64(split + 15) }
    turn(true)
    #expect(rule()?.hits == before)
    try shop.append("a.jsonl", Traffic.text(Traffic.attack[(split + 15)...]))
    try follower.wait("append") { try store.counters().events == Int64(Traffic.attack.count) }
    follower.finish()
    let whole = try shop.collect(into: MemoryStore()) { $0.rulePaths = rules }
    let all = try #require(whole.rules.rules.first).hits
    let after = try #require(rule()).hits
    #expect(before > 0 && before < after && after < all)
  }

  @Test("goes on over a rotation")
  func rotation() throws {
    let shop = try Workshop()
    try shop.write("a.jsonl", Traffic.text(Traffic.attack.prefix(split)))
    let store = MemoryStore()
    let follower = try Follower(shop, store)
    try follower.wait("history") { try store.counters().events == Int64(split) }
    try FileManager.default.moveItem(
      atPath: shop.logs + "/a.jsonl", toPath: shop.logs + "/a.jsonl.1")
    try shop.append("a.jsonl.1", Traffic.text(Traffic.attack[split..<(split + 10)]))
    try shop.write("a.jsonl", Traffic.text(Traffic.attack[(split + 10)...]))
    try follower.wait("both files") {
      try store.counters().events == Int64(Traffic.attack.count)
    }
    follower.finish()
    #expect(try store.counters().events == Int64(Traffic.attack.count))
    #expect(try Harvest(store).findings.contains { $0.contains(" EXF-009 critical ") })
  }

  @Test("takes in files that appear")
  func appearing() throws {
    let shop = try Workshop()
    let store = MemoryStore()
    let follower = try Follower(shop, store)
    try shop.write("first.jsonl", Traffic.text(Traffic.attack.prefix(100)))
    try follower.wait("first") { try store.counters().events == 100 }
    try shop.write("second.jsonl", Traffic.text(Traffic.attack[100..<300]))
    try follower.wait("second") { try store.counters().events == 300 }
    follower.finish()
    try shop.collect(into: store)
    #expect(try store.counters().events == 300)
  }
}
