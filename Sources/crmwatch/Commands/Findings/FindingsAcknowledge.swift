import ArgumentParser
import SecurityModel

/// `crmwatch findings ack`
struct FindingsAcknowledge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: "Say that somebody looks at these findings.",
    discussion: """
      An acknowledged finding that becomes more severe is new again.

      Example: crmwatch findings ack 3f2a 77c1 --by ana --note "asked the owner"
      """)
  @Option(name: .long, help: "A remark to keep with it.") var note: String?
  @OptionGroup var action: ActionOptions

  func run() throws { guarded { try action.apply(.acknowledge, text: note) } }
}
