import ArgumentParser
import Detection
import SecurityModel
import Storage

/// `crmwatch findings show`
struct FindingsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show findings with numbers, evidence and what to do.",
    discussion: """
      Examples:
        crmwatch findings show 3f2a
        crmwatch findings show 3f2a --json | jq '.evidence[].query'
      """)
  @Argument(help: "Findings; ids may be shortened.") var ids: [String]
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      try options.withStore { store in
        let output = LineOutput()
        let records = try FindingLookup.all(ids, in: store, now: options.now)
        for (i, record) in records.enumerated() {
          if json {
            output.line(FindingJSON.value(record))
            continue
          }
          if i > 0 { output.line("") }
          let history = try store.history(of: record.finding.id)
          FindingPage(record: record, history: history, console: console).write(to: output)
        }
        try output.finish()
      }
    }
  }
}
