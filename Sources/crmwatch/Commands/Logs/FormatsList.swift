import ArgumentParser
import LogFormats
import SecurityModel

/// `crmwatch formats list`
struct FormatsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the formats.",
    discussion: "Example: crmwatch formats list --json | jq -r .name")
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let output = LineOutput()
      var table = TextTable(["name", "platform", "what it is"])
      let formats = try options.formats()
      for (i, format) in formats.all.enumerated() {
        if json {
          output.line(
            .object([
              .init("name", .string(format.name)), .init("title", .string(format.title)),
              .init("summary", .string(format.summary)),
              .init("platform", .string(format.platform.name)),
              .init("fields", .array(format.fields.map { .string($0) })),
              .init("mapped", .bool(i < formats.mappedCount)),
            ]))
        }
        table.add([format.name, format.platform.name, format.summary])
      }
      if !json { table.write(to: output, console) }
      try output.finish()
    }
  }
}
