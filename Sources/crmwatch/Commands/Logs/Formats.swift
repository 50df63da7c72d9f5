import ArgumentParser
import LogFormats

/// `crmwatch formats`: which logs can be read.
struct Formats: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Which log formats can be read, and which one a file has.",
    discussion: """
      Examples:
        crmwatch formats list
        crmwatch formats detect /var/log/export/events.csv.gz
        crmwatch formats try --map gateway.yaml gateway.log --limit 5
      """,
    subcommands: [FormatsList.self, FormatsDetect.self, FormatsTry.self],
    defaultSubcommand: FormatsList.self)

  /// The format of that name; nil for nil.
  /// - Throws: `Failure` for a name that isn't known.
  static func named(_ name: String?, among formats: FormatCatalog) throws -> (any LogFormat)? {
    guard let name else { return nil }
    guard let format = formats.format(named: name) else {
      let known = formats.all.map(\.name).joined(separator: ", ")
      throw Failure(.usage, "--format: unknown `\(name)`; known: \(known)")
    }
    return format
  }
}
