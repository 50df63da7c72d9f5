import Testing

@testable import SigmaRules

@Suite("Mistakes in rules") struct RuleErrorTests {
  private static let head = "title: T\nlogsource: {product: salesforce}\n"

  /// The detection section, what is said about it.
  typealias Case = (detection: String, issue: String)

  /// The first line of the detection section is line 4 of the file, indented by two.
  private func issues(_ detection: String, placeholders: [String: [String]] = [:]) -> [String] {
    let body = detection.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  " + $0 }.joined(separator: "\n")
    return RuleProbe.issues(Self.head + "detection:\n" + body + "\n", placeholders: placeholders)
  }

  private func expectOnly(_ found: [String], _ start: String, _ text: String) {
    #expect(found.count == 1 && found[0].hasPrefix(start), "\(text): \(found)")
  }

  @Test(
    "in modifiers are told at the field",
    arguments: [
      ("s:\n  a|contain: x", "5:5: error: unknown modifier `contain`; did you mean `contains`?"),
      ("s:\n  a|: x", "5:5: error: an empty modifier"),
      ("s:\n  a|Contains: x", "5:5: error: unknown modifier `Contains`; did you mean `contains`?"),
      ("s:\n  a|re|contains: x", "5:5: error: `contains` can't be combined with `re`"),
      ("s:\n  a|contains|re: x", "5:5: error: `contains` can't be combined with `re`"),
      ("s:\n  a|i: x", "5:5: error: `i` is a flag of `re`"),
      ("s:\n  a|i|re: x", "5:5: error: `i` is a flag of `re`"),
      ("s:\n  a|re|cased: x", "5:5: error: `cased` can't be combined with `re`"),
      ("s:\n  a|re|cidr: x", "5:5: error: `cidr` can't be combined with `re`"),
      ("s:\n  a|cidr|contains: 10.0.0.0/8", "5:5: error: `contains` can't be combined with `cidr`"),
      ("s:\n  a|exists|all: true", "5:5: error: `exists` stands alone"),
      ("s:\n  a|gt|lt: 5", "5:5: error: two comparisons on one field"),
      ("s:\n  a|gt|contains: 5", "5:5: error: `contains` can't be combined with `gt`"),
      ("s:\n  a|hour|day: 5", "5:5: error: two parts of a date"),
      ("s:\n  a|fieldref|windash: b", "5:5: error: `windash` can't be applied to a reference"),
      ("s:\n  a|contains|base64: x", "5:5: error: `base64` can't encode the wildcards"),
      ("s:\n  a|base64|base64offset: x", "5:5: error: `base64` and `base64offset`"),
      ("s:\n  a|wide|utf16be: x", "5:5: error: `wide` and `utf16be` both encode"),
      ("s:\n  '|exists': true", "5:5: error: `exists` needs a field"),
      ("s:\n  '|gt': 5", "5:5: error: `gt` needs a field"),
      ("s:\n  '|fieldref': b", "5:5: error: `fieldref` needs a field"),
    ] as [Case])
  func modifiers(c: Case) {
    expectOnly(issues(c.detection + "\ncondition: s"), c.issue, c.detection)
  }

  @Test(
    "in values are told at the value",
    arguments: [
      ("s:\n  a|gt: x", "5:11: error: a comparison needs a number, not `x`"),
      ("s:\n  a|gt: '5'", "5:11: error: a comparison needs a number, not `5`; remove the quotes"),
      ("s:\n  a|lt: null", "5:11: error: a comparison needs a number"),
      ("s:\n  a|lte: true", "5:12: error: a comparison needs a number"),
      ("s:\n  a|hour: 24", "5:13: error: `hour` is a whole number from 0 to 23"),
      ("s:\n  a|month: 0", "5:14: error: `month` is a whole number from 1 to 12"),
      ("s:\n  a|day: x", "5:12: error: day needs a number"),
      ("s:\n  a|exists: maybe", "5:15: error: `exists` must be true or false"),
      ("s:\n  a|exists: 'true'", "5:15: error: `exists` must be true or false"),
      ("s:\n  a|exists: [true, false]", "5:22: error: `exists` is true or false, not both"),
      ("s:\n  a|cidr: 10.0.0.0/33", "5:13: error: `10.0.0.0/33` is not a network"),
      ("s:\n  a|cidr: 10.0.0/8", "5:13: error: `10.0.0/8` is not a network"),
      (
        "s:\n  a|cidr: 10.1.2.3/8",
        "5:13: error: `10.1.2.3/8` has bits behind the prefix; did you mean `10.0.0.0/8`?"
      ),
      ("s:\n  a|cidr: 5", "5:13: error: `cidr` needs a network"),
      ("s:\n  a|cidr:\n    - 10.0.0.0/8\n    - x", "7:9: error: `x` is not a network"),
      ("s:\n  a|base64: 5", "5:15: error: `base64` needs a text, not `5`"),
      ("s:\n  a|base64: x*", "5:15: error: `base64` can't encode wildcards"),
      ("s:\n  a|base64offset|contains: x", "5:30: error: `x` is too short for `base64offset`"),
      ("s:\n  a|wide: 5", "5:13: error: `wide` needs a text"),
      ("s:\n  a|windash: 5", "5:16: error: `windash` needs a text"),
      ("s:\n  a|contains: null", "5:17: error: `contains` needs a text, not null"),
      ("s:\n  a|contains: true", "5:17: error: `contains` needs a text, not `true`"),
      ("s:\n  a|fieldref: 5", "5:17: error: `fieldref` needs the name of a field"),
      ("s:\n  a|fieldref: b*", "5:17: error: the name of a field can't have wildcards"),
      ("s:\n  a|re: '('", "5:11: error: the regular expression can't be used"),
      ("s:\n  a|re: null", "5:11: error: `re` needs a pattern"),
      ("s:\n  a|expand: '%nobody%'", "5:15: error: no list for the placeholder `%nobody%`"),
      (
        "s:\n  a|expand: '%vipp%'",
        "5:15: error: no list for the placeholder `%vipp%`; did you mean `vip`?"
      ),
      ("s:\n  a: []", "5:8: error: `a` has an empty list"),
      ("s:\n  a: {b: 1}", "5:8: error: `a` must be a value or a list of values, not a map"),
      ("s:\n  a: [[1]]", "5:9: error: a value must be a single one, not a list"),
      ("s:\n  - null", "5:7: error: null can't be a keyword"),
      ("s:\n  '|all': [x, null]", "5:17: error: null can't be a keyword"),
    ] as [Case])
  func values(c: Case) {
    expectOnly(
      issues(c.detection + "\ncondition: s", placeholders: ["vip": ["x"]]), c.issue, c.detection)
  }

  @Test(
    "in conditions are told at the word",
    arguments: [
      ("condition: x", "7:14: error: unknown search identifier `x`"),
      ("condition: sell", "7:14: error: unknown search identifier `sell`; did you mean `sel`?"),
      ("condition: sel and", "7:21: error: the condition ends too early"),
      ("condition: sel other", "7:18: error: `and` or `or` was expected before `other`"),
      ("condition: (sel", "7:14: error: `(` isn't closed"),
      ("condition: sel)", "7:17: error: `)` without `(`"),
      ("condition: 'sel or or other'", "7:22: error: a search identifier was expected, not `or`"),
      ("condition: sel | count() by a > 5", "7:18: error: conditions with `|`"),
      ("condition: sel | near other", "7:18: error: conditions with `|`"),
      ("condition: 1 of x*", "7:19: error: no search identifier matches `x*`"),
      ("condition: 3 of them", "7:14: error: `3 of them` can't hold: only 2 match"),
      ("condition: some of them", "7:14: error: `some of` isn't known"),
      ("condition: 1 of", "7:16: error: `of` needs a pattern"),
      ("condition: sel*", "7:14: error: a pattern needs a quantifier"),
      ("condition: sel & other", "7:18: error: `&` can't stand in a condition"),
      ("condition: ''", "7:15: error: the condition is empty"),
      ("condition:", "7:13: error: `condition` must be a text"),
      ("condition: []", "7:14: error: `condition` must be a text"),
      ("condition: {a: 1}", "7:14: error: `condition` must be a text"),
      ("condition: [sel, x]", "7:20: error: unknown search identifier `x`"),
      ("condition: 0 of them", "7:14: error: `0 of` isn't known"),
    ] as [Case])
  func conditions(c: Case) {
    let found = issues("sel: {a: 1}\n\nother: {b: 1}\n" + c.detection)
      .filter { $0.contains("error") }
    expectOnly(found, c.issue, c.detection)
  }

  @Test(
    "in the structure of a detection",
    arguments: [
      ("s: {a: 1}", "4:3: error: `detection` has no `condition`"),
      ("condition: s", "4:3: error: `detection` has no search identifier"),
      ("s:\ncondition: s", "4:3: error: `s` is empty"),
      ("s: {}\ncondition: s", "4:3: error: `s` is empty"),
      ("s: []\ncondition: s", "4:3: error: `s` is empty"),
      ("s: [{}]\ncondition: s", "4:7: error: an empty entry"),
      ("s:\n  a: 1\n  a: 2\ncondition: s", "6:5: error: `a` stands twice in the same map"),
    ] as [Case])
  func structure(c: Case) {
    expectOnly(issues(c.detection).filter { $0.contains("error") }, c.issue, c.detection)
  }

  /// A whole file, what is said about it.
  @Test(
    "in attributes",
    arguments: [
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "1:1: error: `title` is missing"
      ),
      (
        "title: ''\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "1:8: error: `title` is empty"
      ),
      (
        "title: [x]\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "1:8: error: `title` must be a text, not a list"
      ),
      ("title: T\ndetection: {s: {a: 1}, condition: s}", "1:1: error: `logsource` is missing"),
      ("title: T\nlogsource: {product: x}", "1:1: error: `detection` is missing"),
      (
        "title: T\nlogsource: x\ndetection: {s: {a: 1}, condition: s}",
        "2:12: error: `logsource` must be a map"
      ),
      (
        "title: T\nlogsource: {definition: x}\ndetection: {s: {a: 1}, condition: s}",
        "2:12: error: `logsource` needs at least one of"
      ),
      (
        "title: T\nlogsource: {product: [x]}\ndetection: {s: {a: 1}, condition: s}",
        "2:22: error: `logsource.product` must be a text"
      ),
      (
        "title: T\nlogsource: {product: x}\ndetection: [a]",
        "3:12: error: `detection` must be a map"
      ),
      (
        "title: T\nlevel: hgih\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "2:8: error: unknown level `hgih`; did you mean `high`?"
      ),
      (
        "title: T\nstatus: new\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "2:9: error: unknown status `new`"
      ),
      (
        "title: T\ndate: 2025-13-01\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "2:7: error: `date` must be a date"
      ),
      (
        "title: T\nmodified: yesterday\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "2:11: error: `modified` must be a date"
      ),
      (
        "title: T\ntags: attack.t1\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "2:7: error: `tags` must be a list"
      ),
      (
        "title: T\nid: 5\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "2:5: warning: `id` should be a UUID"
      ),
      (
        "title: T\ntags: [execution]\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "2:8: warning: a tag has a namespace"
      ),
      (
        "title: T\nreferneces: [x]\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}",
        "2:1: warning: unknown attribute `referneces`; did you mean `references`?"
      ),
      (
        "title: T\nlogsource: {produkt: x, category: y}\ndetection: {s: {a: 1}, condition: s}",
        "2:13: warning: unknown key `produkt` in `logsource`"
      ),
      (
        "title: T\nlogsource: {product: x}\ndetection: {s: {a: 1}, u: {b: 1}, condition: s}",
        "3:24: warning: `u` isn't used by the condition"
      ),
      (
        "title: T\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s, timeframe: 5m}",
        "3:38: warning: `timeframe` has no effect"
      ),
      (
        "title: T\nlogsource: {product: x}\ndetection: {s: {a|all: 1}, condition: s}",
        "3:17: warning: `all` has no effect on a single value"
      ),
      (
        "title: T\nlogsource: {product: x}\ndetection: {s: {a|contains|contains: 1}, condition: s}",
        "3:17: warning: `contains` stands twice"
      ),
      ("- a\n- b", "1:1: error: a rule is a map"),
      ("", "error: the file holds no rule"),
      ("title: T\ntitle: U", "2:1: error: `title` stands twice in the same map (first in line 1)"),
      ("title: 'T", "1:10: error: not YAML"),
      ("a: b: c", "1:5: error: not YAML"),
      ("a: *b", "1:4: error: not YAML"),
      ("? [x]\n: y", "1:3: error: a key must be a text"),
    ] as [(String, String)])
  func attributes(text: String, issue: String) { expectOnly(RuleProbe.issues(text), issue, text) }

  @Test("leave the other documents of the file usable")
  func otherDocuments() {
    let rule = "title: T\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\n"
    let (set, issues) = RuleSet.load(files: [("f.yml", rule + "---\ntitle: X\n---\n" + rule)])
    #expect(set.rules.count == 2)
    #expect(
      issues.map(\.description) == [
        "f.yml:5:1: error: `logsource` is missing; say which events the rule is about, as in "
          + "`logsource: {product: salesforce, category: api}`",
        "f.yml:5:1: error: `detection` is missing; add searches and a condition",
      ])
  }

  @Test(
    "can't exhaust the stack or the memory",
    arguments: [
      String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 5_000),
      String(repeating: "- ", count: 50_000) + "x",
      "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + (0..<12).map { n in
          let name = n == 0 ? "a" : "b\(n)"
          return "b\(n + 1): &b\(n + 1) ["
            + [String](repeating: "*\(name)", count: 9).joined(separator: ",") + "]\n"
        }.joined(),
    ])
  func bombs(text: String) {
    let issues = RuleProbe.issues(text)
    #expect(issues.contains { $0.contains("error") })
  }

  @Test("deep conditions are refused, not followed to the end of the stack")
  func deepCondition() {
    let deep = String(repeating: "(", count: 5_000) + "s" + String(repeating: ")", count: 5_000)
    #expect(issues("s: {a: 1}\ncondition: \(deep)").first?.contains("nested too deeply") == true)
    let nots = String(repeating: "not ", count: 5_000) + "s"
    #expect(issues("s: {a: 1}\ncondition: \(nots)").first?.contains("nested too deeply") == true)
  }
}
