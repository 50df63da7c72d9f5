import ArgumentParser

/// `crmwatch inventory`: which integrations and credentials there are.
struct InventoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inventory", abstract: "Which integrations and credentials there are.",
    discussion: """
      With --registry (or `registry:` in the configuration) declarations are compared with what
      was seen.

      Examples:
        crmwatch inventory list --kind integration
        crmwatch inventory list --json | jq 'select(.flags | index("unregistered"))'
        crmwatch inventory show "Nightvault ETL"
        crmwatch inventory audit --registry registry.yaml
        crmwatch inventory export > registry.yaml
      """,
    subcommands: [
      InventoryList.self, InventoryShow.self, InventoryExport.self, InventoryImport.self,
      InventoryAudit.self,
    ],
    defaultSubcommand: InventoryList.self)
}
