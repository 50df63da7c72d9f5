import ArgumentParser
import Detection
import EventSources
import Foundation
import LogFormats
import Runtime
import SecurityModel
import Settings
import Storage

/// `crmwatch collect`: ingest, detect, store, without a dashboard.
struct Collect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ingest, detect and store without a dashboard.",
    discussion: """
      SOURCE is a path, a folder, a glob, - for standard input, or unix:PATH for a listening socket.

      Examples:
        crmwatch collect --once /archive/2025-08/ --store august.db
        crmwatch collect /var/log/salesforce/ unix:/run/crmwatch/events.sock
        zcat old.jsonl.gz | crmwatch collect --once - --format crmwatch-jsonl
      """)

  @Argument(help: "What to read; none = `sources` of the configuration.")
  var sources: [String] = []
  @Flag(name: .long, help: "Stop at the end of what is there.") var once = false
  @Flag(name: .long, help: "Exit with 65 when a record could not be decoded.") var strict = false
  @OptionGroup var reading: SourceOptions
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let configuration = try options.configuration()
      let wanted = sources.isEmpty ? configuration.sources : sources
      guard !wanted.isEmpty else {
        throw Failure(.usage, "nothing to read: name a SOURCE, or `sources` in the configuration")
      }
      var ingest = try reading.plan(wanted, once ? .once : .follow)
        .options(options, configuration)
      ingest.needsSockets = true
      let store = try options.openStore(.collector)
      defer { store.close() }
      let board = StatusBoard()
      let stop = StopFlag()
      let signals = StopSignals(stop)
      defer { signals.cancel() }
      let diagnostics = Diagnostics(options)
      let reporter = ProgressReporter(
        board: board, diagnostics: diagnostics, isQuiet: options.quiet)
      reporter.start()
      let pipeline = try IngestPipeline(
        ingest, store: store, clock: .system, board: board, stop: stop)
      let result = Result { () throws(IngestError) in try pipeline.run() }
      reporter.finish()
      try result.get()
      let status = board.current
      for source in status.sources where !source.isHealthy {
        diagnostics.say("\(source.uri): \(source.state)")
      }
      diagnostics.say(Self.summary(status))
      noteBlindness(status, ingest.formats, configuration, diagnostics)
      if stop.isSet, once { throw ExitCode(Failure.Code.interrupted.rawValue) }
      if strict, status.counters.skipped > 0 {
        throw Failure(
          .badData, Plural.text(Int(status.counters.skipped), "record") + " could not be decoded")
      }
    }
  }

  /// INV-007, in short: what the fields that a format doesn't have turn off.
  private func noteBlindness(
    _ status: IngestStatus, _ formats: FormatCatalog, _ configuration: Configuration,
    _ diagnostics: Diagnostics
  ) {
    // A format counts once, in whatever it was wrapped.
    var told: [String] = []
    for name in status.counters.byFormat.map(\.key).sorted() {
      guard let format = formats.format(named: name), !told.contains(format.title) else { continue }
      told.append(format.title)
      let off = DetectorRegistry.all.map { $0.row }.filter {
        !configuration.disabled.contains($0.id)
          && !FieldCoverage.missing($0, among: format.fields).isEmpty
      }
      if off.isEmpty { continue }
      let text =
        "INV-007: \(name) lacks fields for \(off.count) of \(DetectorRegistry.all.count) "
        + "detectors (crmwatch detectors coverage)"
      diagnostics.say(text)
    }
  }

  private static func summary(_ status: IngestStatus) -> String {
    let c = status.counters
    var parts = [
      "\(c.events) events", "\(status.credentials) credentials", "\(c.findings) findings",
    ]
    if c.skipped > 0 { parts.append("\(c.skipped) records skipped (crmwatch stats)") }
    if c.duplicates > 0 { parts.append("\(c.duplicates) duplicates") }
    if c.late > 0 { parts.append("\(c.late) late") }
    return parts.joined(separator: ", ")
  }
}
