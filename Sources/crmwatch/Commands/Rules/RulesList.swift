import ArgumentParser
import SecurityModel
import SigmaRules

/// `crmwatch rules list`
struct RulesList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List rules, correlations and filters.",
    discussion: """
      Columns: rule (its id, else its name, else its title), kind, level, status, log source, file
      with line, title. What has an error is left out; see crmwatch rules check.

      Examples:
        crmwatch rules list
        crmwatch rules list rules/ --json | jq 'select(.tags | index("attack.t1213.004"))'
      """)
  @Argument(help: "Rule files and folders (default: those of --rules and the configuration).")
  var paths: [String] = []
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let configuration = try options.configuration()
      let files = try RuleFiles(paths, options, configuration)
      let (engine, issues) = files.engine(configuration)
      let output = LineOutput()
      let console = try options.console()
      var table = TextTable(["rule", "kind", "level", "status", "log source", "file", "title"])
      func add(
        _ kind: String, _ metadata: RuleMetadata, _ source: LogSource?, _ ext: RuleExtension?
      ) {
        if json { return output.line(Self.json(kind, metadata, source, ext)) }
        table.add([
          metadata.key, kind, metadata.level?.rawValue ?? "-", metadata.status?.rawValue ?? "-",
          source.map(Self.text) ?? "-", "\(metadata.file):\(metadata.mark.line)", metadata.title,
        ])
      }
      for rule in engine.set.rules { add("rule", rule.metadata, rule.logsource, rule.ext) }
      for (number, rule) in engine.set.correlations.enumerated()
      where engine.isUsable(correlation: number) {
        add("correlation", rule.metadata, nil, rule.ext)
      }
      for filter in engine.set.filters { add("filter", filter.metadata, filter.logsource, nil) }
      if !json { table.write(to: output, console) }
      try output.finish()
      let errors = issues.count { $0.severity == .error }
      if errors > 0 {
        Diagnostics(options).say(
          "\(RuleFiles.counted(errors, "error")); crmwatch rules check tells them")
      }
    }
  }

  /// `salesforce/api/RestApi`, with `*` for what may be anything.
  private static func text(_ source: LogSource) -> String {
    var parts = [source.product, source.category, source.service].map { $0 ?? "*" }
    while parts.count > 1, parts.last == "*" { parts.removeLast() }
    return parts.joined(separator: "/")
  }

  private static func json(
    _ kind: String, _ metadata: RuleMetadata, _ source: LogSource?, _ ext: RuleExtension?
  ) -> JSONValue {
    func text(_ value: String?) -> JSONValue {
      value.flatMap { $0.isEmpty ? nil : .string($0) } ?? .null
    }
    let logsource: JSONValue =
      source.map {
        .object([
          .init("product", text($0.product)), .init("category", text($0.category)),
          .init("service", text($0.service)),
        ])
      } ?? .null
    let extra = [
      ext?.baseline.map { _ in "baseline" }, ext?.firstSeen.map { _ in "first_seen" },
      ext?.group.map { _ in "group" },
    ]
    return .object([
      .init("rule", .string(metadata.key)), .init("id", text(metadata.id)),
      .init("name", text(metadata.name)), .init("title", .string(metadata.title)),
      .init("kind", .string(kind)), .init("level", text(metadata.level?.rawValue)),
      .init("status", text(metadata.status?.rawValue)), .init("logsource", logsource),
      .init("tags", .array(metadata.tags.map { .string($0) })),
      .init("description", text(metadata.description)), .init("author", text(metadata.author)),
      .init("date", text(metadata.date)), .init("modified", text(metadata.modified)),
      .init("crmwatch", .array(extra.compactMap { $0 }.map { .string($0) })),
      .init("controls", .array((ext?.controls ?? []).map { .string($0) })),
      .init("file", .string(metadata.file)),
      .init("line", .integer(Int64(metadata.mark.line))),
    ])
  }
}
