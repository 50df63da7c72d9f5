import ArgumentParser

/// The command line: one file per subcommand in `Commands/`.
@main
struct Crmwatch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crmwatch",
    abstract: "Watches CRM API logs for credentials that stop behaving like themselves.",
    discussion: """
      Examples:
        crmwatch watch /var/log/salesforce/          follow a folder on the dashboard
        crmwatch collect --once logs/ --store s.db   read everything, then stop
        crmwatch findings list --json --store s.db   what was found, one JSON object a line
        crmwatch demo                                the bundled sample data, replayed

      Without a subcommand the dashboard opens. Exit codes: 0 done, 1 a check failed, 2 usage,
      65 bad data, 66 no input, 69 store not available, 74 I/O, 77 not permitted, 78 configuration.
      """,
    version: "0.1.0",
    subcommands: [
      Watch.self, Collect.self, Replay.self, Demo.self, Findings.self,
    ],
    defaultSubcommand: Watch.self)
}
