import Testing

@testable import SigmaRules

@Suite("Rule files") struct RuleReadingTests {
  private func read(_ text: String) -> (RuleCollection, [String]) {
    let (collection, issues) = RuleFileReader.read(text, file: "f.yml")
    return (collection, issues.map(\.description))
  }

  @Test("give every attribute of a rule")
  func attributes() throws {
    let (collection, issues) = read(
      """
      title: Export above own norm outside the ETL group
      id: 929a690e-bef0-4204-a928-ef5e620d6fcc
      name: export_norm
      related:
        - id: 08fbc97d-0a2f-491c-ae21-8ffcfd3174e9
          type: derived
      status: Experimental
      description: |
        Two
        lines
      license: MIT
      references:
        - https://example.com
      author: A. Nalyst
      date: 2025/8/9
      modified: 2025-12-31
      tags: [attack.exfiltration, attack.t1567]
      logsource:
        product: salesforce
        category: api
        service: RestApi
        definition: Event Log Files
      detection:
        sel: {operation: [query, query_more]}
        condition: sel
      fields: [credential, rows]
      falsepositives: none known
      level: HIGH
      scope: [server]
      regression_tests_path: x
      crmwatch:
        baseline: {by: [credential], of: rows, per: 1h, statistic: robust_z, over: 6, and_ratio: 3, floor: 5000, warmup: 14d}
        group: {by: credential, for: 6h}
        controls: [SOC2:CC7.2, GDPR:33]
      """)
    #expect(issues.isEmpty)
    let rule = try #require(collection.rules.first)
    let data = rule.metadata
    #expect(data.title == "Export above own norm outside the ETL group")
    #expect(data.key == "929a690e-bef0-4204-a928-ef5e620d6fcc")
    #expect(data.isNamed("export_norm") && !data.isNamed(""))
    #expect(data.related == [.init(id: "08fbc97d-0a2f-491c-ae21-8ffcfd3174e9", type: "derived")])
    #expect(data.status == .experimental && data.level == .high)
    #expect(data.description == "Two\nlines\n" && data.license == "MIT")
    #expect(data.date == "2025-08-09" && data.modified == "2025-12-31")
    #expect(data.author == "A. Nalyst" && data.references == ["https://example.com"])
    #expect(data.tags == ["attack.exfiltration", "attack.t1567"])
    #expect(data.falsepositives == ["none known"] && data.fields == ["credential", "rows"])
    #expect(data.scope == ["server"] && data.customAttributes == ["regression_tests_path"])
    #expect(data.mark == SourceMark(line: 1, column: 1) && data.file == "f.yml")
    #expect(rule.logsource.product == "salesforce" && rule.logsource.category == "api")
    #expect(rule.logsource.service == "RestApi")
    #expect(rule.logsource.definition == "Event Log Files")
    #expect(rule.detection.searches.map(\.name) == ["sel"])
    #expect(rule.detection.conditions == [.search(0)])
    let baseline = try #require(rule.ext?.baseline)
    #expect(baseline.by == ["credential"] && baseline.of.field == "rows")
    #expect(baseline.per == 3_600_000 && baseline.statistic == .robustZ && baseline.over == 6)
    #expect(baseline.andRatio == 3 && baseline.floor == 5_000 && baseline.warmup == 14 * 86_400_000)
    #expect(rule.ext?.group == .init(by: ["credential"], span: 6 * 3_600_000))
    #expect(rule.ext?.controls == ["SOC2:CC7.2", "GDPR:33"])
  }

  @Test("may hold several documents, templates and repetitions")
  func collections() {
    let (collection, issues) = read(
      """
      action: global
      title: Base
      logsource: {product: salesforce}
      detection:
        condition: sel
      level: low
      ---
      detection: {sel: {a: 1}}
      ---
      title: Second
      detection: {sel: {a: 2}}
      ---
      action: repeat
      level: high
      ---
      action: reset
      ---
      title: Alone
      logsource: {product: hubspot}
      detection: {s: {b: 1}, condition: s}
      ---
      """)
    #expect(issues.isEmpty)
    #expect(collection.rules.map(\.metadata.title) == ["Base", "Second", "Second", "Alone"])
    #expect(collection.rules.map(\.metadata.level) == [.low, .low, .high, nil])
    #expect(
      collection.rules.map(\.logsource.product) == [
        "salesforce", "salesforce", "salesforce", "hubspot",
      ])
  }

  @Test("may use anchors and merge keys")
  func anchors() throws {
    let text = """
      title: T
      logsource: {product: x}
      detection:
        base: &base {a: 1}
        more:
          <<: *base
          b: 2
        condition: base and more
      """
    var source = JSONFieldSource()
    var matcher = RuleProbe.matcher([text])
    try source.load(#"{"a":1,"b":2}"#)
    matcher.evaluate(source)
    #expect(matcher.matches == [0])
    try source.load(#"{"a":2,"b":2}"#)
    matcher.evaluate(source)
    #expect(matcher.matches == [])
  }

  @Test("give correlations")
  func correlations() throws {
    let (collection, issues) = read(
      """
      title: Many
      id: 0e95725d-7320-415d-80f7-004da920fc11
      correlation:
        type: value_percentile
        rules: [a, b]
        group-by: [user, ip]
        timespan: 90m
        aliases:
          ip: {a: src, b: dst}
        condition: {field: rows, percentile: 95, gte: 100, lt: 1e6}
        generate: true
      level: high
      ---
      title: Then
      correlation:
        type: temporal_ordered
        rules: [a, b]
        group-by: user
        timespan: 1d
        condition: a and not b
      """)
    #expect(issues.isEmpty, "\(issues)")
    let many = try #require(collection.correlations.first)
    #expect(many.kind == .valuePercentile && many.rules.map(\.text) == ["a", "b"])
    #expect(many.groupBy.map(\.text) == ["user", "ip"] && many.timespan == 5_400_000)
    #expect(many.aliases.first?.entries.map(\.field) == ["src", "dst"])
    #expect(many.condition.fields.map(\.text) == ["rows"] && many.condition.percentile == 95)
    #expect(many.condition.thresholds == [.init(.gte, 100), .init(.lt, 1e6)])
    #expect(many.generate && many.metadata.level == .high)
    let then = collection.correlations[1]
    #expect(then.condition.expression == .and([.search(0), .not(.search(1))]))
  }

  @Test("give filters")
  func filters() {
    let (collection, issues) = read(
      """
      title: Admins
      logsource: {product: salesforce}
      filter:
        rules: [a, 6f3e2987-db24-4c78-a860-b4f4095a7095]
        selection: {user|startswith: adm_}
        condition: not selection
      ---
      title: Everywhere
      logsource: {product: salesforce}
      filter:
        rules: any
        selection: {user: x}
        condition: not selection
      """)
    #expect(issues.isEmpty)
    #expect(
      collection.filters[0].rules.map(\.text) == ["a", "6f3e2987-db24-4c78-a860-b4f4095a7095"])
    #expect(!collection.filters[0].appliesToAll && collection.filters[1].appliesToAll)
    #expect(collection.filters[0].detection.conditions == [.not(.search(0))])
  }

  @Test(
    "refuse broken correlations, filters and extensions",
    arguments: [
      (
        "correlation: {type: count, rules: [a], timespan: 1h, condition: {gte: 1}}",
        "2:21: error: unknown correlation type `count`"
      ),
      (
        "correlation: {rules: [a], timespan: 1h, condition: {gte: 1}}",
        "2:14: error: `correlation` needs a `type`"
      ),
      (
        "correlation: {type: event_count, timespan: 1h, condition: {gte: 1}}",
        "2:14: error: `correlation` needs `rules`"
      ),
      (
        "correlation: {type: event_count, rules: [a], condition: {gte: 1}}",
        "2:14: error: `correlation` needs a `timespan`"
      ),
      (
        "correlation: {type: event_count, rules: [a], timespan: 1 hour, condition: {gte: 1}}",
        "2:56: error: `timespan` must be a whole number with"
      ),
      (
        "correlation: {type: event_count, rules: [a], timespan: 0m, condition: {gte: 1}}",
        "2:56: error: `timespan` must be"
      ),
      (
        "correlation: {type: event_count, rules: [a], timespan: 1h}",
        "2:14: error: `event_count` needs a `condition`"
      ),
      (
        "correlation: {type: event_count, rules: [a], timespan: 1h, condition: {}}",
        "2:71: error: the condition needs a comparison"
      ),
      (
        "correlation: {type: event_count, rules: [a], timespan: 1h, condition: {more: 1}}",
        "2:72: error: unknown key `more` in `condition`"
      ),
      (
        "correlation: {type: event_count, rules: [a], timespan: 1h, condition: {gte: x}}",
        "2:77: error: `gte` must be a number"
      ),
      (
        "correlation: {type: value_count, rules: [a], timespan: 1h, condition: {gte: 1}}",
        "2:71: error: the condition of a value_count correlation needs a `field`"
      ),
      (
        "correlation: {type: temporal, rules: [a], timespan: 1h, condition: a and c}",
        "2:74: error: unknown rule `c`"
      ),
      (
        "correlation: {type: temporal, rules: [a], timespan: 1h, aliases: {x: {c: d}}}",
        "2:71: error: `c` isn't one of the correlation's `rules`"
      ),
      (
        "correlation: {type: temporal, rules: [a], timespan: 1h, groupby: [x]}",
        "2:57: error: unknown key `groupby` in `correlation`; did you mean `group-by`?"
      ),
      ("correlation: x", "2:14: error: `correlation` must be a map"),
      (
        "logsource: {product: x}\nfilter: {rules: [a], s: {a: 1}}",
        "3:9: error: `filter` has no `condition`"
      ),
      (
        "logsource: {product: x}\nfilter: {s: {a: 1}, condition: s}",
        "3:9: error: `filter` needs `rules`"
      ),
      ("filter: {rules: [a], s: {a: 1}, condition: s}", "1:1: error: `logsource` is missing"),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {base: 1}",
        "4:12: error: unknown key `base` in `crmwatch`"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {baseline: {by: [credential], of: rows}}",
        "4:22: error: `crmwatch.baseline` needs `over`"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {baseline: {of: rows, over: 6}}",
        "4:22: error: `crmwatch.baseline.by` is missing"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {baseline: {by: [c], of: rows, over: six}}",
        "4:48: error: `crmwatch.baseline.over` must be a number"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {baseline: {by: [c], of: rows, over: 6, and_ratio: 0.5}}",
        "4:62: error: `crmwatch.baseline.and_ratio` must be at least 1"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {baseline: {by: [c], of: rows, over: 6, statistic: robustz}}",
        "4:62: error: unknown statistic `robustz`; did you mean `robust_z`?"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {first_seen: {by: [c], of: []}}",
        "4:38: error: `crmwatch.first_seen.of` is an empty list"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {first_seen: {by: c, of: o, warmup: long}}",
        "4:47: error: `crmwatch.first_seen.warmup` must be a whole number with"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {controls: [CC7]}",
        "4:23: error: a control is written FRAMEWORK:CLAUSE"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncrmwatch: {controls: [SOC3:CC7]}",
        "4:23: error: unknown framework `SOC3`; did you mean `SOC2`?"
      ),
      (
        "logsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\ncorrelation: {type: temporal, rules: [a], timespan: 1h}",
        "1:1: error: `detection` and `correlation` in one document"
      ),
      ("action: repaet", "2:9: error: unknown action `repaet`"),
      ("action: repeat", "2:9: error: `action: repeat` without a document before it"),
    ] as [(String, String)])
  func refused(text: String, issue: String) {
    let found = RuleProbe.issues("title: T\n" + text)
    #expect(found.count == 1 && found[0].hasPrefix(issue), "\(found)")
  }

  @Test("may have a byte order mark and the line ends of Windows")
  func windows() {
    let rule =
      "\u{FEFF}title: T\r\nlogsource: {product: x}\r\ndetection: {s: {a: 1}, condition: s}\r\n"
    #expect(RuleProbe.issues(rule) == [])
    let twice = RuleProbe.issues("title: T\r\nlevel: low\r\nlevel: high\r\n")
    #expect(twice.first?.hasPrefix("3:1: error: `level` stands twice") == true)
  }

  @Test("say when two rules have the same id or name")
  func duplicates() {
    let rule = "title: T\nname: n\nlogsource: {product: x}\ndetection: {s: {a: 1}, condition: s}\n"
    let issues = RuleSet.load(files: [("a.yml", rule), ("b.yml", rule)]).issues
    #expect(
      issues.map(\.description) == [
        "b.yml:1:1: warning: the name `n` is also that of `T` (a.yml); give each rule its own"
      ])
  }
}
