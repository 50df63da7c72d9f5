import SecurityModel
import Testing

@testable import Dashboard

@Suite struct FilterTests {
  private func shown(_ text: String) -> [Int] {
    let environment = Filter.Environment(now: Fixture.event, analyst: "kim") { id in
      Fixture.credentials.first { $0.id == id }.map { CredentialListRow($0) }
    }
    let filter = Filter(text)
    #expect(filter.problem == nil, "\(filter.problem ?? "")")
    return Fixture.findings.enumerated()
      .filter { filter.matches(FindingRow($0.element), environment) }.map { $0.offset + 1 }
  }

  @Test(
    "terms",
    arguments: [
      ("", [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 15]),
      ("sev>=high", [1, 2, 3, 4, 5]),
      ("sev:crit,low !cred:int*", [1, 11, 12]),
      ("sev<medium", [10, 11, 12, 15]),
      ("is:new sev:high", [5]),
      ("!is:new is:open", [3, 4, 12]),
      ("is:muted", [7]),
      ("is:closed verdict:false", [14]),
      ("is:any who:-", [1, 2, 5, 6, 8, 9, 10, 11, 15]),
      ("is:mine", [3, 7, 13]),
      ("is:late", [8]),
      ("rule:VOL-*", [1, 11, 15]),
      ("cred=svc-billing@acme", [1, 6, 11]),
      ("bulk", [2, 5]),
      ("\"bulk export\"", [2]),
      ("/bulk*window/", [2]),
      ("!bulk sev>=high", [1, 3, 4]),
      ("age<10m", [1, 2, 3]),
      ("risk>=90", [1, 6, 11]),
      ("count>5", [4, 11]),
      ("note:billing", [1]),
      ("flag:unowned", [3, 9, 12]),
      ("kind:api_key", [8]),
      ("platform:salesforce sev:critical", [1, 2]),
    ])
  func terms(text: String, expected: [Int]) {
    #expect(shown(text) == expected)
  }

  @Test(
    "what is wrong is said",
    arguments: ["sev:purple", "risk>=lots", "age<soon", "colour>3", "is:gone", "org>3", "!"])
  func problems(text: String) {
    #expect(Filter(text).problem != nil)
  }

  @Test("half-typed filters never trap")
  func prefixes() {
    let text = "sev>=high !is:ack \"a b\" /x*y/ cred:* age<2h !!x :: >= <: \u{202E}"
    for length in 0...text.count { _ = Filter(String(text.prefix(length))) }
  }

  @Test("a filter that only got longer is known to narrow, others not")
  func narrows() {
    #expect(Filter("ab").narrows(Filter("a")))
    #expect(Filter("a b").narrows(Filter("a")))
    #expect(!Filter("!ab").narrows(Filter("!a")))
    #expect(!Filter("b").narrows(Filter("a")))
    #expect(!Filter("is:any").narrows(Filter("")))
  }

  @Test("credentials match by themselves or by one of their findings")
  func credentials() {
    var harness = Harness()
    harness.type("/sev:critical<Enter>")
    #expect(harness.state.credentials.rows.count == 12)
    #expect(
      Set(
        (0..<harness.state.credentials.count).compactMap { harness.state.credentials.row($0)?.id })
        == ["svc-billing@acme", "int-mulesoft"])
    harness.type("\\/kind:human<Enter>")
    #expect(harness.state.credentials.count == 1)
    #expect(harness.state.findings.isEmpty)
  }

  @Test(
    "asking for findings of any status leaves no credential out", arguments: ["is:any", "is:all"])
  func anyStatus(_ filter: String) {
    var harness = Harness()
    harness.type("/sev:critical<Enter>")
    #expect(harness.state.credentials.count == 2)
    harness.type("\\/\(filter)<Enter>")
    #expect(harness.state.credentials.count == harness.state.credentials.rows.count)
  }

  @Test("credentials that the list does not hold are looked for in the store, and stay")
  func beyondTheList() throws {
    var snapshot = Fixture.snapshot()
    snapshot.allCredentials = 90_000
    var harness = Harness(snapshot: snapshot)
    #expect(harness.text.contains("12/12  of 90k"))
    harness.type("/cred:zz-rare*<Enter>")
    #expect(harness.effects.contains(.findCredentials(text: "zz-rare")))
    let row = Fixture.credential("zz-rare-7", "", .apiKey, calls: 1, risk: 0)
    harness.send(.credentialsFound(text: "zz-rare", [row]))
    #expect(harness.state.credentials.count == 1)
    // The next picture does not hold it either.
    harness.send(.snapshot(snapshot))
    #expect(harness.state.credentials.current?.id == "zz-rare-7")
    harness.type("\\")
    harness.send(.credentialsFound(text: "zz-rare", [row]))
    #expect(harness.state.foundCredentials.isEmpty)
  }

  @Test("the longest piece that has to stand as it is goes to the store")
  func words() {
    #expect(Filter("sev>=high billing").credentialWord == "billing")
    #expect(Filter("cred:a*longer*b").credentialWord == "longer")
    #expect(Filter("!cred:abc is:open").credentialWord == nil)
    #expect(Filter("x").credentialWord == nil)
  }

  @Test("a mistyped field is told, for its word is looked for as it stands")
  func mistyped() {
    #expect(Filter.unknownField(in: "sev>=high crde:billing") == "crde")
    #expect(Filter.unknownField(in: "cred:billing is:new !who:-") == nil)
    #expect(Filter.unknownField(in: "2025-08-18T13:36 203.0.113.7:443 /a:b/") == nil)
    var harness = Harness()
    harness.type("/crde:billing")
    #expect(harness.text.contains("crde is no field: looked for as a text"))
  }
}
