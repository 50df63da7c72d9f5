import ArgumentParser
import SecurityModel

/// `crmwatch inventory export`
struct InventoryExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write what was seen as a registry to complete and approve.",
    discussion: """
      YAML in the form that --registry reads: one entry a credential, with the objects,
      APIs and OAuth scopes it used. What is declared already keeps owner and purpose; everything else is
      written with `approved: false`.

      Example: crmwatch inventory export --output registry.yaml
      """)
  @Option(name: [.long, .customShort("o")], help: "File to write; - or none: standard output.")
  var output: String?
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let registrations = try options.registrations()
      try options.withStore { store in
        let reading = try InventoryReading(store, registrations: registrations)
        let file = try OutputFile(output)
        file.lines.line("# Integrations and credentials as seen up to \(reading.clock.rfc3339).")
        file.lines.line("# Complete owner and purpose, and approve what is right.")
        if reading.credentials.isEmpty {
          file.lines.line("integrations: []")
        } else {
          file.lines.line("integrations:")
          for item in reading.credentials { write(item, file.lines) }
        }
        try file.finish()
      }
    }
  }

  private func write(_ item: InventoryItem, _ output: LineOutput) {
    output.line("  - match: \(quoted(item.id))")
    output.line("    name: \(quoted(item.name))")
    output.line("    owner: \(item.owner.map(quoted) ?? "~")")
    output.line("    purpose: \(item.purpose.map(quoted) ?? "~")")
    if item.type != .unknown { output.line("    type: \(item.type.name)") }
    let used = [
      ("objects", item.objects.map(\.name)), ("apis", item.apis.map(\.name)),
      ("scopes", item.scopes.map(\.name)),
    ]
    for (key, names) in used where !names.isEmpty {
      output.line("    \(key): [\(names.sorted().map(quoted).joined(separator: ", "))]")
    }
    output.line("    approved: \(item.isDeclared)")
  }

  /// JSON strings are YAML strings.
  private func quoted(_ text: String) -> String { JSONValue.string(text).text }
}
