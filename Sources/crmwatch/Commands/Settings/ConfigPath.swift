import ArgumentParser
import Foundation
import SecurityModel

/// `crmwatch config path`
struct ConfigPath: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "Print where configuration, store and themes are looked for.",
    discussion: "Example: crmwatch config path --json | jq -r .config")
  @Flag(name: .long, help: "One JSON object.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let config =
        options.config ?? Paths.environment("CRMWATCH_CONFIG") ?? Paths.configuration
      let rows =
        [("config", config), ("store", options.storePath), ("state", Paths.state)]
        + Paths.themes.map { ("themes", $0) }
      let output = LineOutput()
      if json {
        output.line(
          .object([
            .init("config", .string(config)), .init("store", .string(options.storePath)),
            .init("state", .string(Paths.state)),
            .init("themes", .array(Paths.themes.map { .string($0) })),
          ]))
      } else {
        var table = TextTable(["what", "there", "path"])
        for (name, path) in rows {
          table.add([name, FileManager.default.fileExists(atPath: path) ? "yes" : "no", path])
        }
        table.write(to: output, console)
      }
      try output.finish()
    }
  }
}
