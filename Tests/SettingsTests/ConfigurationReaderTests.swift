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

  @Test func `what is written can be read back`() throws {
    var configuration = Configuration()
    configuration.tunables = ["VOL-003": ["per_key_per_minute": 77]]
    configuration.lists = ["vip": ["o\"brien: #1"]]
    configuration.interface.theme = "ink"
    let text = ConfigurationWriter.yaml(configuration, detectors: rows)
    let again = try ConfigurationReader.parse(text, file: "c.yaml", detectors: rows)
    #expect(again.tunables == configuration.tunables)
    #expect(again.lists["vip"] == configuration.lists["vip"])
    #expect(again.interface == configuration.interface)
  }
}
