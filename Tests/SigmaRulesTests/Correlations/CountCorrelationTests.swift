import SecurityModel
import Testing

@testable import SigmaRules

@Suite("Correlations that count") struct CountCorrelationTests {
  private let a = BenchRules.json("a")

  private func bench(
    _ body: String, limits: CorrelationLimits = CorrelationLimits(),
    firing: CorrelationFiring = .standard
  ) -> RuleBench {
    let bench = RuleBench(
      BenchRules.all + BenchRules.correlation(body), limits: limits, firing: firing)
    #expect(bench.errors == [])
    return bench
  }

  private func counting(_ condition: String) -> String {
    "type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {\(condition)}"
  }

  @Test("match at the event that reaches the number, and at each further one in the window")
  func everyCompletion() {
    let bench = bench(counting("gte: 3"))
    #expect(bench.event(0, a) == [])
    #expect(bench.event(1, a) == [])
    #expect(bench.event(2, a) == ["C@2[0,1,2]"])
    #expect(bench.event(3, a) == ["C@3[0,1,2,3]"])
    #expect(bench.event(11.5, a) == ["C@4[2,3,4]"])
    #expect(bench.event(12.5, a) == ["C@5[3,4,5]"])
    #expect(bench.event(30, a) == [])
  }

  @Test("match once per onset where that is asked for")
  func onset() {
    let bench = bench(counting("gte: 3"), firing: .onset)
    #expect(bench.events([(0, a), (1, a), (2, a), (3, a), (4, a)]) == ["C@2"])
    #expect(bench.events([(20, a), (21, a), (22, a), (23, a)]) == ["C@7"])
  }

  @Test("leave out an event exactly one timespan ago, and take in one a millisecond later")
  func windowBounds() {
    let open = bench(counting("gte: 2"))
    #expect(open.events([(0, a), (10, a)]) == [])
    let closed = bench(counting("gte: 2"))
    #expect(closed.event(milliseconds: 1, a) == [])
    #expect(closed.event(milliseconds: 10_000, a) == ["C@1[0,1]"])
  }

  @Test(
    "compare with every operator",
    arguments: [
      ("gt: 2", [2, 3, 4]), ("gte: 2", [1, 2, 3, 4]), ("lt: 3", [0, 1]), ("lte: 3", [0, 1, 2]),
      ("eq: 3", [2]), ("neq: 3", [0, 1, 3, 4]), ("gt: 1, lte: 3", [1, 2]),
      ("gte: 2, neq: 4", [1, 2, 4]),
    ])
  func operators(condition: String, expected: [Int]) {
    let found = bench(counting(condition)).events((0..<5).map { (Double($0), a) })
    #expect(found == expected.map { "C@\($0)" })
  }

  @Test("keep groups apart, letter case included, and form none without a value")
  func groups() {
    let bench = bench(counting("gte: 2"))
    let found = bench.events([
      (0, BenchRules.json("a", "x")), (0, BenchRules.json("a", "y")),
      (0, BenchRules.json("a", "X")), (1, #"{"op":"a","u":null}"#), (1, #"{"op":"a"}"#),
      (1, #"{"op":"a","u":null}"#), (1, #"{"op":"a","u":{}}"#), (2, BenchRules.json("a", "y")),
    ])
    #expect(found == ["C@7"])
  }

  @Test("take a number and its text for one group, and the empty text for a group")
  func groupValues() {
    #expect(
      bench(counting("gte: 2")).events([(0, #"{"op":"a","u":7}"#), (1, #"{"op":"a","u":"7"}"#)])
        == ["C@1"])
    #expect(
      bench(counting("gte: 2")).events([(0, #"{"op":"a","u":""}"#), (1, #"{"op":"a","u":""}"#)])
        == ["C@1"])
  }

  @Test("count an event in every group that its field names")
  func manyValues() {
    let bench = bench(counting("gte: 2"))
    #expect(bench.event(0, #"{"op":"a","u":["x","y","x"]}"#) == [])
    #expect(bench.event(1, BenchRules.json("a", "y")) == ["C@1[0,1]"])
    #expect(bench.event(2, BenchRules.json("a", "x")) == ["C@2[0,2]"])
  }

  @Test("cut off fields with very many values, and count that")
  func cutGroups() {
    let bench = bench(counting("gte: 2"))
    let users = (0..<20).map { "\"u\($0)\"" }.joined(separator: ",")
    bench.event(0, #"{"op":"a","u":[\#(users)]}"#)
    #expect(bench.engine.counters.cutValues == 4)
    #expect(bench.event(1, BenchRules.json("a", "u15")) != [])
    #expect(bench.event(2, BenchRules.json("a", "u16")) == [])
  }

  @Test("form one group without group-by, over several rules")
  func severalRules() {
    let bench = bench(
      "type: event_count\nrules: [a, b]\ntimespan: 1m\ncondition: {gte: 3}")
    let found = bench.events([
      (0, BenchRules.json("a", "x")), (1, BenchRules.json("b", "y")), (2, BenchRules.json("c")),
      (3, BenchRules.json("a", "z")),
    ])
    #expect(found == ["Rule c@2", "C@3"])
  }

  @Test("group by several fields")
  func severalFields() {
    let bench = bench(
      "type: event_count\nrules: [a]\ngroup-by: [u, ip]\ntimespan: 1m\ncondition: {gte: 2}")
    let found = bench.events([
      (0, BenchRules.json("a", "x", #""ip":"1""#)), (1, BenchRules.json("a", "x", #""ip":"2""#)),
      (2, BenchRules.json("a", "x1", #""ip":"""#)), (3, BenchRules.json("a", "x", #""ip":"1""#)),
    ])
    #expect(found == ["C@3"])
  }

  @Test("count different values of a field, not events")
  func valueCount() {
    let bench = bench(
      "type: value_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {field: o, gte: 3}")
    func event(_ value: String) -> String { BenchRules.json("a", "x", #""o":\#(value)"#) }
    let found = bench.events([
      (0, event(#""k1""#)), (1, event(#""k1""#)), (2, event(#""k2""#)), (3, event("null")),
      (4, BenchRules.json("a")), (5, event(#""k3""#)), (11, event(#""k1""#)), (11.5, event("4")),
      (20, event(#""4""#)),
    ])
    // At 11 s k1 has left and come back; at 20 s only k1 and 4 are in the window.
    #expect(found == ["C@5", "C@6", "C@7"])
  }

  @Test("count the members of a list, and combinations of two fields")
  func valueLists() {
    let lists = bench(
      "type: value_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {field: o, gte: 3}")
    #expect(lists.events([(0, BenchRules.json("a", "x", #""o":["1","2"]"#))]) == [])
    #expect(lists.events([(1, BenchRules.json("a", "x", #""o":["2","3"]"#))]) == ["C@1"])
    let pairs = bench(
      "type: value_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {field: [o, p], gte: 3}"
    )
    let found = pairs.events([
      (0, BenchRules.json("a", "x", #""o":"1","p":"1""#)),
      (1, BenchRules.json("a", "x", #""o":"1","p":"2""#)),
      (2, BenchRules.json("a", "x", #""o":"1","p":"1""#)),
      (3, BenchRules.json("a", "x", #""o":"2","p":"1""#)),
    ])
    #expect(found == ["C@3"])
  }

  @Test("count what an attacker makes very many of, above the usual limit of a group")
  func highCount() {
    var limits = CorrelationLimits()
    limits.hits = 10
    let bench = bench(counting("gte: 50"), limits: limits)
    let found = bench.events((0..<60).map { (Double($0) / 100, a) })
    #expect(found.first == "C@49")
    #expect(found.count == 11)
  }
}
