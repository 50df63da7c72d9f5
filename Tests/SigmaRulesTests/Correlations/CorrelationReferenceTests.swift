import Testing

@testable import SigmaRules

@Suite("References of correlations") struct CorrelationReferenceTests {
  private let two = "timespan: 10s\ngroup-by: [u]\ncondition: {gte: 2}"

  @Test("may be ids, names or titles, in any order of files")
  func references() {
    let correlation = BenchRules.correlation(
      "type: event_count\nrules: [a, 7d1f2c8e-0000-4000-8000-000000000001, Rule c]\n" + two)
    let byID = BenchRules.rule("b").replacing(
      "name: b", with: "id: 7d1f2c8e-0000-4000-8000-000000000001")
    let bench = RuleBench(correlation, BenchRules.rule("a") + byID, BenchRules.rule("c"))
    #expect(bench.errors == [])
    let found = bench.events([
      (0, BenchRules.json("a")), (1, BenchRules.json("b")), (2, BenchRules.json("c")),
    ])
    #expect(found == ["C@1", "C@2"])
  }

  @Test("silence rules, unless the correlation says otherwise")
  func generate() {
    func run(_ extra: String) -> [String] {
      RuleBench(
        BenchRules.all + BenchRules.correlation("type: event_count\nrules: [a]\n" + two + extra)
      )
      .events([(0, BenchRules.json("a")), (1, BenchRules.json("a")), (1, BenchRules.json("b"))])
    }
    #expect(run("") == ["C@1", "Rule b@2"])
    #expect(run("\ngenerate: false") == ["C@1", "Rule b@2"])
    #expect(run("\ngenerate: true") == ["Rule a@0", "Rule a@1", "C@1", "Rule b@2"])
  }

  @Test("translate field names with aliases")
  func aliases() {
    let body = """
      type: temporal
      rules: [a, b]
      group-by: [inner, outer]
      timespan: 10s
      aliases:
        inner:
          a: dst.ip
          b: src
        outer:
          a: src
          b: dst.ip
      """
    let bench = RuleBench(BenchRules.all + BenchRules.correlation(body))
    #expect(bench.errors == [])
    let found = bench.events([
      (0, #"{"op":"a","src":"1","dst":{"ip":"2"}}"#),
      (1, #"{"op":"b","src":"1","dst":{"ip":"2"}}"#),
      (2, #"{"op":"b","src":"2","dst":{"ip":"1"}}"#),
    ])
    #expect(found == ["C@2"])
  }

  @Test("warn about an alias that leaves a rule out")
  func aliasWithGap() {
    let bench = RuleBench(
      BenchRules.all
        + BenchRules.correlation(
          "type: temporal\nrules: [a, b]\ngroup-by: [w]\ntimespan: 10s\naliases: {w: {a: u}}"))
    #expect(bench.errors == [])
    #expect(bench.warnings.contains { $0.contains("the alias `w`") && $0.contains("`b`") })
    #expect(
      bench.events([(0, BenchRules.json("a")), (1, BenchRules.json("b", "y", #""w":"x""#))]) == [
        "C@1"
      ])
  }

  @Test("chain correlations: many failures, then a success, whatever the order in the files")
  func chain() {
    let outer = BenchRules.correlation(
      "type: temporal_ordered\nrules: [many, b]\ngroup-by: [u]\ntimespan: 60s", title: "Outer")
    let inner = BenchRules.correlation(
      "type: event_count\nrules: [a]\ngroup-by: [u, ip]\ntimespan: 10s\ncondition: {gte: 3}",
      title: "Inner", name: "many")
    let bench = RuleBench(outer, inner, BenchRules.all)
    #expect(bench.errors == [])
    func fail(_ ip: String) -> String { BenchRules.json("a", "x", #""ip":"\#(ip)""#) }
    let found = bench.events([
      (0, fail("1")), (1, fail("1")), (2, fail("2")), (3, BenchRules.json("b")), (4, fail("1")),
      (5, BenchRules.json("b", "y")), (6, BenchRules.json("b")),
    ])
    #expect(found == ["Outer@6"])
  }

  @Test("hand aliases of an inner group on to the outer one")
  func chainWithAlias() {
    let inner = BenchRules.correlation(
      """
      type: event_count
      rules: [a, b]
      group-by: [who]
      timespan: 10s
      condition: {gte: 2}
      aliases: {who: {a: u, b: user}}
      """, title: "Inner", name: "inner")
    let outer = BenchRules.correlation(
      "type: value_count\nrules: [inner]\ngroup-by: [ip]\ntimespan: 60s\ncondition: {field: who, gte: 2}",
      title: "Outer")
    let bench = RuleBench(inner + outer + BenchRules.all)
    #expect(bench.errors == [])
    let found = bench.events([
      (0, BenchRules.json("a", "x")), (1, #"{"op":"b","user":"x","ip":"9"}"#),
      (2, BenchRules.json("a", "y", #""ip":"9""#)), (3, #"{"op":"b","user":"y","ip":"9"}"#),
    ])
    #expect(found == ["Outer@3"])
  }

  @Test("let inner correlations report when they are asked to")
  func chainGenerate() {
    let inner = BenchRules.correlation(
      "type: event_count\nrules: [a]\n" + two, title: "Inner", name: "i")
    let outer = BenchRules.correlation(
      "type: event_count\nrules: [i]\ngenerate: true\n" + two, title: "Outer")
    let bench = RuleBench(BenchRules.all + inner + outer)
    let found = bench.events([
      (0, BenchRules.json("a")), (1, BenchRules.json("a")), (2, BenchRules.json("a")),
    ])
    #expect(found == ["Inner@1", "Inner@2", "Outer@2"])
  }

  @Test("that are unknown are errors with a suggestion, and take down what depends on them")
  func unknown() {
    let inner = BenchRules.correlation(
      "type: event_count\nrules: [failed_logon]\n" + two, title: "Inner", name: "i")
    let outer = BenchRules.correlation("type: event_count\nrules: [i]\n" + two, title: "Outer")
    let bench = RuleBench(
      BenchRules.rule("a").replacing("name: a", with: "name: failed_login"), inner + outer)
    #expect(bench.errors.count == 2)
    #expect(bench.errors[0].hasPrefix("1.yml:5:"))
    #expect(bench.errors[0].contains("no rule `failed_logon`"))
    #expect(bench.errors[0].contains("did you mean `failed_login`?"))
    #expect(bench.errors[1].contains("`i` has an error itself"))
    #expect(!bench.engine.isUsable(correlation: 0))
    // The rule isn't silenced by a correlation that doesn't work.
    #expect(bench.events([(0, BenchRules.json("a"))]) == ["Rule a@0"])
  }

  @Test("that run in circles are errors that name the way")
  func cycle() {
    let one = BenchRules.correlation(
      "type: event_count\nrules: [two]\n" + two, title: "One", name: "one")
    let second = BenchRules.correlation(
      "type: event_count\nrules: [three]\n" + two, title: "Two", name: "two")
    let third = BenchRules.correlation(
      "type: event_count\nrules: [a, one]\n" + two, title: "Three", name: "three")
    let own = BenchRules.correlation(
      "type: event_count\nrules: [own]\n" + two, title: "Own", name: "own")
    let bench = RuleBench(BenchRules.all + one + second + third + own)
    #expect(bench.errors.contains { $0.contains("`One` → `Two` → `Three` → `One`") })
    #expect(bench.errors.contains { $0.contains("`Own` → `Own`") })
    for number in 0..<4 { #expect(!bench.engine.isUsable(correlation: number)) }
  }

  @Test("are refused with counts that no memory could hold")
  func hugeCount() {
    let bench = RuleBench(
      BenchRules.all
        + BenchRules.correlation(
          "type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 10s\ncondition: {gte: 5000000}"))
    #expect(bench.errors.contains { $0.contains("at most 1000000") })
  }

  @Test("go without the matches of what is switched off")
  func switches() {
    let inner = BenchRules.correlation(
      "type: event_count\nrules: [a]\n" + two, title: "Inner", name: "i")
    let outer = BenchRules.correlation(
      "type: event_count\nrules: [i, b]\ngenerate: true\n" + two, title: "Outer")
    let bench = RuleBench(BenchRules.all + inner + outer)
    bench.setEnabled(false, .correlation(0))
    #expect(
      bench.events([
        (0, BenchRules.json("a")), (1, BenchRules.json("a")), (2, BenchRules.json("a")),
      ]) == [])
    bench.setEnabled(true, .correlation(0))
    #expect(bench.events([(3, BenchRules.json("a"))]) == [])
    #expect(bench.events([(4, BenchRules.json("a"))]) == ["Inner@4"])
    bench.setEnabled(false, .rule(0))
    #expect(bench.events([(5, BenchRules.json("a"))]) == [])
    #expect(bench.events([(6, BenchRules.json("b"))]) == ["Rule b@6", "Outer@6"])
  }
}
