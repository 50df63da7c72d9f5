import ArgumentParser
import SecurityModel
import TerminalKit

/// `crmwatch inventory list`
struct InventoryList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List integrations and credentials by name.",
    discussion: """
      Flags: unregistered, unowned, unapproved, revoked, dormant (30 days without traffic),
      undeclared_object, undeclared_api, undeclared_scope.

      Examples:
        crmwatch inventory list --kind credential --flag dormant
        crmwatch inventory list --json --min-risk 50
      """)
  @Option(name: .long, help: "integration, credential or all.") var kind: String = "all"
  @Option(name: .long, help: "Only this platform.") var platform: String?
  @Option(name: .long, help: "Only with this flag.") var flag: String?
  @Option(name: .long, help: "Least risk, 0 to 100.") var minRisk: Int = 0
  @Option(name: .long, help: "Text in id, name or owner.") var search: String?
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      guard kind == "all" || InventoryItem.Kind(rawValue: kind) != nil else {
        throw Failure(.usage, "--kind: unknown `\(kind)`; known: integration, credential, all")
      }
      if let platform, Platform(name: platform) == nil {
        let known = Platform.allCases.map(\.name).joined(separator: ", ")
        throw Failure(.usage, "--platform: unknown `\(platform)`; known: \(known)")
      }
      let registrations = try options.registrations()
      try options.withStore { store in
        let items = try InventoryReading(store, registrations: registrations).all.filter(matches)
        let output = LineOutput()
        var table = TextTable(
          ["kind", "id", "name", "type", "state", "calls 24 h", "risk", "open", "seen", "flags"],
          numeric: ["calls 24 h", "risk", "open"])
        for item in items {
          if json {
            output.line(item.json)
            continue
          }
          table.add([
            item.kind.rawValue, item.id, item.name, item.type.name, item.state.rawValue,
            String(item.calls24h), String(item.risk), String(item.openFindings),
            item.lastSeen.rfc3339, item.flags.joined(separator: ","),
          ])
        }
        if !json { table.write(to: output, console) }
        try output.finish()
      }
    }
  }

  private func matches(_ item: InventoryItem) -> Bool {
    if kind != "all", item.kind.rawValue != kind { return false }
    if let platform, item.platform.name != platform { return false }
    if let flag, !item.flags.contains(flag) { return false }
    if item.risk < minRisk { return false }
    guard let text = search?.lowercased() else { return true }
    return [item.id, item.name, item.owner ?? ""].contains { $0.lowercased().contains(text) }
  }
}
