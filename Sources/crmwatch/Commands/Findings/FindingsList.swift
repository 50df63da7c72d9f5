import ArgumentParser
import Storage

/// `crmwatch findings list`
struct FindingsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List findings, oldest first.",
    discussion: """
      One line a finding: time, severity, status, id, detector, credential, explanation.

      Examples:
        crmwatch findings list --severity high --status open
        crmwatch findings list --json --since 2025-08-12T00:00:00Z | jq .title
        crmwatch findings list --detector NEW- --credential 0H4Wk0000000LXg
      """)

  @OptionGroup var filter: FindingFilter
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      var query = try filter.query(now: options.now)
      query.includesEvidence = json
      try options.withStore { store in
        let output = LineOutput()
        try store.forEachFinding(query) { record in
          if json {
            output.line(FindingJSON.value(record))
          } else {
            output.line(FindingText.line(record, console))
          }
          return !output.isBroken
        }
        try output.finish()
      }
    }
  }
}
