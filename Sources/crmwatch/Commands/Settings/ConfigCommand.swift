import ArgumentParser

/// `crmwatch config`: the effective settings.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show and check the configuration.",
    discussion: """
      Examples:
        crmwatch config show > config.yaml     every setting, with units and defaults
        crmwatch config check config.yaml
        crmwatch config path
      """,
    subcommands: [ConfigShow.self, ConfigCheck.self, ConfigPath.self],
    defaultSubcommand: ConfigShow.self)
}
