import ArgumentParser
import EventSources
import SecurityModel

/// `crmwatch demo`: the bundled sample data, replayed.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Replay the bundled sample data: an organisation's traffic, then an attack.",
    discussion: """
      Two weeks are read at full speed to learn from; then the morning of the attack is replayed at
      --speed times its own pace. Without a terminal the findings are printed.

      Examples:
        crmwatch demo
        crmwatch demo --speed 300 --theme nightwatch
        crmwatch demo | grep critical
      """)

  @Option(name: .long, help: "Event seconds per second, or max.") var speed: String = "90"
  @OptionGroup var interface: InterfaceOptions
  @OptionGroup var options: GlobalOptions

  /// When the replayed morning begins: shortly before the stolen token is used.
  static let start = Timestamp(seconds: 1_755_594_600)  // 2025-08-19T09:10:00Z

  func run() throws {
    try MainActor.assumeIsolated { try open() }
  }

  @MainActor
  private func open() throws {
    guarded {
      guard let folder = Paths.sampleData() else {
        throw Failure(
          .noInput,
          "the sample data was not found; run this from the project's folder, or name the folder "
            + "`sample-data` in CRMWATCH_SAMPLE_DATA")
      }
      var options = options
      options.registry = options.registry ?? folder + "/registry.yaml"
      options.config = options.config ?? folder + "/config.yaml"
      if options.networks.isEmpty { options.networks = [folder + "/networks.csv"] }
      try ReplayRunner(options: options, interface: interface)
        .run(
          IngestPlan(sources: [folder + "/demo"], mode: .once), start: Self.start,
          speed: try Replay.speed(speed))
    }
  }
}
