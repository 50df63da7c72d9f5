import SecurityModel
import Testing

@testable import SigmaRules

@Suite("Log sources") struct LogSourceTests {
  private let rest = EventLogSource(product: "salesforce", category: "api", service: "RestApi")

  @Test(
    "match when every key that the rule has is the event's",
    arguments: [
      (LogSource(product: "salesforce"), true), (LogSource(product: "Salesforce"), true),
      (LogSource(product: "hubspot"), false), (LogSource(category: "api"), true),
      (LogSource(category: "login"), false), (LogSource(service: "restapi"), true),
      (LogSource(service: "rest_api"), true), (LogSource(service: "BulkApi"), false),
      (LogSource(category: "api", product: "salesforce", service: "RestApi"), true),
      (LogSource(category: "api", product: "windows"), false), (LogSource(product: "sfdc"), true),
    ])
  func matching(rule: LogSource, expected: Bool) { #expect(rest.matches(rule) == expected) }

  @Test("know other names of the products")
  func aliases() {
    let audit = EventLogSource(product: "dataverse", category: "audit", service: "")
    for name in ["dynamics365", "m365", "power_platform"] {
      #expect(audit.matches(LogSource(product: name)))
      #expect(!rest.matches(LogSource(product: name)))
    }
  }

  @Test("of events follow from what the call did, then from its surface")
  func ofEvents() {
    var event = APIEvent()
    event.platform = .salesforce
    event.surface = .rest
    event.operation = .query
    #expect(EventLogSource(of: event, service: "RestApi") == rest)
    for (surface, operation, category) in [
      (APISurface.oauth, Operation.token, "oauth"), (.login, .login, "login"),
      (.rest, .revoke, "oauth"), (.config, .configChange, "audit"), (.config, .other, "audit"),
      (.ui, .read, "api"), (.rest, .loginAs, "login"), (.metadata, .deploy, "audit"),
    ] {
      #expect(EventLogSource.category(surface, operation) == category)
    }
  }

  @Test("keep rules for other logs out of the way")
  func partitions() throws {
    func rule(_ source: String) -> String {
      "title: T\nlogsource: \(source)\ndetection: {s: {a: 1}, condition: s}\n"
    }
    var matcher = RuleProbe.matcher([
      rule("{product: salesforce}"), rule("{product: hubspot}"), rule("{category: api}"),
      rule("{product: windows, category: process_creation}"),
    ])
    var source = JSONFieldSource()
    try source.load(#"{"a":1}"#)
    matcher.evaluate(source)
    #expect(matcher.matches == [0, 1, 2, 3])
    let salesforce = matcher.partition(for: rest)
    matcher.evaluate(source, partition: salesforce)
    #expect(matcher.matches == [0, 2])
    let bulk = EventLogSource(product: "salesforce", category: "api", service: "BulkApi")
    #expect(matcher.partition(for: bulk) == salesforce)
    let login = matcher.partition(
      for: EventLogSource(product: "hubspot", category: "login", service: ""))
    matcher.evaluate(source, partition: login)
    #expect(matcher.matches == [1])
    #expect(matcher.statistics.map(\.hits) == [2, 2, 2, 1])
  }
}
