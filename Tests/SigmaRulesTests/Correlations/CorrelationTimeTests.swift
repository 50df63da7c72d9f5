import SecurityModel
import Testing

@testable import SigmaRules

@Suite("Event time of correlations") struct CorrelationTimeTests {
  private func counting(_ number: Int, span: String = "10s") -> String {
    BenchRules.all
      + BenchRules.correlation(
        "type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: \(span)\ncondition: {gte: \(number)}"
      )
  }

  private let a = BenchRules.json("a")

  @Test("gives a late event its own window, which it may complete")
  func lateCompletes() {
    let bench = RuleBench(counting(3))
    #expect(bench.event(0, a) == [])
    #expect(bench.event(1, a) == [])
    #expect(bench.event(100, a) == [])
    #expect(bench.event(5, a) == ["C@3[0,1,3]"])
  }

  @Test("lets a late event complete the window of a later one, which is then reported")
  func lateCompletesLater() {
    let bench = RuleBench(counting(3))
    #expect(bench.event(0, a) == [])
    #expect(bench.event(8, a) == [])
    #expect(bench.event(100, a) == [])
    // With the event at 5 s the one at 8 s is the third within ten seconds.
    #expect(bench.event(5, a) == ["C@1[0,3,1]"])
    // What has matched doesn't match again; the new one and those after it do.
    #expect(bench.event(6, a) == ["C@4[0,3,4]"])
    #expect(bench.event(9, a) == ["C@5[0,3,4,1,5]"])
  }

  @Test("leaves out an event beyond the lateness limit, and counts it")
  func tooLate() {
    var limits = CorrelationLimits()
    limits.lateness = 60_000
    let bench = RuleBench(counting(2), limits: limits)
    #expect(bench.events([(0, a), (65, a), (5, a), (4.999, a)]) == ["C@2"])
    #expect(bench.engine.counters.late == 1)
    // Time goes on with events that match nothing, too.
    #expect(bench.events([(200, #"{"op":"z"}"#), (139, a)]) == [])
    #expect(bench.engine.counters.late == 2)
  }

  @Test(
    "gives the same matches in any order of arrival within the limit",
    arguments: [
      "type: event_count\nrules: [a]\ncondition: {gte: 4}",
      "type: value_count\nrules: [a]\ncondition: {field: v, gte: 3}",
      "type: temporal\nrules: [a, b, c]", "type: temporal_ordered\nrules: [a, b, c]",
      "type: value_sum\nrules: [a, b]\ncondition: {field: n, gte: 30}",
    ])
  func anyOrder(body: String) {
    var random = RegexRandom(seed: 3)
    for _ in 0..<20 {
      var events: [(time: Double, json: String)] = []
      for n in 0..<25 {
        // Times differ, so that the order of arrival decides nothing.
        events.append(
          (
            Double(n) * 2 + Double(random.below(10)) / 10,
            BenchRules.json(
              ["a", "b", "c"][random.below(3)], ["x", "y"][random.below(2)],
              #""v":\#(random.below(5)),"n":\#(random.below(12))"#)
          ))
      }
      func run(_ order: [Int]) -> Set<Double> {
        let bench = RuleBench(
          BenchRules.all + BenchRules.correlation(body + "\ngroup-by: [u]\ntimespan: 15s"))
        var found: [Double] = []
        for n in order {
          for match in bench.event(events[n].time, events[n].json) where match.hasPrefix("C@") {
            let key = Int(match.dropFirst(2).prefix { $0 != "[" }) ?? -1
            found.append(events[order[key]].time)
          }
        }
        #expect(Set(found).count == found.count, "nothing matches twice")
        return Set(found)
      }
      let inOrder = run(Array(0..<25))
      var shuffled = Array(0..<25)
      for n in shuffled.indices { shuffled.swapAt(n, random.below(25)) }
      #expect(run(shuffled) == inOrder)
    }
  }

  @Test("passes what a late event completes on to outer correlations, at its own time")
  func lateChain() {
    let inner = BenchRules.correlation(
      "type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 2}",
      title: "Inner", name: "i")
    let outer = BenchRules.correlation(
      "type: temporal_ordered\nrules: [i, b]\ngroup-by: [ip]\ntimespan: 20s", title: "Outer")
    let bench = RuleBench(BenchRules.all + inner + outer)
    #expect(bench.errors == [])
    func event(_ op: String, _ ip: String) -> String { BenchRules.json(op, "x", #""ip":"\#(ip)""#) }
    #expect(bench.event(8, event("a", "1")) == [])
    #expect(bench.event(15, event("b", "1")) == [])
    // The inner one is completed by the event at 8 s, whose address the outer one groups by.
    #expect(bench.event(2, event("a", "2")) == ["Outer@1[0,1]"])
  }

  @Test("survives times at both ends of the range")
  func extremes() {
    let bench = RuleBench(counting(2))
    #expect(bench.event(milliseconds: .min + 20_000, a) == [])
    #expect(bench.event(milliseconds: .min + 20_001, a) == ["C@1[0,1]"])
    #expect(bench.event(milliseconds: .max, a) == [])
    #expect(bench.event(milliseconds: .max, a) == ["C@3[2,3]"])
    #expect(bench.event(milliseconds: .min, a) == [])
    #expect(bench.engine.counters.late == 1)
  }

  @Test("is needed: an event without a time is matched but not correlated")
  func withoutTime() throws {
    var (engine, _) = RuleEngine.load(files: [("", counting(1))])
    var source = JSONFieldSource()
    try source.load(a)
    let none = engine.observe(source, time: nil, event: 0)
    #expect(none == [])
    try source.load(BenchRules.json("b"))
    let matches = engine.observe(source, time: nil, event: 1)
    #expect(matches.map(\.subject) == [.rule(1)])
  }
}
