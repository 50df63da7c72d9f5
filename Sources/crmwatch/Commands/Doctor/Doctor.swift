import ArgumentParser
import SecurityModel

/// `crmwatch doctor`: is everything here that crmwatch needs?
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check terminal, locale, store, configuration and system.",
    discussion: """
      One line a check: ok, warn or fail, what was found, and what to do. Exit code 1 when a check
      failed; warnings don't count.

      Examples:
        crmwatch doctor
        crmwatch doctor --json | jq 'select(.result != "ok")'
      """)
  @Flag(name: .long, help: "One JSON object a check.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      let checks = Checkup(options).run()
      let output = LineOutput()
      for check in checks {
        if json {
          output.line(
            .object([
              .init("check", .string(check.name)), .init("result", .string(check.result.rawValue)),
              .init("detail", .string(check.detail)), .init("remedy", .string(check.remedy)),
            ]))
          continue
        }
        let emphasis: Console.Emphasis =
          switch check.result {
          case .ok: .green
          case .warn: .yellow
          case .fail: .red
          }
        let word = console.styled(check.result.rawValue.padding(to: 4), emphasis)
        let remedy = check.remedy.isEmpty ? "" : "; " + check.remedy
        output.line("\(word)  \(check.name.padding(to: 14))  " + Safe.text(check.detail + remedy))
      }
      try output.finish()
      let failed = checks.count { $0.result == .fail }
      if failed > 0 { throw Failure(.no, Plural.text(failed, "check") + " failed") }
    }
  }
}
