import ArgumentParser
import Inventory
import SecurityModel

/// `crmwatch inventory audit`
struct InventoryAudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "What is wrong with the inventory; exit code 1 if anything.",
    discussion: """
      Issues: unregistered, unowned, unapproved, revoked (but in the log), dormant,
      undeclared_object, undeclared_api, undeclared_scope, and not_seen (declared, but not in the log).

      Examples:
        crmwatch inventory audit --registry registry.yaml
        crmwatch inventory audit --json | jq -r '[.issue, .id] | @tsv'
      """)
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  /// Something to put right.
  private struct Issue {
    var issue: String
    var id: String
    var name: String
    var remedy: String
    var lastSeen: Timestamp?
  }

  func run() throws {
    guarded {
      let console = try options.console()
      let diagnostics = Diagnostics(options)
      let registrations = try options.registrations()
      if registrations == nil {
        diagnostics.say("no registry: name one with --registry to compare with declarations")
      }
      var issues: [Issue] = []
      try options.withStore { store in
        let reading = try InventoryReading(store, registrations: registrations)
        for item in reading.credentials {
          for flag in item.flags {
            issues.append(
              Issue(
                issue: flag, id: item.id, name: item.name, remedy: Self.remedy(flag),
                lastSeen: item.lastSeen))
          }
        }
        let names = Set(reading.credentials.map(\.name))
        for entry in registrations ?? [] where !entry.revoked && !names.contains(entry.name) {
          issues.append(
            Issue(
              issue: "not_seen", id: entry.match, name: entry.name,
              remedy: Self.remedy("not_seen")))
        }
      }
      let output = LineOutput()
      var table = TextTable(["issue", "id", "name", "last seen", "what to do"])
      for issue in issues {
        if json {
          output.line(
            .object([
              .init("issue", .string(issue.issue)), .init("id", .string(issue.id)),
              .init("name", .string(issue.name)),
              .init("last_seen", issue.lastSeen.map { .string($0.rfc3339) } ?? .null),
              .init("remedy", .string(issue.remedy)),
            ]))
        }
        table.add([
          issue.issue, issue.id, issue.name, issue.lastSeen?.rfc3339 ?? "-", issue.remedy,
        ])
      }
      if !json { table.write(to: output, console) }
      try output.finish()
      if !issues.isEmpty {
        throw Failure(.no, Plural.text(issues.count, "issue") + " in the inventory")
      }
    }
  }

  private static func remedy(_ flag: String) -> String {
    switch flag {
    case "unregistered": "find its owner, then declare it or revoke its access"
    case "unowned": "name an owner in the registry"
    case "unapproved": "approve it in the registry, or revoke its access"
    case "revoked": "its access was withdrawn: revoke its tokens in the CRM"
    case "dormant": "ask the owner whether it is needed; revoke it if not"
    case "undeclared_object": "declare the object, or take the permission away"
    case "undeclared_api": "declare the API, or close it for this credential"
    case "undeclared_scope": "declare the scope, or grant the application less"
    case "not_seen": "remove it from the registry if it is gone"
    default: "look at it: crmwatch inventory show ID"
    }
  }
}
