import ArgumentParser
import SecurityModel
import SigmaRules

/// `crmwatch rules check`
struct RulesCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Tell what is wrong with rules, and how to mend it.",
    discussion: """
      Prints FILE:LINE:COLUMN: error: reason (or warning) a line and exits with 1 when there is an
      error. Rules, correlations and filters are looked at together, as they will be used, so name
      all that refer to each other. Lists for placeholders (%name%) come from `lists:` in the
      configuration.

      Examples:
        crmwatch rules check rules/
        crmwatch rules check new-rule.yml base-rules/ --config config.yaml
        crmwatch rules check rules/ --json | jq -r 'select(.severity == "error").file'
      """)
  @Argument(help: "Rule files and folders (default: those of --rules and the configuration).")
  var paths: [String] = []
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let configuration = try options.configuration()
      let diagnostics = Diagnostics(options)
      let console = try options.console()
      let files = try RuleFiles(paths, options, configuration)
      let found = files.engine(configuration).issues
      let issues = RuleFiles.sorted(found + FieldCatalog.issues(files.collection.searching))
      let output = LineOutput()
      for issue in issues {
        if json {
          output.line(Self.json(issue))
        } else {
          let text = Safe.text(RuleFiles.line(issue))
          output.line(console.styled(text, issue.severity == .error ? .red : .yellow))
        }
      }
      try output.finish()
      diagnostics.say(RuleFiles.summary(files.collection, issues))
      if issues.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    }
  }

  private static func json(_ issue: RuleIssue) -> JSONValue {
    .object([
      .init("file", .string(issue.file)), .init("line", .integer(Int64(max(1, issue.line)))),
      .init("column", .integer(Int64(max(1, issue.column)))),
      .init("severity", .string(issue.severity.rawValue)),
      .init("message", .string(issue.message)),
    ])
  }
}

extension RuleCollection {
  /// Everything that looks at fields: the rules, and the filters as if they were some.
  fileprivate var searching: [SigmaRule] {
    rules
      + filters.map {
        SigmaRule(metadata: $0.metadata, logsource: $0.logsource, detection: $0.detection)
      }
  }
}
