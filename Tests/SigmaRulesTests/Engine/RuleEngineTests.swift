import SecurityModel
import Testing

@testable import SigmaRules

@Suite("The rule engine") struct RuleEngineTests {
  private let counting = BenchRules.correlation(
    "type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}")

  @Test("gives rules before correlations, with the event and its time")
  func matches() throws {
    var (engine, issues) = RuleEngine.load(files: [
      ("rules.yml", BenchRules.all + counting + BenchRules.rule("'*'"))
    ])
    #expect(issues.filter { $0.severity == .error } == [])
    var source = JSONFieldSource()
    try source.load(BenchRules.json("a"))
    engine.observe(source, time: Timestamp(milliseconds: 1_000), event: 40)
    engine.observe(source, time: Timestamp(milliseconds: 2_000), event: 41)
    #expect(
      engine.matches == [
        RuleMatch(
          subject: .rule(4), event: 41, time: Timestamp(milliseconds: 2_000), contributing: [41]),
        RuleMatch(
          subject: .correlation(0), event: 41, time: Timestamp(milliseconds: 2_000),
          contributing: [40, 41]),
      ])
    #expect(engine.metadata(of: .correlation(0)).title == "C")
    #expect(!engine.reports(.rule(0)))
    #expect(engine.reports(.rule(1)))
    let statistics = engine.statistics(ofCorrelation: 0)
    #expect((statistics.hits, statistics.groups, statistics.pending) == (1, 1, 2))
  }

  @Test("counts only matches of rules for the event's own log source")
  func partitions() throws {
    let rules = BenchRules.rule("a").replacing(
      "{category: api}", with: "{product: salesforce, category: api}")
    var (engine, _) = RuleEngine.load(files: [("", rules + counting)])
    let salesforce = engine.partition(
      for: EventLogSource(product: "salesforce", category: "api", service: ""))
    let hubspot = engine.partition(
      for: EventLogSource(product: "hubspot", category: "api", service: ""))
    var source = JSONFieldSource()
    try source.load(BenchRules.json("a"))
    var found: [Int] = []
    for (n, partition) in [salesforce, hubspot, hubspot, salesforce].enumerated() {
      let matches = engine.observe(
        source, time: Timestamp(milliseconds: Int64(n)), event: UInt64(n), partition: partition)
      if !matches.isEmpty { found.append(n) }
    }
    #expect(found == [3])
  }

  @Test("limits the events that a match names to the latest ones")
  func contributing() {
    var limits = CorrelationLimits()
    limits.contributing = 3
    let bench = RuleBench(BenchRules.all + counting, limits: limits)
    for n in 0..<5 { bench.event(Double(n), BenchRules.json("a")) }
    #expect(bench.event(5, BenchRules.json("a")) == ["C@5[3,4,5]"])
  }

  @Test("is at work with whatever has no error")
  func partlyBroken() {
    let broken = BenchRules.rule("b").replacing("sel: {op: b}", with: "sel: {op|re: '(b'}")
    let bench = RuleBench(
      BenchRules.rule("a") + broken + counting
        + BenchRules.correlation(
          "type: temporal\nrules: [a, b]\ntimespan: 1m", title: "Broken", name: "broken"))
    #expect(bench.errors.contains { $0.contains("isn't closed") })
    #expect(bench.errors.contains { $0.contains("there is no rule `b`") })
    #expect(bench.events([(0, BenchRules.json("a")), (1, BenchRules.json("a"))]) == ["C@1"])
  }

  @Test("without rules matches nothing")
  func empty() throws {
    var (engine, issues) = RuleEngine.make(RuleCollection())
    #expect(issues == [])
    var source = JSONFieldSource()
    try source.load("{}")
    let matches = engine.observe(source, time: Timestamp(milliseconds: 0), event: 0)
    #expect(matches.isEmpty)
  }
}
