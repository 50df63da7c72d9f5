import ArgumentParser
import SecurityModel

/// `crmwatch findings mute`
struct FindingsMute: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mute", abstract: "Silence findings for a while.",
    discussion: """
      A mute has an end, at most 365 days ahead, and a reason. When it ends the finding is new
      again.

      Examples:
        crmwatch findings mute 3f2a --for 8h --reason "planned migration"
        crmwatch findings mute 3f2a --until 2025-09-01T06:00:00Z --reason "CHG-1182"
      """)
  @Option(name: .long, help: "End as RFC 3339 or epoch seconds.") var until: String?
  @Option(name: .customLong("for"), help: "Length such as 90m, 8h, 7d, 2w.") var length: String?
  @Option(name: .long, help: "Why it may be silent.") var reason: String
  @OptionGroup var action: ActionOptions

  func run() throws {
    guarded {
      let now = action.options.now
      let end: Timestamp
      switch (until, length) {
      case (let text?, nil): end = try Arguments.time(text, option: "--until")
      case (nil, let text?):
        end = now.advanced(by: try Arguments.duration(text, option: "--for"))
      default: throw Failure(.usage, "give either --until TIME or --for LENGTH")
      }
      guard end > now else { throw Failure(.usage, "the mute would end in the past") }
      guard end <= now.advanced(by: 365 * Timestamp.Duration.day) else {
        throw Failure(.usage, "a mute lasts at most 365 days; close the finding instead")
      }
      guard !reason.isEmpty else { throw Failure(.usage, "--reason: say why") }
      try action.apply(.mute(until: end), text: reason)
    }
  }
}
