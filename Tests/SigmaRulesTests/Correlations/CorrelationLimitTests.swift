import SecurityModel
import Testing

@testable import SigmaRules

@Suite("Memory of correlations") struct CorrelationLimitTests {
  private let two =
    BenchRules.all
    + BenchRules.correlation(
      "type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}")

  @Test("lets the group go that has been quiet for longest, and counts it")
  func groups() {
    var limits = CorrelationLimits()
    limits.groups = 3
    let bench = RuleBench(two, limits: limits)
    func event(_ user: String) -> String { BenchRules.json("a", user) }
    // x is used again, so y is the quiet one when v arrives.
    #expect(
      bench.events([(0, event("x")), (1, event("y")), (2, event("z")), (3, event("x"))]) == ["C@3"])
    #expect(bench.events([(4, event("v"))]) == [])
    #expect(bench.engine.counters.evictedGroups == 1)
    #expect(bench.events([(5, event("z"))]) == ["C@5"])
    #expect(bench.events([(6, event("y"))]) == [])
    #expect(bench.engine.counters.evictedGroups == 2)
  }

  @Test("drops the oldest match of a full group, and counts it")
  func hits() {
    var limits = CorrelationLimits()
    limits.hits = 4
    let bench = RuleBench(
      BenchRules.all
        + BenchRules.correlation(
          "type: value_sum\nrules: [a]\ngroup-by: [u]\ntimespan: 1h\ncondition: {field: n, gte: 5}"),
      limits: limits)
    let found = bench.events((0..<10).map { (Double($0), BenchRules.json("a", "x", #""n":1"#)) })
    #expect(bench.engine.counters.droppedHits == 6)
    #expect(bench.engine.statistics(ofCorrelation: 0).pending == 4)
    // A new match is reckoned with before the oldest goes.
    #expect(found == (4..<10).map { "C@\($0)" })
  }

  @Test("lets quiet groups go when all together have too many matches")
  func totalHits() {
    var limits = CorrelationLimits()
    limits.totalHits = 10
    let bench = RuleBench(two, limits: limits)
    for n in 0..<8 { bench.event(Double(n) / 10, BenchRules.json("a", n < 4 ? "x" : "y")) }
    bench.events((0..<4).map { (1 + Double($0), BenchRules.json("a", "z")) }).forEach { _ in }
    #expect(bench.engine.counters.evictedGroups == 1)
    #expect(bench.engine.statistics(ofCorrelation: 0).groups == 2)
    #expect(bench.engine.statistics(ofCorrelation: 0).pending == 8)
  }

  @Test("is given back when windows have passed, without a count")
  func expiry() {
    var limits = CorrelationLimits()
    limits.lateness = 1_000
    let bench = RuleBench(two, limits: limits)
    for n in 0..<1_000 { bench.event(Double(n), BenchRules.json("a", "u\(n)")) }
    #expect(bench.engine.statistics(ofCorrelation: 0).groups <= 13)
    for n in 0..<1_000 { bench.event(1_000 + Double(n), BenchRules.json("a", "same")) }
    #expect(bench.engine.statistics(ofCorrelation: 0).groups == 1)
    #expect(bench.engine.statistics(ofCorrelation: 0).pending <= 13)
    #expect(bench.engine.counters == CorrelationCounters())
  }

  @Test("doesn't depend on anything but the events")
  func deterministic() {
    func run() -> ([String], [UInt8]) {
      var limits = CorrelationLimits()
      limits.groups = 5
      limits.hits = 6
      let bench = RuleBench(two, limits: limits)
      var random = RegexRandom(seed: 9)
      let found = bench.events(
        (0..<500).map { (Double($0) / 3, BenchRules.json("a", "u\(random.below(9) + $0 * 0)")) })
      return (found, bench.state)
    }
    let (first, second) = (run(), run())
    #expect(first.0 == second.0)
    #expect(first.1 == second.1)
    #expect(!first.0.isEmpty)
  }
}
