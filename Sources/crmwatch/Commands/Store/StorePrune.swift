import ArgumentParser
import SecurityModel
import Settings
import Storage

/// `crmwatch store prune`
struct StorePrune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Delete what is older than the retention.",
    discussion: """
      Deletes hourly volumes and closed findings older than `retention_days` of the configuration
      (default 180), or --older-than; volumes by the minute go after 35 days. Open findings are
      never deleted. Age counts back from the newest event in the store.

      Examples:
        crmwatch store prune
        crmwatch store prune --older-than 90d --json
      """)
  @Option(name: .long, help: "Length such as 90d or 26w.") var olderThan: String?
  @Flag(name: .long, help: "One JSON object.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let configuration = try options.configuration()
      let length =
        try olderThan.map { try Arguments.duration($0, option: "--older-than") }
        ?? Int64(configuration.retentionDays) * Timestamp.Duration.day
      let diagnostics = Diagnostics(options)
      try options.withStore { store in
        let newest = try store.sourceHealth().compactMap(\.lastEvent).max()
        // A store of old logs is not emptied because the calendar has moved on.
        let end = min(newest ?? options.now, options.now)
        let limit = end.advanced(by: -length)
        let report = try store.prune(
          Retention(
            minutesBefore: max(limit, end.advanced(by: -35 * Timestamp.Duration.day)),
            rollupsBefore: limit, closedFindingsBefore: limit))
        if json {
          let output = LineOutput()
          output.line(
            .object([
              .init("before", .string(limit.rfc3339)),
              .init("minutes", .integer(Int64(report.minutes))),
              .init("rollups", .integer(Int64(report.rollups))),
              .init("findings", .integer(Int64(report.findings))),
              .init("actions", .integer(Int64(report.actions))),
            ]))
          try output.finish()
        } else {
          diagnostics.say(
            "before \(limit.rfc3339): \(report.findings) closed findings, \(report.actions) "
              + "actions, \(report.rollups) hours deleted; \(report.minutes) hours lost their "
              + "minutes")
        }
      }
    }
  }
}
