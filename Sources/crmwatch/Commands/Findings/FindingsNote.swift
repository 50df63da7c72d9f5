import ArgumentParser
import Foundation
import SecurityModel

/// `crmwatch findings note`
struct FindingsNote: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Write a remark on findings.",
    discussion: """
      Examples:
        crmwatch findings note 3f2a --text "the vendor confirms a new data centre"
        crmwatch findings note 3f2a --text - < remark.txt
      """)
  @Option(name: [.long, .customLong("note")], help: "The remark; - reads standard input.")
  var text: String
  @OptionGroup var action: ActionOptions

  func run() throws {
    guarded {
      let remark = text == "-" ? try TextFile.read("-", required: true) ?? "" : text
      let trimmed = remark.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !trimmed.isEmpty else { throw Failure(.usage, "--text: an empty remark") }
      try action.apply(.note, text: trimmed)
    }
  }
}
