import ArgumentParser
import Detection
import SecurityModel
import Settings

/// `crmwatch detectors list`
struct DetectorsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the detectors.",
    discussion: "Example: crmwatch detectors list --json | jq '.tunables[].key'")
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let configuration = try options.configuration()
      let output = LineOutput()
      var table = TextTable(["id", "state", "severity", "title"])
      for row in DetectorRegistry.all.map({ $0.row }) {
        if json {
          output.line(Detectors.json(row, configuration))
        } else {
          let isOff = configuration.disabled.contains(row.id)
          table.add([row.id, isOff ? "off" : "on", row.severityRule, row.title])
        }
      }
      if !json { table.write(to: output, console) }
      try output.finish()
    }
  }
}
