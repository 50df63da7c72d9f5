import ArgumentParser

/// `crmwatch manual`: the manual page, made of the help of every command.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the manual page (roff).",
    discussion: """
      `make install` puts it where man looks for it, and the completions for bash, zsh and fish where
      the shells do.

      Examples:
        crmwatch manual | man -l -
        crmwatch manual > /usr/local/share/man/man1/crmwatch.1
      """)
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let output = LineOutput()
      for line in ManualPage().lines { output.line(line) }
      try output.finish()
    }
  }
}
