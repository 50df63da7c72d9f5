import Testing

@testable import SigmaRules

@Suite("Placeholders") struct PlaceholderTests {
  private func rule(_ item: String, condition: String = "sel") -> String {
    """
    title: R
    logsource: {category: api}
    detection:
      sel:
        \(item)
      all: {op: '*'}
      condition: \(condition)
    """
  }

  private func found(_ rule: String, _ lists: [String: [String]]?, _ users: [String]) -> [String] {
    RuleBench(rule, placeholders: lists).events(users.map { (0, BenchRules.json("a", $0)) })
  }

  @Test("stand for every value of the user's list, with what is around them")
  func bound() {
    let lists = ["vip": ["ann", "bob*"], "domain": ["x.com", "y.com"]]
    #expect(
      found(rule("u|expand: '%vip%'"), lists, ["ann", "BOBBY", "eve", "%vip%"]) == ["R@0", "R@1"])
    #expect(
      found(rule("u|expand: '%vip%@%domain%'"), lists, ["ann@y.com", "ann@z.com", "bob1@x.com"])
        == ["R@0", "R@2"])
    #expect(
      found(rule("u|contains|expand: ['%vip%', root]"), lists, ["joanna ann", "root1", "no"]) == [
        "R@0", "R@1",
      ])
    #expect(found(rule("u|re|expand: '^%domain%$'"), lists, ["x.com", "xacom"]) == ["R@0"])
  }

  @Test("without a list among the user's are errors that name it")
  func unbound() {
    let bench = RuleBench(rule("u|expand: '%vpi%'"), placeholders: ["vip": ["ann"]])
    #expect(bench.errors.count == 1)
    #expect(bench.errors[0].hasPrefix("0.yml:5:"))
    #expect(bench.errors[0].contains("`%vpi%`; did you mean `vip`?"))
    #expect(bench.errors[0].contains("under `lists:`"))
    #expect(bench.events([(0, BenchRules.json("a"))]) == [])
    #expect(RuleBench(rule("u|expand: '%vip%'"), placeholders: [:]).errors.count == 1)
  }

  @Test(
    "stand for nothing, with a warning, when there are no lists at all",
    arguments: [
      "u|expand: '%vip%'", "u|contains|expand: '%vip%'", "u|re|expand: '%vip%'",
      "u|cidr|expand: '%vip%'", "u|contains|all|expand: ['%vip%', x]",
    ])
  func noLists(item: String) {
    let bench = RuleBench(rule(item), placeholders: nil)
    #expect(bench.errors == [])
    #expect(bench.warnings.contains { $0.hasPrefix("0.yml:5:") && $0.contains("`%vip%`") })
    #expect(bench.events([(0, BenchRules.json("a")), (0, BenchRules.json("a", "%vip%"))]) == [])
    let excluding = RuleBench(rule(item, condition: "all and not sel"), placeholders: nil)
    #expect(excluding.events([(0, BenchRules.json("a"))]) == ["R@0"])
  }

  @Test("next to plain values leave these at work")
  func mixed() {
    #expect(found(rule("u|expand: ['%vip%', x]"), nil, ["x", "y"]) == ["R@0"])
  }
}
