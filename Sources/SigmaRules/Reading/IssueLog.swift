/// Collects what is wrong with one file.
struct IssueLog {
  let file: String
  private(set) var issues: [RuleIssue] = []

  init(file: String) { self.file = file }

  /// Number of errors so far: a document whose reading raised it isn't used.
  var errorCount: Int { issues.reduce(0) { $0 + ($1.severity == .error ? 1 : 0) } }

  mutating func error(_ message: String, _ mark: SourceMark) {
    add(RuleIssue(message, line: mark.line, column: mark.column))
  }

  mutating func warning(_ message: String, _ mark: SourceMark) {
    add(RuleIssue(message, line: mark.line, column: mark.column, severity: .warning))
  }

  /// Adds an issue under this file's name.
  mutating func add(_ issue: RuleIssue) {
    var issue = issue
    issue.file = file
    issues.append(issue)
  }
}
