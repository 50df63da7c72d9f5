import ArgumentParser

/// The manual page in roff, for `man`.
struct ManualPage {
  /// Options that every command takes: told once.
  private static let common = [
    "--store", "--config", "--registry", "--networks", "--rules", "--expected", "--color",
    "--quiet",
    "--verbose", "--log-file", "--version", "-h,",
  ]

  /// Options of one help text: those of the command alone, and those of all commands.
  private struct Help {
    var own: [String] = []
    var shared: [String] = []

    init(_ text: String) {
      var isShared = false
      for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
        let isOption = line.hasPrefix("  -")
        // What explains an option stands further right than its name.
        if isOption {
          let name = line.split(separator: " ").first.map(String.init) ?? ""
          isShared = ManualPage.common.contains(name)
        } else if !line.hasPrefix("      ") {
          isShared = false
        }
        if isShared { shared.append(line) } else { own.append(line) }
      }
      while own.last?.isEmpty ?? false { own.removeLast() }
      if own.last == "OPTIONS:" { own.removeLast() }
      while own.last?.isEmpty ?? false { own.removeLast() }
    }
  }

  var lines: [String] {
    let root = Crmwatch.configuration
    var lines = [
      ".TH CRMWATCH 1 \"\" \"crmwatch \(root.version)\" \"User Commands\"", ".SH NAME",
      "crmwatch \\- " + Self.escaped(root.abstract), ".SH SYNOPSIS",
      ".B crmwatch", "[\\fICOMMAND\\fR] [\\fIARGUMENT\\fR...] [\\fIOPTION\\fR...]",
      ".SH DESCRIPTION",
    ]
    lines += Self.verbatim(root.discussion)
    lines += [".SH OPTIONS", "Every command takes these."]
    lines += Self.verbatim(Help(Crmwatch.helpMessage(for: Stats.self, columns: 78)).shared)
    lines.append(".SH COMMANDS")
    for command in root.subcommands { add(command, "crmwatch", &lines) }
    lines += [".SH FILES"]
    lines += Self.verbatim(
      """
      $XDG_CONFIG_HOME/crmwatch/config.yaml   configuration; CRMWATCH_CONFIG names another
      $XDG_DATA_HOME/crmwatch/crmwatch.db     the store
      $XDG_STATE_HOME/crmwatch/               choices on the dashboard, crash log
      """)
    return lines
  }

  private func add(
    _ command: any ParsableCommand.Type, _ parent: String, _ lines: inout [String]
  ) {
    let name = parent + " " + command._commandName
    lines.append(".SS \"" + Self.escaped(name) + "\"")
    let help = Help(Crmwatch.helpMessage(for: command, columns: 78))
    lines += Self.verbatim(help.own)
    for sub in command.configuration.subcommands { add(sub, name, &lines) }
  }

  private static func verbatim(_ text: String) -> [String] {
    verbatim(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
  }

  /// Lines that are to stay as they are.
  private static func verbatim(_ lines: [String]) -> [String] {
    [".nf"] + lines.map(escaped) + [".fi"]
  }

  /// Text that roff takes for text: no escapes, no requests, hyphens that can be copied.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "\"": result += "\\(dq"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      default: result.append(character)
      }
    }
    return text.hasPrefix(".") ? "\\&" + result : result
  }
}
