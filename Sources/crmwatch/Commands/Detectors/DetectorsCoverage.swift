import ArgumentParser
import Detection
import LogFormats
import SecurityModel
import Settings
import Storage

/// `crmwatch detectors coverage`
struct DetectorsCoverage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage", abstract: "Which detectors lack fields, for each format in the store.",
    discussion: """
      A detector that lacks a field is blind for that source; another format of the same platform
      may supply it. Without a store, or with --all-formats, every known format is judged.

      Examples:
        crmwatch detectors coverage --store crmwatch.db
        crmwatch detectors coverage --all-formats --json | jq 'select(.covered | not)'
      """)
  @Flag(name: .long, help: "Judge every known format.") var allFormats = false
  @Flag(name: .long, help: "One JSON object for each pair of format and detector.")
  var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let configuration = try options.configuration()
      let inStore = allFormats ? nil : try sources()
      let output = LineOutput()
      var table = TextTable(["format", "sources", "detector", "covered", "missing"])
      for format in LogFormatRegistry.all {
        if let inStore, inStore[format.name] == nil { continue }
        let count = inStore?[format.name] ?? 0
        for row in DetectorRegistry.all.map({ $0.row }) {
          let missing = row.requiredFields.filter { !format.fields.contains($0) }
          let isOn = !configuration.disabled.contains(row.id)
          if json {
            output.line(
              .object([
                .init("format", .string(format.name)), .init("sources", .integer(Int64(count))),
                .init("detector", .string(row.id)), .init("enabled", .bool(isOn)),
                .init("covered", .bool(missing.isEmpty)),
                .init("missing", .array(missing.map { .string($0) })),
              ]))
          }
          table.add([
            format.name, inStore == nil ? "-" : String(count), row.id,
            isOn ? (missing.isEmpty ? "yes" : "no") : "off", missing.joined(separator: ","),
          ])
        }
      }
      if !json { table.write(to: output, console) }
      try output.finish()
    }
  }

  /// Number of sources by format; nil when there is no store and none was named.
  private func sources() throws -> [String: Int]? {
    do {
      var counts: [String: Int] = [:]
      try options.withStore { store in
        for source in try store.sourceHealth() where !source.format.isEmpty {
          counts[WrappedFormat.baseName(of: source.format), default: 0] += 1
        }
        // Sources that were forgotten since left their counts behind.
        for (name, _) in try store.counters().byFormat {
          let name = WrappedFormat.baseName(of: name)
          if counts[name] == nil { counts[name] = 0 }
        }
      }
      return counts
    } catch let failure as Failure where failure.code == .noInput && options.store == nil {
      return nil
    }
  }
}
