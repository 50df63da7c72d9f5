import SecurityModel
import Testing

@testable import Settings

@Suite struct ConfigurationReaderTests {
  private let rows = [
    DetectorRow(
      id: "VOL-003", title: "Per-key rate", summary: "s", why: "w", runbook: [], severityRule: "",
      requiredFields: [],
      tunables: [
        Tunable("per_key_per_minute", 300, unit: "calls/min", help: "h", range: 1...1_000)
      ], attack: [], owasp: [], controls: .init(), kind: .policy)
  ]

  private func failure(_ text: String) -> SettingsError? {
    do {
      _ = try ConfigurationReader.parse(text, file: "c.yaml", detectors: rows)
      return nil
    } catch { return error }
  }

  @Test func `an empty file gives the defaults`() throws {
    let configuration = try ConfigurationReader.parse("", file: "c.yaml", detectors: rows)
    #expect(configuration == Configuration())
  }

  @Test func `tunables, lists and switches are read`() throws {
    let text = """
      timezone: +02:00
      other_timezones: [America/New_York]
      quota: {daily_api_calls: 100_000}
      lists: {vip: [cfo@corp.example], sensitive_objects: Case}
      detectors:
        VOL-003: {per_key_per_minute: 120, enabled: no}
      """
    let configuration = try ConfigurationReader.parse(text, file: "c.yaml", detectors: rows)
    #expect(configuration.tunables == ["VOL-003": ["per_key_per_minute": 120]])
    #expect(configuration.disabled == ["VOL-003"])
    #expect(configuration.lists["sensitive_objects"] == ["Case"])
    #expect(configuration.dailyQuota == 100_000)
    #expect(configuration.timezone == "+02:00")
    #expect(configuration.otherTimezones == ["America/New_York"])
  }

  @Test(arguments: [
    (
      "detectors: {VOL-03: {}}",
      "c.yaml:1:13: error: unknown detector `VOL-03`; did you mean `VOL-003`?"
    ),
    (
      "detectors:\n  VOL-003:\n    per_key_per_minut: 1",
      "c.yaml:3:5: error: unknown key `per_key_per_minut` in `detectors.VOL-003`; did you mean "
        + "`per_key_per_minute`?"
    ),
    (
      "detectors:\n  VOL-003:\n    per_key_per_minute: 0",
      "c.yaml:3:25: error: `per_key_per_minute` of VOL-003 must be 1 to 1000 calls/min"
    ),
    (
      "retention_days: many",
      "c.yaml:1:17: error: `retention_days` must be a whole number, not `many`"
    ),
    (
      "retention_days: 0", "c.yaml:1:17: error: `retention_days` must be 1 to 36500"
    ),
    (
      "timezone: Mars/Olympus",
      "c.yaml:1:11: error: unknown time zone `Mars/Olympus`; write UTC, +02:00 or a name such as "
        + "Europe/Berlin"
    ),
    ("timezone: [UTC]", "c.yaml:1:11: error: `timezone` must be a text"),
    (
      "business_hours: {days: [mon, monkey]}",
      "c.yaml:1:30: error: `monkey` is not a day; known: mon, tue, wed, thu, fri, sat, sun"
    ),
    (
      "business_hours: {days: [mon, Monday]}", "c.yaml:1:30: error: `monday` given twice"
    ),
    (
      "business_hours: {from: \"20:00\", to: \"07:00\"}",
      "c.yaml:1:17: error: `business_hours` must end after they begin"
    ),
    (
      "business_hours:\n  to: \"24:30\"",
      "c.yaml:2:7: error: `24:30` is not a time of day; write it as \"08:30\""
    ),
    (
      "business_hours: {until: \"20:00\"}",
      "c.yaml:1:18: error: unknown key `until` in `business_hours`; known: days, from, to"
    ),
    (
      "quota: {daily_api_cals: 5}",
      "c.yaml:1:9: error: unknown key `daily_api_cals` in `quota`; did you mean `daily_api_calls`?"
    ),
    (
      "quota: {daily_api_calls: -1}", "c.yaml:1:26: error: `daily_api_calls` can't be negative"
    ),
    ("quota: 5", "c.yaml:1:8: error: `quota` must be a mapping (`key: value`)"),
    ("ui: {mouse: maybe}", "c.yaml:1:13: error: `ui.mouse` must be true or false, not `maybe`"),
    (
      "ui: {charset: blok}", "c.yaml:1:15: error: unknown charset `blok`; did you mean `block`?"
    ),
    ("ui: {theme: }", "c.yaml:1:13: error: `ui.theme` must not be empty"),
    ("lists: {vip: {a: b}}", "c.yaml:1:14: error: `lists.vip` must be a list"),
    ("registry: {}", "c.yaml:1:11: error: `registry` must be a text"),
    ("networks: [\"\"]", "c.yaml:1:12: error: `networks[0]` must not be empty"),
    ("sources: {a: 1}", "c.yaml:1:10: error: `sources` must be a list"),
    (
      "rules: {path: x}",
      "c.yaml:1:9: error: unknown key `path` in `rules`; did you mean `paths`?"
    ),
    (
      "retention_day: 5",
      "c.yaml:1:1: error: unknown key `retention_day`; did you mean `retention_days`?"
    ),
    ("lists: {vips: []}", "c.yaml:1:9: error: unknown key `vips` in `lists`; did you mean `vip`?"),
  ])
  func `mistakes are told with line, column and remedy`(_ text: String, _ message: String) {
    #expect(failure(text)?.text == message)
  }

  @Test func `a syntax error is told with its line`() {
    let error = failure("lists:\n  vip: [a, b")
    #expect(error?.line ?? 0 >= 2)
    #expect(error?.reason.isEmpty == false)
  }

  @Test func `a response is refused with what to do instead`() {
    let text = failure("timezone: UTC\nresponse:\n  command: ./block")?.text ?? ""
    #expect(text.hasPrefix("c.yaml:2:1: error: `response` is not supported"))
    #expect(text.contains("findings export"))
  }

  @Test func `what is written can be read back, every section of it`() throws {
    var configuration = Configuration()
    configuration.tunables = ["VOL-003": ["per_key_per_minute": 77]]
    configuration.disabled = ["VOL-003"]
    configuration.lists = ["vip": ["o\"brien: #1", "\u{1B}[31m"], "our_own": ["~", "yes", "1.0"]]
    configuration.interface.theme = "ink"
    configuration.interface.charset = "block"
    configuration.interface.mouse = false
    configuration.interface.bell = true
    configuration.businessHours.days = [6, 0]
    configuration.businessHours.from = 5
    configuration.businessHours.to = 24 * 60
    configuration.timezone = "-03:30"
    configuration.retentionDays = 7
    configuration.dailyQuota = 123_456
    configuration.registry = "a folder/r: #.yaml"
    configuration.networks = ["x.mmdb", "- y.csv"]
    configuration.sources = ["*.csv", "unix:/run/s", "null"]
    configuration.rules = ["rules", "more rules"]
    configuration.disabledRules = ["SIGMA-1"]
    let text = ConfigurationWriter.yaml(configuration, detectors: rows)
    var again = try ConfigurationReader.parse(text, file: "c.yaml", detectors: rows)
    // Lists that are empty are written too, so that their names are seen.
    again.lists = again.lists.filter { !$0.value.isEmpty }
    #expect(again == configuration)
    #expect(ConfigurationWriter.yaml(again, detectors: rows) == text)
  }
}
