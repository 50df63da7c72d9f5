import ArgumentParser

/// `crmwatch store`: upkeep of the store.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Check, copy and clear the store.",
    discussion: """
      All of these work while a collector is running.

      Examples:
        crmwatch store check
        crmwatch store backup /backup/crmwatch-2025-08-19.db
        crmwatch store prune --older-than 90d
        crmwatch store verify /backup/crmwatch-2025-08-19.db
      """,
    subcommands: [StoreVerify.self, StoreCheckup.self, StoreBackup.self, StorePrune.self],
    defaultSubcommand: StoreCheckup.self)
}
