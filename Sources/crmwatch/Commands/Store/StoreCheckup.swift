import ArgumentParser
import SecurityModel
import Storage

/// `crmwatch store check`
struct StoreCheckup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Examine the store; exit code 1 when something is wrong.",
    discussion: "Example: crmwatch store check --store crmwatch.db")
  @Flag(name: .long, help: "One JSON object a problem.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let diagnostics = Diagnostics(options)
      try options.withStore { store in
        let problems = try store.check(now: options.now)
        let output = LineOutput()
        for problem in problems {
          if json {
            output.line(
              .object([
                .init("detail", .string(problem.detail)),
                .init("remedy", .string(problem.remedy)),
              ]))
          } else {
            output.line(Safe.text("\(problem.detail); \(problem.remedy)"))
          }
        }
        try output.finish()
        guard problems.isEmpty else {
          throw Failure(.no, Plural.text(problems.count, "problem") + " in \(store.path)")
        }
        diagnostics.say("\(store.path) is sound")
      }
    }
  }
}
