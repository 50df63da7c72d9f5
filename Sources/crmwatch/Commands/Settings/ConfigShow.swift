import ArgumentParser
import Detection
import Settings

/// `crmwatch config show`
struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the effective configuration as commented YAML.",
    discussion: "Example: crmwatch config show --config config.yaml")
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let yaml = ConfigurationWriter.yaml(
        try options.configuration(), detectors: DetectorRegistry.all.map { $0.row },
        // Written empty it would be read as "nothing is sensitive".
        lists: ["sensitive_objects": EngineSettings.defaultSensitiveObjects.sorted()])
      let output = LineOutput()
      for line in yaml.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
        output.line(Safe.text(String(line)))
      }
      try output.finish()
    }
  }
}
