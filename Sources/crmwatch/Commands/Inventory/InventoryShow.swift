import ArgumentParser
import SecurityModel

/// `crmwatch inventory show`
struct InventoryShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one integration or credential.",
    discussion: """
      ID is a credential key or the name of an integration.

      Example: crmwatch inventory show "Nightvault ETL"
      """)
  @Argument(help: "Credential or integration.") var id: String
  @Flag(name: .long, help: "One JSON object.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let registrations = try options.registrations()
      try options.withStore { store in
        let reading = try InventoryReading(store, registrations: registrations)
        guard let item = reading.all.first(where: { $0.id == id }) else {
          throw Failure(
            .no, "no integration or credential is called `\(id)`; see crmwatch inventory list")
        }
        let output = LineOutput()
        if json { output.line(item.json) } else { InventoryPage(item, console).write(to: output) }
        try output.finish()
      }
    }
  }
}
