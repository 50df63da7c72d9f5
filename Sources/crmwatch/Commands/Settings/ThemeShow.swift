import ArgumentParser
import SecurityModel
import TerminalKit

/// `crmwatch theme show`
struct ThemeShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the colours of a theme, role by role.",
    discussion: """
      Columns: role, colour, background, contrast on it. With colours each role is shown in its own.

      Example: crmwatch theme show harbor --color always
      """)
  @Argument(help: "Name of a theme, or a file.") var name: String
  @Flag(name: .long, help: "One JSON object a role.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let palette = try ThemeFiles.palette(name)
      let theme = Theme(palette: palette, depth: .direct)
      let output = LineOutput()
      if !json {
        let author = palette.author.isEmpty ? "" : " by " + Safe.text(palette.author)
        output.line("\(Safe.text(palette.name)) (\(palette.variant.rawValue))\(author)")
      }
      for finding in theme.contrastReport() where finding.surface == .background {
        if json {
          output.line(ThemeCheck.json(finding))
          continue
        }
        let name = finding.role.name.padding(to: 18)
        let c = finding.foreground
        let sample =
          console.usesColor
          ? "\u{1B}[38;2;\(c.red);\(c.green);\(c.blue)m\(name)\u{1B}[0m" : name
        output.line(
          "\(sample)  \(c.hex)  \(finding.background.hex)  \(ThemeCheck.ratio(finding.ratio))")
      }
      try output.finish()
    }
  }
}

extension String {
  /// The text with blanks behind it up to a number of characters.
  func padding(to count: Int) -> String {
    self + String(repeating: " ", count: max(0, count - self.count))
  }
}

extension RGB {
  /// `#rrggbb`
  var hex: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
