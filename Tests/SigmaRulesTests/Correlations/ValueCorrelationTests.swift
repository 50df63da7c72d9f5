import Testing

@testable import SigmaRules

@Suite("Correlations that reckon with values") struct ValueCorrelationTests {
  private func run(
    _ type: String, _ condition: String, _ values: [(Double, String)]
  ) -> [String] {
    let bench = RuleBench(
      BenchRules.all
        + BenchRules.correlation(
          "type: \(type)\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {field: n, \(condition)}"
        ))
    #expect(bench.errors == [])
    return bench.events(values.map { ($0.0, BenchRules.json("a", "x", #""n":\#($0.1)"#)) })
  }

  @Test("add up numbers and texts that spell numbers, and pass over the rest")
  func sum() {
    let found = run(
      "value_sum", "gte: 100",
      [
        (0, "40"), (1, #""50""#), (2, #""many""#), (3, "null"), (4, "10"), (9, "1"), (10, "5"),
        (11, "100"),
      ])
    // 40 + 50 + 10; + 1; at 10 s the 40 has left: 66; at 11 s the 50 as well: 116.
    #expect(found == ["C@4", "C@5", "C@7"])
  }

  @Test("lose nothing when a huge or broken number has passed through")
  func sumExactly() {
    let found = run(
      "value_sum", "eq: 3",
      [
        (0, "1e20"), (0.5, "0.1"), (11, "1"), (12, "2"), (13, "1e300"), (13.1, "-1e300"),
        (24, "3"),
      ])
    // 1 + 2; + 1e300, − 1e300: 3 again but for rounding, which swallows it; then 3 alone.
    #expect(found == ["C@3", "C@6"])
  }

  @Test("average over the window")
  func average() {
    let found = run(
      "value_avg", "gt: 10", [(0, "8"), (1, "12"), (2, "13"), (10.5, "0"), (12.5, "22")])
    // 8; 10; 11; (12 + 13 + 0) / 3; (0 + 22) / 2.
    #expect(found == ["C@2", "C@4"])
  }

  @Test("find the middle, or the mean of the two in the middle")
  func median() {
    let found = run("value_median", "eq: 5", [(0, "9"), (1, "1"), (2, "5"), (3, "4"), (11.5, "6")])
    // 9; 5; 5; 4.5; 5 4 6 → 5.
    #expect(found == ["C@1", "C@2", "C@4"])
  }

  @Test("interpolate percentiles between the closest ranks")
  func percentile() {
    // Of 10, 20, 30, 40 the 90th is at rank 2.7: 37; of 10, 20, 30 at 1.8: 28.
    let found = run(
      "value_percentile", "percentile: 90, gte: 37, lt: 37.5",
      [
        (0, "10"), (1, "30"), (2, "20"), (3, "40"), (4, "40"),
      ])
    #expect(found == ["C@3"])
    #expect(
      run("value_percentile", "percentile: 0, eq: 10", [(0, "20"), (1, "10"), (2, "30")]) == [
        "C@1", "C@2",
      ])
    #expect(
      run("value_percentile", "percentile: 100, eq: 30", [(0, "20"), (1, "10"), (2, "30")]) == [
        "C@2"
      ])
  }

  @Test("compare the share of a value where no percentile is given")
  func share() {
    // Of a, a, a, b the last is a quarter; of a, a, a, b, a, c a sixth.
    let found = run(
      "value_percentile", "lte: 50",
      [
        (0, #""a""#), (1, #""a""#), (2, #""a""#), (3, #""b""#), (3.5, "null"), (4, #""a""#),
        (5, #""c""#), (11.5, #""a""#),
      ])
    // In the window of 11.5 s are a (2), b, a, c, a.
    #expect(found == ["C@3", "C@6"])
  }

  @Test("agree with reckoning every window afresh")
  func recomputed() {
    var random = RegexRandom(seed: 11)
    var values: [(Double, Double)] = []
    var time = 0.0
    for _ in 0..<400 {
      time += Double(random.below(4))
      values.append((time, Double(random.below(2_000) - 500) / Double(1 + random.below(3))))
    }
    for (type, extra, reckon) in [
      ("value_sum", "", { (v: [Double]) in v.reduce(0, +) }),
      ("value_avg", "", { v in v.reduce(0, +) / Double(v.count) }),
      ("value_median", "", { v in (v.sorted()[(v.count - 1) / 2] + v.sorted()[v.count / 2]) / 2 }),
    ] as [(String, String, ([Double]) -> Double)] {
      let found = run(type, "gt: 700.5" + extra, values.map { ($0.0, "\($0.1)") })
      var expected: [String] = []
      for n in values.indices {
        let window = values[...n].filter { $0.0 > values[n].0 - 10 }.map(\.1)
        if reckon(window) > 700.5 { expected.append("C@\(n)") }
      }
      #expect(found == expected)
      #expect(!expected.isEmpty)
    }
  }
}
