import ArgumentParser
import SecurityModel
import TerminalKit

/// `crmwatch theme check`
struct ThemeCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check a theme: can everything be read?",
    discussion: """
      Prints role, surface, colours, contrast (WCAG ratio), needed contrast and ok or low, and
      exits with 1 when something is too faint. A file with a mistake is 78.

      Example: crmwatch theme check my-theme.yaml
      """)
  @Argument(help: "File (base16 or base24 YAML), or name of a theme.") var file: String
  @Flag(name: .long, help: "Only what is too faint.") var low = false
  @Flag(name: .long, help: "One JSON object a row.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let diagnostics = Diagnostics(options)
      let palette = try ThemeFiles.palette(file)
      let report = Theme(palette: palette, depth: .direct).contrastReport()
      let output = LineOutput()
      var table = TextTable(
        ["role", "surface", "colour", "behind", "ratio", "needed", "verdict"],
        numeric: ["ratio", "needed"])
      for finding in report where !low || !finding.isEnough {
        if json { output.line(Self.json(finding)) }
        table.add([
          finding.role.name, finding.surface.name, finding.foreground.hex,
          finding.background.hex, Self.ratio(finding.ratio), Self.ratio(finding.needed),
          finding.isEnough ? "ok" : "low",
        ])
      }
      if !json { table.write(to: output, console) }
      try output.finish()
      let faint = report.count { !$0.isEnough }
      guard faint == 0 else {
        throw Failure(.no, "\(faint) of \(report.count) combinations are too faint")
      }
      diagnostics.say("\(file): \(report.count) combinations, all can be read")
    }
  }

  /// A ratio with two decimals.
  static func ratio(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
  }

  static func json(_ finding: ContrastFinding) -> JSONValue {
    .object([
      .init("role", .string(finding.role.name)), .init("surface", .string(finding.surface.name)),
      .init("foreground", .string(finding.foreground.hex)),
      .init("background", .string(finding.background.hex)),
      .init("ratio", .double((finding.ratio * 100).rounded() / 100)),
      .init("needed", .double(finding.needed)), .init("ok", .bool(finding.isEnough)),
    ])
  }
}
