import ArgumentParser
import SecurityModel

/// `crmwatch findings assign`
struct FindingsAssign: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign", abstract: "Give findings to somebody, or to nobody.",
    discussion: """
      Examples:
        crmwatch findings assign 3f2a 77c1 --to ana
        crmwatch findings assign 3f2a --to ""
      """)
  @Option(name: .long, help: "Who takes care of it; an empty name takes it from everybody.")
  var to: String
  @Option(name: .long, help: "A remark to keep with it.") var note: String?
  @OptionGroup var action: ActionOptions

  func run() throws {
    guarded {
      guard to.utf8.count <= 256 else { throw Failure(.usage, "--to: at most 256 bytes") }
      try action.apply(.assign(to: to.isEmpty ? nil : to), text: note)
    }
  }
}
