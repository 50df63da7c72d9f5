import ArgumentParser
import Storage

/// `crmwatch store backup`
struct StoreBackup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write a consistent copy while the store stays in use.",
    discussion: """
      The copy is readable by its owner only and must not exist yet.

      Example: crmwatch store backup /backup/crmwatch-2025-08-19.db
      """)
  @Argument(help: "File to make.") var file: String
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let diagnostics = Diagnostics(options)
      try options.withStore { store in
        try store.backup(to: file)
        diagnostics.say("\(CollectorProcess.size(ofStore: file)) bytes written to \(file)")
      }
    }
  }
}
