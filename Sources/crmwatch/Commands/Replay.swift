import ArgumentParser
import EventSources
import SecurityModel

/// `crmwatch replay`: recorded logs on an event-time clock, in a store of their own.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Replay recorded logs on the dashboard, on an event-time clock.",
    discussion: """
      What lies before --from is read at full speed, to learn from; then events come at --speed times
      their own pace. The store is temporary unless --store names one. Without a terminal everything
      is read at full speed, then the findings are printed in the order in which they were raised.

      Examples:
        crmwatch replay logs/ --speed 60 --from 2025-08-19T09:00:00Z
        crmwatch replay august.jsonl.gz --speed max
      """)

  @Argument(help: "Files or folders.") var files: [String]
  @Option(name: .long, help: "Event seconds per second, or max.") var speed: String = "60"
  @Option(name: .long, help: "Time from which on the pace is kept.") var from: String?
  @OptionGroup var reading: SourceOptions
  @OptionGroup var interface: InterfaceOptions
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try MainActor.assumeIsolated { try open() }
  }

  @MainActor
  private func open() throws {
    guarded {
      let start = try from.map { try Arguments.time($0, option: "--from") } ?? .distantPast
      try ReplayRunner(options: options, interface: interface)
        .run(reading.plan(files, .once), start: start, speed: try Self.speed(speed))
    }
  }

  static func speed(_ text: String) throws -> Double {
    if text == "max" { return .infinity }
    guard let value = Double(text.hasSuffix("x") ? String(text.dropLast()) : text), value > 0 else {
      throw Failure(.usage, "--speed: `\(text)` is not a speed; write 60 or max")
    }
    return value
  }
}
