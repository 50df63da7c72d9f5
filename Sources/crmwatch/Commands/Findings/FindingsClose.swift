import ArgumentParser
import SecurityModel

/// `crmwatch findings close`
struct FindingsClose: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Close findings with a verdict.",
    discussion: """
      Verdicts: true_positive, benign_positive (real, but allowed), false_positive, duplicate,
      test, undetermined. A closed finding that becomes more severe is new again.

      Example: crmwatch findings close 3f2a --verdict benign_positive --note "CHG-1182"
      """)
  @Option(name: .long, help: "The conclusion.") var verdict: String
  @Option(name: .long, help: "A remark to keep with it.") var note: String?
  @OptionGroup var action: ActionOptions

  func run() throws {
    guarded {
      guard let word = Verdict(rawValue: verdict) else {
        let known = Verdict.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure(.usage, "--verdict: unknown `\(verdict)`; known: \(known)")
      }
      try action.apply(.close(word), text: note)
    }
  }
}
