import ArgumentParser
import SecurityModel
import Storage
import TerminalKit

/// `crmwatch credential`: one credential's history.
struct CredentialHistory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credential", abstract: "One credential: volumes, profile, findings.",
    discussion: """
      Volumes are those of the store's last 24 hours and --days days, in event time (UTC).

      Examples:
        crmwatch credential 005Wk000003SqII
        crmwatch credential 005Wk000003SqII --days 60 --json | jq .days
      """)
  @Argument(help: "Credential key; see crmwatch inventory list.") var id: String
  @Option(name: .long, help: "Days of history, 1 to 366.") var days: Int = 28
  @Flag(name: .long, help: "One JSON object.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      guard (1...366).contains(days) else { throw Failure(.usage, "--days: give 1 to 366") }
      let console = try options.console()
      let registrations = try options.registrations()
      try options.withStore { store in
        let reading = try InventoryReading(store, registrations: registrations)
        let key = try resolve(reading.credentials.map(\.id))
        guard let item = reading.credentials.first(where: { $0.id == key }) else {
          throw Failure(.no, "no credential `\(id)`; see crmwatch inventory list")
        }
        let volume = try VolumeHistory(store, credential: key, end: reading.clock, days: days)
        var query = FindingQuery(now: options.now, limit: .max)
        query.credential = key
        query.isDescending = false
        query.includesEvidence = false
        let findings = try store.findings(query)
        let output = LineOutput()
        if json {
          var members = item.json.members ?? []
          members.append(.init("hours", volume.hoursJSON))
          members.append(.init("days", volume.daysJSON))
          members.append(.init("findings", .array(findings.map { .string($0.finding.id) })))
          output.line(.object(members))
        } else {
          InventoryPage(item, console).write(to: output)
          volume.write(to: output, console)
          output.line("")
          output.line(console.heading("Findings (\(findings.count))"))
          for record in findings { output.line("  " + FindingText.line(record, console)) }
        }
        try output.finish()
      }
    }
  }

  /// The key itself, or the only one that begins so.
  private func resolve(_ keys: [String]) throws -> String {
    if keys.contains(id) { return id }
    let found = keys.filter { !id.isEmpty && $0.hasPrefix(id) }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      throw Failure(
        .usage,
        "`\(id)` is not unique, give more of it: " + found.prefix(20).joined(separator: ", "))
    }
    throw Failure(.no, "no credential `\(id)`; see crmwatch inventory list")
  }
}
