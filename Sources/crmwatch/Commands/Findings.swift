import ArgumentParser

/// `crmwatch findings`: list, show and work on findings.
struct Findings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, show and work on findings.",
    discussion: """
      Examples:
        crmwatch findings list --severity high --status new
        crmwatch findings show 3f2a
        crmwatch findings ack 3f2a 77c1 --note "asked the owner"
        crmwatch findings close 3f2a --verdict benign_positive
        crmwatch findings mute 3f2a --for 8h --reason "planned migration"
      """,
    subcommands: [FindingsList.self],
    defaultSubcommand: FindingsList.self)
}
