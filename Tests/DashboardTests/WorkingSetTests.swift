import SecurityModel
import Testing
import TerminalKit

@testable import Dashboard

/// Snapshots carry what is open; the screen may show more than that.
@Suite struct WorkingSetTests {
  private var open: [FindingRecord] {
    Fixture.findings.filter { FindingRow($0).isOpen }
  }

  private func asked(_ harness: Harness) -> Int {
    harness.effects.count { $0 == .loadFindings(FindingsQuery(includesClosed: true)) }
  }

  @Test("closed findings that a filter wants stay when the next picture has none of them")
  func closedStay() {
    var harness = Harness(snapshot: Fixture.snapshot(findings: .replace(open)))
    harness.type("x")
    #expect(asked(harness) == 1)
    harness.send(
      .findings(
        FindingsPage(
          query: FindingsQuery(includesClosed: true), findings: Fixture.findings, hasMore: false)))
    #expect(harness.state.findings.count == 15)
    harness.send(.snapshot(Fixture.snapshot(findings: .replace(open))))
    #expect(harness.state.findings.count == 15)
    // What one closes oneself stays too.
    harness.type("ct<Enter>")
    harness.send(.snapshot(Fixture.snapshot(findings: .replace(Array(open.dropFirst())))))
    #expect(harness.state.findings.count == 15)
    #expect(harness.state.findings["0000000000000001"]?.state.status == .closed)
    #expect(asked(harness) == 1)
    harness.type("x")
    harness.send(.snapshot(Fixture.snapshot(findings: .replace(Array(open.dropFirst())))))
    #expect(harness.state.findings.count == open.count - 1)
  }

  @Test("what somebody else has closed is asked for, to be shown as closed")
  func closedElsewhere() {
    var harness = Harness(snapshot: Fixture.snapshot(findings: .replace(open)))
    harness.type("x")
    harness.send(.snapshot(Fixture.snapshot(findings: .replace(Array(open.dropFirst())))))
    #expect(asked(harness) == 2)
  }

  @Test("a filter of last time is told, and closed findings it wants are asked for")
  func restoredFilter() {
    let harness = Harness(
      snapshot: Fixture.snapshot(findings: .replace(open)),
      settings: DashboardSettings(filter: "is:any"))
    #expect(harness.state.toast?.text.plain == "the filter of last time is on: is:any")
    #expect(asked(harness) == 1)
    #expect(Harness().state.toast == nil)
  }

  @Test("a filter also looks for open findings beyond those that are held")
  func beyond() {
    var snapshot = Fixture.snapshot(findings: .replace(open))
    snapshot.open[.low] = 5_000
    var harness = Harness(snapshot: snapshot)
    harness.type("/cred:old<Enter>")
    let oldest = open.map(\.finding.raised).min()
    #expect(
      harness.effects.contains(
        .loadFindings(FindingsQuery(includesClosed: false, before: oldest, limit: 10_000))))
    let old = Fixture.record(Fixture.finding(99, "VOL-001", "Old", .low, "old-one", age: 900_000))
    harness.send(
      .findings(
        FindingsPage(query: FindingsQuery(includesClosed: false), findings: [old], hasMore: false)))
    harness.send(.snapshot(snapshot))
    #expect(harness.cursorTitle == "Old")
    harness.type("\\")
    harness.send(.snapshot(snapshot))
    #expect(harness.state.findings["0000000000000063"] == nil)
  }

  @Test("a new critical finding is told to whoever looks elsewhere, once")
  func announced() {
    let rest = Array(open.dropFirst())
    var harness = Harness(snapshot: Fixture.snapshot(findings: .replace(rest)))
    #expect(harness.state.toast == nil)
    harness.type("4")
    harness.send(.snapshot(Fixture.snapshot(findings: .replace(open))))
    let text = harness.state.toast?.text.plain
    #expect(text == "C! API volume 9.4x baseline  svc-billing@acme")
    #expect(harness.state.toast?.role == .critical)
    harness.type("jj")
    harness.state.toast = nil
    harness.send(.snapshot(Fixture.snapshot(findings: .replace(open))))
    #expect(harness.state.toast == nil)
    // What became critical is news as well; what only was not held is none.
    var before = open
    before[0].finding.severity = .medium
    var risen = Harness(snapshot: Fixture.snapshot(findings: .replace(before)))
    risen.type("4")
    risen.send(.snapshot(Fixture.snapshot(findings: .replace(open))))
    #expect(risen.state.toast?.text.plain == text)
    var old = open
    old[0].stored = Fixture.wall.advanced(by: -3_600_000)
    var filled = Harness(snapshot: Fixture.snapshot(findings: .replace(rest)))
    filled.type("4")
    filled.send(.snapshot(Fixture.snapshot(findings: .replace(old))))
    #expect(filled.state.toast == nil)
    // At the top of the alerts it is seen anyway.
    var watching = Harness(snapshot: Fixture.snapshot(findings: .replace(rest)))
    watching.send(.snapshot(Fixture.snapshot(findings: .replace(open))))
    #expect(watching.state.toast == nil)
  }

  @Test("T shows the inventory as organisation, integration, credential, and as it was")
  func tree() {
    var rows = Fixture.credentials
    rows.append(
      Fixture.credential("0H4Wk0000049D2P|svc-2", "Billing Sync", .oauthApp, calls: 3, risk: 0))
    var snapshot = Fixture.snapshot(credentials: .replace(rows))
    var harness = Harness(snapshot: snapshot)
    harness.type("2T")
    let ids = (0..<harness.state.credentials.count).compactMap {
      harness.state.credentials.row($0)?.id
    }
    let parent = ids.firstIndex(of: "svc-billing@acme") ?? -1
    #expect(ids[safe: parent + 1] == "0H4Wk0000049D2P|svc-2")
    #expect(harness.text.contains(" └ svc-2"))
    #expect(!harness.text.contains("acme-prod > "))
    snapshot.orgs.append(.init(name: "acme-test", platform: .salesforce))
    harness.send(.snapshot(snapshot))
    #expect(harness.text.contains("acme-prod > "))
    harness.type("T")
    #expect(harness.state.credentials.order == .init(.risk))
  }

  @Test("the header counts the open findings that are mine")
  func mine() {
    var harness = Harness(width: 200, height: 60)
    #expect(harness.text.contains("mine 1"))
    harness.type("A")
    harness.type("me<Enter>")
    #expect(harness.text.contains("mine 2"))
  }
}
