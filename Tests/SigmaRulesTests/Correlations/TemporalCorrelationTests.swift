import Testing

@testable import SigmaRules

@Suite("Correlations over time") struct TemporalCorrelationTests {
  private func run(
    _ body: String, _ events: [(Double, String)], firing: CorrelationFiring = .standard
  ) -> [String] {
    let bench = RuleBench(
      BenchRules.all + BenchRules.correlation(body + "\ngroup-by: [u]\ntimespan: 10s"),
      firing: firing)
    #expect(bench.errors == [])
    return bench.events(events.map { ($0.0, BenchRules.json($0.1)) }).filter { $0.hasPrefix("C@") }
  }

  @Test("match when every rule has matched, in any order")
  func temporal() {
    let body = "type: temporal\nrules: [a, b, c]"
    #expect(run(body, [(0, "c"), (1, "a"), (2, "a"), (3, "b")]) == ["C@3"])
    #expect(run(body, [(0, "a"), (1, "b"), (10, "c")]) == [])
    #expect(
      run(body, [(0, "a"), (1, "b"), (9.9, "c"), (10.5, "a"), (11.5, "c")]) == ["C@2", "C@3"])
  }

  @Test("count different rules where the condition is a number")
  func temporalCount() {
    let body = "type: temporal\nrules: [a, b, c]\ncondition: {gte: 2}"
    #expect(run(body, [(0, "a"), (1, "a"), (2, "c"), (3, "c")]) == ["C@2", "C@3"])
    #expect(
      run(
        "type: temporal\nrules: [a, b, c]\ncondition: {eq: 2}",
        [(0, "a"), (1, "b"), (2, "c")]) == ["C@1"])
  }

  @Test("work out an expression over rules")
  func temporalExpression() {
    let body = "type: temporal\nrules: [a, b, c]\ncondition: a and b and not c"
    #expect(run(body, [(0, "a"), (1, "b"), (2, "c"), (3, "a"), (12.5, "b")]) == ["C@1", "C@4"])
  }

  @Test("keep groups apart")
  func groups() {
    let bench = RuleBench(
      BenchRules.all
        + BenchRules.correlation("type: temporal\nrules: [a, b]\ngroup-by: [u]\ntimespan: 10s"))
    #expect(bench.events([(0, BenchRules.json("a", "x")), (1, BenchRules.json("b", "y"))]) == [])
    #expect(bench.events([(2, BenchRules.json("b", "x"))]) == ["C@2"])
  }

  @Test("demand the order when they are ordered, and end with the last rule")
  func ordered() {
    let body = "type: temporal_ordered\nrules: [a, b, c]"
    #expect(run(body, [(0, "a"), (1, "b"), (2, "c")]) == ["C@2"])
    #expect(run(body, [(0, "b"), (1, "a"), (2, "c")]) == [])
    #expect(run(body, [(0, "c"), (1, "b"), (2, "a")]) == [])
    // A later event of another rule completes nothing; another of the last rule does.
    #expect(run(body, [(0, "a"), (1, "b"), (2, "c"), (3, "a"), (4, "c")]) == ["C@2", "C@4"])
    // With others in between, and with the first rule again before the second.
    #expect(run(body, [(0, "a"), (1, "d"), (2, "c"), (3, "a"), (4, "b"), (5, "c")]) == ["C@5"])
    // The first began too long ago; the next began within the window.
    #expect(run(body, [(0, "a"), (1, "b"), (10, "c")]) == [])
    #expect(run(body, [(0, "a"), (1, "b"), (2, "a"), (3, "b"), (10, "c")]) == ["C@4"])
    #expect(run(body, [(0, "a"), (1, "b"), (2, "a"), (10, "c")]) == [])
  }

  @Test("go by the order of arrival among equal times")
  func equalTimes() {
    let body = "type: temporal_ordered\nrules: [a, b]"
    #expect(run(body, [(1, "a"), (1, "b")]) == ["C@1"])
    #expect(run(body, [(1, "b"), (1, "a")]) == [])
  }

  @Test("want a rule that is named twice to match twice, when they are ordered")
  func repeated() {
    let body = "type: temporal_ordered\nrules: [a, b, a]"
    #expect(run(body, [(0, "a"), (1, "b")]) == [])
    #expect(run(body, [(0, "a"), (1, "b"), (2, "a")]) == ["C@2"])
    #expect(run("type: temporal_ordered\nrules: [a, a]", [(0, "a"), (1, "a")]) == ["C@1"])
  }

  @Test("take one event that matches two rules for both")
  func oneEvent() {
    let rules =
      BenchRules.all + """
        title: Rule e
        name: e
        logsource: {category: api}
        detection:
          sel: {u: x}
          condition: sel
        ---

        """
    for (type, list) in [
      ("temporal", "a, e"), ("temporal_ordered", "e, a"), ("temporal_ordered", "a, e"),
    ] {
      let bench = RuleBench(
        rules
          + BenchRules.correlation("type: \(type)\nrules: [\(list)]\ngroup-by: [u]\ntimespan: 10s"))
      #expect(bench.events([(0, BenchRules.json("a", "x"))]) == ["C@0"], "\(type) \(list)")
    }
  }

  @Test("match an event once, though it matches several rules")
  func onlyOnce() {
    let rules =
      BenchRules.all + BenchRules.rule("\"*\"").replacing("name: \"*\"", with: "name: any")
    let bench = RuleBench(
      rules
        + BenchRules.correlation(
          "type: event_count\nrules: [a, any]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 1}"))
    #expect(bench.events([(0, BenchRules.json("a"))]) == ["C@0"])
  }

  @Test("match once per onset where that is asked for")
  func onset() {
    #expect(
      run(
        "type: temporal\nrules: [a, b]", [(0, "a"), (1, "b"), (2, "a"), (15, "b"), (16, "a")],
        firing: .onset) == ["C@1", "C@4"])
    #expect(
      run(
        "type: temporal_ordered\nrules: [a, b]",
        [(0, "a"), (1, "b"), (2, "b"), (15, "a"), (16, "b")],
        firing: .onset) == ["C@1", "C@4"])
  }
}
