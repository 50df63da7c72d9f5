import ArgumentParser

/// `crmwatch findings`: list, show and work on findings.
struct Findings: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, show and work on findings.",
    discussion: """
      An ID may be shortened as long as it stays unique. What is done to a finding is kept for
      ever, with name and time; see `findings history`.

      Examples:
        crmwatch findings list --severity high --status new
        crmwatch findings show 3f2a
        crmwatch findings ack 3f2a 77c1 --note "asked the owner"
        crmwatch findings close 3f2a --verdict benign_positive
        crmwatch findings mute 3f2a --for 8h --reason "planned migration"
        crmwatch findings undo 3f2a
        crmwatch findings export --format ocsf --output findings.jsonl
      """,
    subcommands: [
      FindingsList.self, FindingsShow.self, FindingsAcknowledge.self, FindingsStart.self,
      FindingsAssign.self, FindingsNote.self, FindingsClose.self, FindingsMute.self,
      FindingsReopen.self, FindingsUndo.self, FindingsHistory.self, FindingsExport.self,
    ],
    defaultSubcommand: FindingsList.self)
}
