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
      """,
    subcommands: [FormatsList.self, FormatsDetect.self], defaultSubcommand: FormatsList.self)

  /// The format of that name; nil for nil.
  /// - Throws: `Failure` for a name that isn't known.
  static func named(_ name: String?) throws -> (any LogFormat)? {
    guard let name else { return nil }
    guard let format = LogFormatRegistry.format(named: name) else {
      let known = LogFormatRegistry.all.map(\.name).joined(separator: ", ")
      throw Failure(.usage, "--format: unknown `\(name)`; known: \(known)")
    }
    return format
  }
}
