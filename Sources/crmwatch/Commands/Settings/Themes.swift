import ArgumentParser

/// `crmwatch theme`: colour schemes.
struct Themes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theme", abstract: "List, show and check colour schemes.",
    discussion: """
      A theme is a base16 or base24 scheme (YAML), in \(Paths.themes[0]) or built in. Choose one
      with `ui: {theme: NAME}` in the configuration, or with T in the dashboard.

      Examples:
        crmwatch theme list
        crmwatch theme show harbor
        crmwatch theme check my-theme.yaml
      """,
    subcommands: [ThemeList.self, ThemeShow.self, ThemeCheck.self],
    defaultSubcommand: ThemeList.self)
}
