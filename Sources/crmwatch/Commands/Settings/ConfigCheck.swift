import ArgumentParser
import Settings

/// `crmwatch config check`
struct ConfigCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check a configuration and the files it names.",
    discussion: """
      Prints FILE:LINE:COL: error: reason and exits with 1 when something is wrong. The registry
      and lists of networks that the file names are read too.

      Example: crmwatch config check config.yaml
      """)
  @Argument(help: "Configuration; none = the one in force.") var file: String?
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      var chosen = options
      chosen.config = file ?? options.config
      let diagnostics = Diagnostics(options)
      do {
        let configuration = try chosen.configuration()
        _ = try chosen.engineSettings(configuration)
        try ThemeFiles.check(configuration.interface.theme)
      } catch let failure as Failure where failure.code == .configuration {
        let output = LineOutput()
        output.line(Safe.text(failure.text))
        try output.finish()
        throw Failure(.no, "the configuration has a mistake")
      }
      let path = chosen.config ?? Paths.environment("CRMWATCH_CONFIG") ?? Paths.configuration
      diagnostics.say("\(path): no mistakes")
    }
  }
}
