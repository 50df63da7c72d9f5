import SecurityModel
import Testing

@testable import SigmaRules

@Suite("Stored state of correlations") struct CorrelationCheckpointTests {
  private static let rules =
    BenchRules.all
    + BenchRules.correlation(
      "type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 3}",
      title: "Count", name: "count")
    + BenchRules.correlation(
      "type: value_count\nrules: [a, b]\ngroup-by: [u]\ntimespan: 15s\ncondition: {field: v, gte: 3}",
      title: "Values")
    + BenchRules.correlation(
      "type: temporal_ordered\nrules: [a, b, c]\ngroup-by: [u]\ntimespan: 20s", title: "Ordered")
    + BenchRules.correlation(
      "type: value_median\nrules: [a, b]\ngroup-by: [u]\ntimespan: 20s\ncondition: {field: v, gte: 3}",
      title: "Median")
    + BenchRules.correlation(
      "type: value_sum\nrules: [a]\ngroup-by: [u]\ntimespan: 20s\ncondition: {field: v, gte: 12}",
      title: "Sum")
    + BenchRules.correlation(
      "type: temporal\nrules: [count, d]\ngroup-by: [u]\ntimespan: 30s", title: "Chain")

  private static func event(_ random: inout RegexRandom, _ n: Int) -> (Double, String) {
    let late = random.below(5) == 0 ? Double(random.below(200)) / 10 : 0
    return (
      100 + Double(n) - late,
      BenchRules.json(
        ["a", "a", "b", "c", "d"][random.below(5)], ["x", "y", "z"][random.below(3)],
        #""v":\#(random.below(6))"#)
    )
  }

  @Test(
    "continues exactly where it was, wherever the restart falls",
    arguments: [
      CorrelationFiring.everyCompletion, .onset,
    ])
  func restart(firing: CorrelationFiring) throws {
    for cut in stride(from: 0, through: 120, by: 30) {
      var limits = CorrelationLimits()
      limits.lateness = 25_000
      limits.groups = 2
      var random = RegexRandom(seed: 21)
      let events = (0..<120).map { Self.event(&random, $0) }
      let whole = RuleBench(Self.rules, limits: limits, firing: firing)
      let expected = events.map { whole.event($0.0, $0.1) }
      let first = RuleBench(Self.rules, limits: limits, firing: firing)
      var found = events[..<cut].map { first.event($0.0, $0.1) }
      let second = try first.restart(with: RuleBench(Self.rules, limits: limits, firing: firing))
      found += events[cut...].map { second.event($0.0, $0.1) }
      #expect(found == expected)
      #expect(second.state == whole.state)
      #expect(expected.contains { !$0.isEmpty })
      #expect(whole.engine.counters.late + whole.engine.counters.evictedGroups > 0)
    }
  }

  @Test("is found again by unchanged correlations after the files have changed")
  func changedRules() throws {
    let count = BenchRules.correlation(
      "type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}",
      title: "Kept", name: "kept")
    let chain = BenchRules.correlation(
      "type: temporal\nrules: [kept, b]\ngroup-by: [u]\ntimespan: 30s\ngenerate: true",
      title: "Chain")
    func other(_ number: Int) -> String {
      BenchRules.correlation(
        "type: event_count\nrules: [c]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: \(number)}",
        title: "Changed")
    }
    let first = RuleBench(BenchRules.all + other(2) + count + chain)
    first.events([(0, BenchRules.json("a")), (0, BenchRules.json("c"))]).forEach { _ in }
    let second = try first.restart(
      with: RuleBench(BenchRules.rule("d") + chain + count, BenchRules.all + other(3)))
    #expect(second.events([(1, BenchRules.json("c")), (1, BenchRules.json("c"))]) == [])
    #expect(
      second.events([(2, BenchRules.json("a")), (3, BenchRules.json("b"))]) == [
        "Kept@4", "Rule b@5", "Chain@5",
      ])
  }

  @Test("is refused when it is cut, and changes nothing then")
  func damaged() throws {
    let bench = RuleBench(Self.rules)
    var random = RegexRandom(seed: 4)
    for n in 0..<40 {
      let (time, json) = Self.event(&random, n)
      bench.event(time, json)
    }
    let state = bench.state
    for length in stride(from: 0, to: state.count, by: 7) {
      #expect(throws: ByteReader.Failure.self) { try bench.decode(Array(state[..<length])) }
      #expect(bench.state == state)
    }
    // Flipped bits may be anything but a crash.
    for place in stride(from: 0, to: state.count, by: 3) {
      var broken = state
      broken[place] ^= UInt8(1 << (place % 8))
      let other = RuleBench(Self.rules)
      try? other.decode(broken)
      other.event(200, BenchRules.json("a", "x", #""v":1"#))
    }
  }

  @Test("passes from an engine to the one that replaces it")
  func adopt() throws {
    let bench = RuleBench(Self.rules)
    bench.events([(0, BenchRules.json("a")), (1, BenchRules.json("a"))]).forEach { _ in }
    var (engine, _) = RuleEngine.load(files: [("new.yml", Self.rules)])
    engine.adopt(bench.engine)
    var source = JSONFieldSource()
    try source.load(BenchRules.json("a"))
    let titles = engine.observe(source, time: Timestamp(milliseconds: 2_000), event: 9)
      .map { engine.metadata(of: $0.subject).title }
    // Count is silent, because Chain refers to it.
    #expect(titles == [])
    try source.load(BenchRules.json("d"))
    let chain = engine.observe(source, time: Timestamp(milliseconds: 3_000), event: 10)
    #expect(chain.map { engine.metadata(of: $0.subject).title } == ["Chain"])
    #expect(chain.map(\.contributing) == [[9, 10]])
  }
}
