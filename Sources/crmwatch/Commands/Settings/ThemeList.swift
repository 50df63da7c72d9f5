import ArgumentParser
import SecurityModel
import TerminalKit

/// `crmwatch theme list`
struct ThemeList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the themes.",
    discussion: "Example: crmwatch theme list --json")
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let diagnostics = Diagnostics(options)
      let output = LineOutput()
      var table = TextTable(["name", "variant", "title", "where"])
      for theme in ThemeFiles.all {
        let palette: Palette
        do { palette = try ThemeFiles.palette(theme.name) } catch let failure as Failure {
          diagnostics.complain(failure.text)
          continue
        }
        if json {
          output.line(
            .object([
              .init("name", .string(theme.name)), .init("title", .string(palette.name)),
              .init("author", .string(palette.author)),
              .init("variant", .string(palette.variant.rawValue)),
              .init("path", theme.path.map { .string($0) } ?? .null),
            ]))
        }
        table.add([
          theme.name, palette.variant.rawValue, palette.name, theme.path ?? "built in",
        ])
      }
      if !json { table.write(to: output, console) }
      try output.finish()
    }
  }
}
