import ArgumentParser
import Inventory
import SecurityModel
import Settings
import Storage

/// `crmwatch inventory import`
struct InventoryImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Check a registry file and show what it declares.",
    discussion: """
      A registry is read where it is, at every start: name it with --registry, or with
      `registry:` in the configuration. This command checks the file, compares it with the store
      when there is one, and says what is left to do. Exit code 78 when the file has a mistake.

      Example: crmwatch inventory import registry.yaml --store crmwatch.db
      """)
  @Argument(help: "Registry (YAML); - reads standard input.") var file: String
  @Flag(name: .long, help: "One JSON object an entry.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let diagnostics = Diagnostics(options)
      let text = try TextFile.read(file, required: true) ?? ""
      let registry: RegistryReader.Registry
      do throws(SettingsError) { registry = try RegistryReader.registry(text, file: file) } catch {
        throw Failure(.configuration, error.text)
      }
      let entries = registry.registrations
      let matches = try counts(entries, diagnostics)
      let output = LineOutput()
      var table = TextTable(["name", "match", "owner", "approved", "credentials"])
      for (i, entry) in entries.enumerated() {
        if json {
          output.line(
            .object([
              .init("name", .string(entry.name)), .init("match", .string(entry.match)),
              .init("owner", entry.owner.map { .string($0) } ?? .null),
              .init("purpose", entry.purpose.map { .string($0) } ?? .null),
              .init("type", entry.type.map { .string($0.name) } ?? .null),
              .init("objects", .array(entry.objects.map { .string($0) })),
              .init("apis", .array(entry.apis.map { .string($0.name) })),
              .init("networks", .array(entry.networks.map { .string($0) })),
              .init("scopes", .array(entry.scopes.map { .string($0) })),
              .init("approved", .bool(entry.approved)), .init("revoked", .bool(entry.revoked)),
              .init("credentials", matches.map { .integer(Int64($0[i])) } ?? .null),
            ]))
        }
        table.add([
          entry.name, entry.match, entry.owner ?? "-", entry.approved ? "yes" : "no",
          matches.map { String($0[i]) } ?? "-",
        ])
      }
      if !json { table.write(to: output, console) }
      try output.finish()
      let unowned = entries.count { $0.owner == nil }
      diagnostics.say(
        "\(entries.count) entries, \(unowned) without an owner, "
          + Plural.text(registry.announcements.count, "announcement") + ". In force for runs with "
          + "--registry \(file), or with `registry: \(file)` in \(Paths.configuration)")
    }
  }

  /// Number of the store's credentials that each entry is the first to match; nil = no store.
  private func counts(_ entries: [Registration], _ diagnostics: Diagnostics) throws -> [Int]? {
    do {
      var counts = Array(repeating: 0, count: entries.count)
      let matcher = RegistrationMatcher(entries)
      try options.withStore { store in
        for item in try store.credentials(.init(limit: .max)) {
          let r = item.record
          let index = matcher.index(
            credential: r.id, integration: r.integration, app: r.app, user: r.user)
          if let index { counts[index] += 1 }
        }
      }
      return counts
    } catch let failure as Failure where failure.code == .noInput && options.store == nil {
      diagnostics.detail("no store to compare with")
      return nil
    }
  }
}
