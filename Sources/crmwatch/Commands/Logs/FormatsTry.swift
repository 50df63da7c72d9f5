import ArgumentParser
import EventSources
import LogFormats
import SecurityModel
import Settings

/// `crmwatch formats try`
struct FormatsTry: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Try a mapping of a log format before it is used.",
    discussion: """
      FILE holds what the section `formats` of the configuration holds: one format or several, or
      the keys of one without its name. Prints the first events as JSON Lines; records that don't
      fit go to standard error as FILE:LINE: reason. Exit code 1 when no record fits, 78 when the
      mapping has a mistake.

      Examples:
        crmwatch formats try --map gateway.yaml gateway.log
        crmwatch formats try --map gateway.yaml gateway.log | jq '{ts, credential, operation}'
        crmwatch formats try --map formats.yaml --format crm-audit audit.csv --limit 3
      """)
  @Option(name: .long, help: "The mapping (YAML).") var map: String
  @Option(name: .long, help: "Which format of the file; needed when it maps several.")
  var format: String?
  @Option(name: .long, help: "Events to print, and problems to tell.") var limit = 10
  @Option(name: .long, help: "Organisation id for records that name none.") var org: String = ""
  @Argument(help: "Files, folders, globs; - reads standard input.") var files: [String]
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let diagnostics = Diagnostics(options)
      guard limit > 0 else { throw Failure(.usage, "--limit must be 1 or more") }
      let mapping = try mapping()
      let format = MappedFormat(mapping)
      let normalizer = Normalizer(
        context: DecodeContext(
          symbols: SymbolTable(), secrets: Normalize.fixedKey, defaultOrg: org),
        pinned: format, formats: .builtIn, recordLimit: 1 << 20)
      if !format.isRecognized {
        diagnostics.detail("without `recognize` it must be named: --format \(format.name)")
      }
      let walker = try SourceWalker(files)
      let output = LineOutput()
      var told = 0
      while !output.isBroken, normalizer.events < limit, let stream = walker.next() {
        try normalizer.read(stream, from: walker) { event in
          output.line(event.json)
          return !output.isBroken && normalizer.events < limit
        } failure: { failure in
          told += 1
          if told <= limit { diagnostics.complain(Normalize.text(failure)) }
        }
        stream.close()
      }
      try output.finish()
      for error in walker.takeFailures() { throw error }
      if told > limit { diagnostics.complain("\(told - limit) more records don't fit") }
      diagnostics.detail("\(normalizer.events) events, \(normalizer.skipped) records don't fit")
      diagnostics.detail("supplies: " + format.fields.joined(separator: ", "))
      if normalizer.events == 0 { throw Failure(.no, "no record fits the mapping") }
    }
  }

  private func mapping() throws -> FormatMapping {
    let text = try TextFile.read(map, required: true) ?? ""
    let mappings: [FormatMapping]
    do throws(SettingsError) {
      mappings = try FormatMappingReader.parse(text, file: map)
    } catch { throw Failure(.configuration, error.text) }
    let names = mappings.map(\.name).joined(separator: ", ")
    if let format {
      guard let found = mappings.first(where: { $0.name == format }) else {
        throw Failure(.usage, "--format: \(map) has no `\(format)`; it has: \(names)")
      }
      return found
    }
    guard mappings.count == 1 else {
      throw Failure(
        .usage,
        mappings.isEmpty
          ? "\(map) maps no format" : "\(map) maps \(names); choose one with --format")
    }
    return mappings[0]
  }
}
