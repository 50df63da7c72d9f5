import ArgumentParser
import SecurityModel

/// `crmwatch findings start`
struct FindingsStart: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Mark findings as in progress.",
    discussion: "Example: crmwatch findings start 3f2a --by ana")
  @Option(name: .long, help: "A remark to keep with it.") var note: String?
  @OptionGroup var action: ActionOptions

  func run() throws { guarded { try action.apply(.start, text: note) } }
}
