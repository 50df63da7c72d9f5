import Testing

@testable import SigmaRules

@Suite("Global filters") struct FilterTests {
  private func rule(_ letter: String, logsource: String = "{product: salesforce, category: api}")
    -> String
  {
    BenchRules.rule(letter).replacing("{category: api}", with: logsource)
  }

  private func filter(
    _ rules: String, logsource: String = "{product: salesforce, category: api}",
    condition: String = "not selection"
  ) -> String {
    """
    title: Known administrators
    logsource: \(logsource)
    filter:
      rules: \(rules)
      selection: {u|startswith: adm_}
      other: {ip: '1'}
      condition: \(condition)
    ---

    """
  }

  private let admin = BenchRules.json("a", "adm_1")
  private let user = BenchRules.json("a", "x")

  @Test("join their condition to the named rules, wherever they stand")
  func joined() {
    let bench = RuleBench(filter("[a, Rule c]"), rule("a") + rule("b") + rule("c"))
    #expect(bench.errors == [])
    let found = bench.events([
      (0, admin), (0, user), (0, BenchRules.json("b", "adm_1")), (0, BenchRules.json("c", "adm_1")),
    ])
    #expect(found == ["Rule a@1", "Rule b@2"])
  }

  @Test("may demand as well as exclude")
  func positive() {
    let bench = RuleBench(rule("a") + filter("[a]", condition: "selection"))
    #expect(bench.events([(0, admin), (0, user)]) == ["Rule a@0"])
  }

  @Test("apply together, to rules with several conditions as well")
  func several() {
    let both = rule("a").replacing(
      "condition: sel", with: "late: {t: '9'}\n  condition: [sel, late]")
    let bench = RuleBench(both + filter("[a]") + filter("[a]", condition: "not other"))
    #expect(bench.errors == [])
    let found = bench.events([
      (0, user), (0, admin), (0, BenchRules.json("a", "x", #""ip":"1""#)),
      (0, #"{"t":"9","u":"x"}"#), (0, #"{"t":"9","u":"adm_2"}"#), (0, #"{"t":"9","ip":"1"}"#),
    ])
    #expect(found == ["Rule a@0", "Rule a@3"])
  }

  @Test(
    "apply to any rule of the same log source, and to no other",
    arguments: [
      ("{product: salesforce}", "{product: Salesforce, category: api}", true),
      ("{product: salesforce, category: api}", "{product: salesforce, category: api}", true),
      ("{product: salesforce, category: api}", "{product: salesforce}", false),
      ("{product: salesforce}", "{product: hubspot}", false),
      ("{category: api}", "{product: hubspot, category: api}", true),
      ("{product: salesforce, service: login}", "{product: salesforce, service: api}", false),
    ])
  func any(filterSource: String, ruleSource: String, applies: Bool) {
    let bench = RuleBench(
      rule("a", logsource: ruleSource) + filter("any", logsource: filterSource))
    #expect(bench.errors == [])
    #expect(bench.events([(0, admin)]) == (applies ? [] : ["Rule a@0"]))
  }

  @Test("warn when they name a rule of another log source")
  func incompatible() {
    let bench = RuleBench(rule("a", logsource: "{product: hubspot}") + filter("[a]"))
    #expect(bench.errors == [])
    #expect(bench.warnings.contains { $0.contains("the log source of `a`") })
    #expect(bench.events([(0, admin)]) == ["Rule a@0"])
  }

  @Test("are errors when they name what isn't there, and hide nothing then")
  func unknown() {
    let bench = RuleBench(
      rule("a").replacing("name: a", with: "name: mass_export"),
      filter("[mass_export, mass_exprot]"))
    #expect(bench.errors.count == 1)
    #expect(bench.errors[0].hasPrefix("1.yml:4:"))
    #expect(bench.errors[0].contains("no rule `mass_exprot`"))
    #expect(bench.errors[0].contains("did you mean `mass_export`?"))
    #expect(bench.events([(0, admin)]) == ["Rule a@0"])
  }

  @Test("are errors when they name a correlation")
  func correlation() {
    let bench = RuleBench(
      rule("a")
        + BenchRules.correlation(
          "type: event_count\nrules: [a]\ngroup-by: [u]\ntimespan: 1m\ncondition: {gte: 1}",
          name: "corr")
        + filter("[corr]"))
    #expect(bench.errors.contains { $0.contains("`corr` is a correlation") })
  }

  @Test("reach correlations through the rules they refer to")
  func beforeCorrelations() {
    let bench = RuleBench(
      rule("a")
        + BenchRules.correlation(
          "type: event_count\nrules: [a]\ngroup-by: [op]\ntimespan: 1m\ncondition: {gte: 2}")
        + filter("[a]"))
    #expect(bench.events([(0, admin), (1, user), (2, admin), (3, user)]) == ["C@3"])
  }
}
