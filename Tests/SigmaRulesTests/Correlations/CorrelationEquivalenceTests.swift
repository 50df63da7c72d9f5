import Testing

@testable import SigmaRules

/// Correlations against their definition: for every event the matches of its group in
/// (t − timespan, t] that were read no later, looked at afresh.
@Suite("Correlations against their definition") struct CorrelationEquivalenceTests {
  private struct Event {
    var time: Double
    var op: String
    var user: String
    var value: Int

    var json: String { BenchRules.json(op, user, #""v":\#(value)"#) }
  }

  private struct Case: Sendable {
    var body: String
    /// Rules that count.
    var ops: [String]
    /// Whether the condition holds in a window that ends with its last event.
    var holds: @Sendable ([(op: String, value: Int)]) -> Bool
  }

  /// Whether `ops` occur in this order, the last of them with the last event.
  private static func isOrdered(_ window: [(op: String, value: Int)], _ ops: [String]) -> Bool {
    guard window.last?.op == ops.last else { return false }
    var next = 0
    for event in window.dropLast() where next < ops.count - 1 && event.op == ops[next] {
      next += 1
    }
    return next == ops.count - 1
  }

  private static let cases: [Case] = [
    Case(
      body: "type: event_count\nrules: [a, b]\ncondition: {gte: 4}", ops: ["a", "b"],
      holds: { $0.count >= 4 }),
    Case(
      body: "type: event_count\nrules: [a]\ncondition: {gt: 1, lte: 3}", ops: ["a"],
      holds: { $0.count > 1 && $0.count <= 3 }),
    Case(
      body: "type: value_count\nrules: [a, c]\ncondition: {field: v, gte: 3}", ops: ["a", "c"],
      holds: { Set($0.map(\.value)).count >= 3 }),
    Case(
      body: "type: value_sum\nrules: [a, b, c]\ncondition: {field: v, eq: 10}",
      ops: ["a", "b", "c"], holds: { $0.reduce(0) { $0 + $1.value } == 10 }),
    Case(
      body: "type: temporal\nrules: [a, b, c]", ops: ["a", "b", "c"],
      holds: { Set($0.map(\.op)).count == 3 }),
    Case(
      body: "type: temporal\nrules: [a, b, c]\ncondition: a and (b or not c)",
      ops: ["a", "b", "c"],
      holds: { window in
        let ops = Set(window.map(\.op))
        return ops.contains("a") && (ops.contains("b") || !ops.contains("c"))
      }),
    Case(
      body: "type: temporal_ordered\nrules: [a, b, c]", ops: ["a", "b", "c"],
      holds: { isOrdered($0, ["a", "b", "c"]) }),
    Case(
      body: "type: temporal_ordered\nrules: [a, b, a]", ops: ["a", "b"],
      holds: { isOrdered($0, ["a", "b", "a"]) }),
    Case(
      body: "type: value_percentile\nrules: [a]\ncondition: {field: v, lte: 30}", ops: ["a"],
      holds: { window in
        let equal = window.filter { $0.value == window.last?.value }.count
        return 100 * Double(equal) / Double(window.count) <= 30
      }),
  ]

  @Test("match at the same events", arguments: cases.indices)
  func agree(number: Int) {
    let one = Self.cases[number]
    var random = RegexRandom(seed: UInt64(number + 31))
    var matches = 0
    for _ in 0..<6 {
      var time = 0.0
      let events = (0..<150).map { _ in
        // Equal times and gaps of exactly a timespan occur, too.
        time += [0, 1, 1, 2, 3, 20][random.below(6)]
        return Event(
          time: time, op: ["a", "b", "c", "d"][random.below(4)], user: ["x", "y"][random.below(2)],
          value: random.below(5))
      }
      var expected: [String] = []
      for (n, event) in events.enumerated() where one.ops.contains(event.op) {
        let window = events[...n].filter {
          $0.user == event.user && one.ops.contains($0.op) && $0.time > event.time - 20
        }
        if one.holds(window.map { ($0.op, $0.value) }) { expected.append("C@\(n)") }
      }
      let bench = RuleBench(
        BenchRules.all + BenchRules.correlation(one.body + "\ngroup-by: [u]\ntimespan: 20s"))
      let found = bench.events(events.map { ($0.time, $0.json) }).filter { $0.hasPrefix("C@") }
      #expect(found == expected)
      matches += expected.count
    }
    #expect(matches > 3)
  }
}
