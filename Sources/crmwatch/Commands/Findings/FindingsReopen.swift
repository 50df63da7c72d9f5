import ArgumentParser
import SecurityModel

/// `crmwatch findings reopen`
struct FindingsReopen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reopen", abstract: "Make closed or muted findings new again.",
    discussion: "Example: crmwatch findings reopen 3f2a --note \"it happened again\"")
  @Option(name: .long, help: "A remark to keep with it.") var note: String?
  @OptionGroup var action: ActionOptions

  func run() throws { guarded { try action.apply(.reopen, text: note) } }
}
