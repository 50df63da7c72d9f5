import ArgumentParser
import SecurityModel
import Storage

/// `crmwatch store verify`
struct StoreVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that a backup can be read and is sound.",
    discussion: """
      Examines the given file, or else the store, and prints what it holds. Exit code 1 when
      something is wrong.

      Example: crmwatch store verify /backup/crmwatch-2025-08-19.db
      """)
  @Argument(help: "A backup; none = the store itself.") var file: String?
  @Flag(name: .long, help: "One JSON object.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      var chosen = options
      chosen.store = file ?? options.store
      let diagnostics = Diagnostics(options)
      let console = try options.console()
      try chosen.withStore { store in
        let problems = try store.check(now: options.now)
        let rows: [(String, Int64)] = [
          ("events", try store.counters().events),
          ("findings", Int64(try store.findingCounts(now: options.now).total)),
          ("credentials", Int64(try store.countCredentials(.init(limit: .max)))),
          ("sources", Int64(try store.sourceHealth().count)),
          ("problems", Int64(problems.count)),
        ]
        let output = LineOutput()
        if json {
          var members: [JSONValue.Member] = [.init("store", .string(store.path))]
          members += rows.map { .init($0.0, .integer($0.1)) }
          output.line(.object(members))
        } else {
          var table = TextTable(["what", "number"], numeric: ["number"])
          for (name, number) in rows { table.add([name, String(number)]) }
          table.write(to: output, console)
        }
        try output.finish()
        for problem in problems { diagnostics.complain("\(problem.detail); \(problem.remedy)") }
        if !problems.isEmpty {
          throw Failure(.no, Plural.text(problems.count, "problem") + " in \(store.path)")
        }
      }
    }
  }
}
