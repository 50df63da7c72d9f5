import ArgumentParser
import Dashboard
import SecurityModel

/// `crmwatch keys`: the dashboard's keys.
struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "The keys of the dashboard.",
    discussion: """
      Every command has a name that the dashboard's command line (:) takes too.

      Examples:
        crmwatch keys
        crmwatch keys --print markdown > keys.md
        crmwatch keys --json | jq 'select(.context == "Chart")'
      """)
  @Option(name: .customLong("print"), help: "yaml or markdown.") var form: String?
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let output = LineOutput()
      switch form {
      case nil: list(console, output)
      case "yaml": yaml(output)
      case "markdown", "md": markdown(output)
      case let other?:
        throw Failure(.usage, "--print: unknown `\(other)`; known: yaml, markdown")
      }
      try output.finish()
    }
  }

  private func list(_ console: Console, _ output: LineOutput) {
    var table = TextTable(["where", "keys", "command", "what it does"])
    for entry in KeyTable.documentation {
      if json {
        output.line(
          .object([
            .init("context", .string(entry.context)),
            .init("keys", .array(entry.keys.map { .string($0) })),
            .init("command", .string(entry.command)), .init("help", .string(entry.help)),
          ]))
      }
      table.add([entry.context, entry.keys.joined(separator: " "), entry.command, entry.help])
    }
    if !json { table.write(to: output, console) }
  }

  private func yaml(_ output: LineOutput) {
    var context = ""
    for entry in KeyTable.documentation {
      if entry.context != context {
        context = entry.context
        output.line(JSONValue.string(context).text + ":")
      }
      let keys = entry.keys.map { JSONValue.string($0).text }.joined(separator: ", ")
      output.line("  \(entry.command): [\(keys)] # \(entry.help)")
    }
  }

  private func markdown(_ output: LineOutput) {
    var context = ""
    for entry in KeyTable.documentation {
      if entry.context != context {
        if !context.isEmpty { output.line("") }
        context = entry.context
        output.line("### \(context)")
        output.line("")
        output.line("| Keys | Command | What it does |")
        output.line("|---|---|---|")
      }
      let keys = entry.keys.map { "`\($0 == "|" ? "\\|" : $0)`" }.joined(separator: " ")
      output.line("| \(keys) | `\(entry.command)` | \(Self.cell(entry.help)) |")
    }
  }

  /// A cell of a table: `|` would end it.
  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
