import ArgumentParser
import Storage

/// `crmwatch findings export`
struct FindingsExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write findings for other tools.",
    discussion: """
      Formats: jsonl (the shape of `findings list --json`), csv (cells that a spreadsheet would
      take for a formula begin with '), ocsf (Detection Finding, class 2004, version 1.5.0, JSON
      Lines), cef (one CEF:0 line a finding).

      Examples:
        crmwatch findings export --format ocsf --output findings.jsonl
        crmwatch findings export --format csv --status open --severity medium > open.csv
        crmwatch findings export --format cef --since 2025-08-19T00:00:00Z
      """)

  @Option(name: .long, help: "jsonl, csv, ocsf or cef.") var format: String = "jsonl"
  @Option(name: [.long, .customShort("o")], help: "File to write; - or none: standard output.")
  var output: String?
  @OptionGroup var filter: FindingFilter
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      guard let format = FindingExport(rawValue: format) else {
        let known = FindingExport.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure(.usage, "--format: unknown `\(self.format)`; known: \(known)")
      }
      let diagnostics = Diagnostics(options)
      var query = try filter.query(now: options.now)
      query.includesEvidence = format.needsEvidence
      try options.withStore { store in
        let file = try OutputFile(output)
        if let header = format.header { file.lines.line(header) }
        var count = 0
        try store.forEachFinding(query) { record in
          file.lines.line(format.line(record))
          count += 1
          return !file.lines.isBroken
        }
        try file.finish()
        if output != nil { diagnostics.say("\(count) findings written") }
      }
    }
  }
}
