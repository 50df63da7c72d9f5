import Testing

@testable import SigmaRules

@Suite("Issues of rules") struct RuleIssueTests {
  @Test("name file, line and column in the way editors understand")
  func place() {
    let issue = RuleIssue("unknown modifier", file: "a.yml", line: 7, column: 5)
    #expect(issue.description == "a.yml:7:5: error: unknown modifier")
  }

  @Test("leave out what isn't known")
  func partial() {
    #expect(RuleIssue("empty", file: "a.yml").description == "a.yml: error: empty")
    #expect(RuleIssue("odd", line: 2, severity: .warning).description == "2: warning: odd")
  }
}
