import Testing

@testable import SigmaRules

@Suite("Unknown fields") struct FieldCatalogTests {
  private func issues(_ logsource: String, _ item: String, _ tail: String = "") -> [String] {
    let text = """
      title: T
      logsource: \(logsource)
      detection:
        s:
          \(item)
        condition: s
      \(tail)
      """
    let (collection, _) = RuleFileReader.read(text, file: "f.yml")
    return FieldCatalog.issues(collection.rules).map(\.description)
  }

  @Test(
    "are not normalized and native names",
    arguments: [
      ("{product: salesforce}", "rows|gt: 5"), ("{product: salesforce}", "EVENT_TYPE: RestApi"),
      ("{product: salesforce}", "RowsProcessed|gt: 5"),
      ("{product: hubspot}", "actingUser.userId: 5"),
      ("{product: dynamics365}", "EntityName: contact"),
      ("{category: api}", "headers.x-forwarded-for: x"),
      ("{category: login}", "loginSucceeded: true"), ("{product: windows}", "anything: x"),
      ("{product: salesforce}", "jwt.alg: none"), ("{product: salesforce}", "'|all': [a, b]"),
    ])
  func known(logsource: String, item: String) { #expect(issues(logsource, item) == []) }

  @Test("are told with the name that was probably meant")
  func unknown() {
    #expect(
      issues("{product: salesforce}", "operaton: x")
        == ["f.yml:5:5: error: unknown field `operaton`; did you mean `operation`?"])
    #expect(
      issues("{product: salesforce}", "ROWS_PROCESED: x")
        == ["f.yml:5:5: error: unknown field `ROWS_PROCESED`; did you mean `ROWS_PROCESSED`?"])
    #expect(issues("{product: salesforce}", "flavour: x").first?.contains("error") == true)
    #expect(
      issues("{product: salesforce}", "NEW_COLUMN_2027: x").first?.contains("warning") == true)
    #expect(
      issues("{product: salesforce}", "user|fieldref: ap").first?.hasPrefix("f.yml:5:20: error")
        == true)
    #expect(
      issues(
        "{product: salesforce}", "rows|gt: 1",
        "crmwatch: {first_seen: {by: credntial, of: objects}}"
      ).first?.contains("`credntial`; did you mean `credential`?") == true)
  }
}
