import ArgumentParser
import Detection
import SecurityModel
import Settings

/// `crmwatch detectors`: what is looked for.
struct Detectors: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What is looked for, why, and with which settings.",
    discussion: """
      Examples:
        crmwatch detectors list
        crmwatch detectors explain EXF-001
        crmwatch detectors coverage --store crmwatch.db
      """,
    subcommands: [DetectorsList.self, DetectorsExplain.self, DetectorsCoverage.self],
    defaultSubcommand: DetectorsList.self)

  /// A detector in the JSON shape that scripts rely on.
  static func json(_ row: DetectorRow, _ configuration: Configuration) -> JSONValue {
    .object([
      .init("id", .string(row.id)), .init("version", .integer(Int64(row.version))),
      .init("title", .string(row.title)), .init("summary", .string(row.summary)),
      .init("why", .string(row.why)), .init("runbook", strings(row.runbook)),
      .init("fields", strings(row.requiredFields)),
      .init(
        "tunables",
        .array(
          row.tunables.map { tunable in
            let value = configuration.tunables[row.id]?[tunable.key] ?? tunable.value
            return .object([
              .init("key", .string(tunable.key)), .init("default", .double(tunable.value)),
              .init("value", .double(value)), .init("unit", .string(tunable.unit)),
              .init("help", .string(tunable.help)),
              .init("minimum", .double(tunable.range.lowerBound)),
              .init("maximum", .double(tunable.range.upperBound)),
            ])
          })), .init("severity", .string(row.severityRule)),
      .init("kind", .string(row.kind.rawValue)), .init("attack", strings(row.attack)),
      .init("owasp", strings(row.owasp)), .init("controls", row.controls.json),
      .init("group_minutes", .integer(Int64(row.groupMinutes))),
      .init("enabled", .bool(!configuration.disabled.contains(row.id))),
    ])
  }

  private static func strings(_ items: [String]) -> JSONValue { .array(items.map { .string($0) }) }
}
