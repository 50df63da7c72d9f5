import ArgumentParser
import Foundation
import Runtime
import SecurityModel
import Settings
import Storage

/// Replays recorded files in a temporary store, on the dashboard or, without a terminal, in plain
/// lines.
@MainActor
struct ReplayRunner {
  var options: GlobalOptions
  var interface: InterfaceOptions

  func run(_ plan: IngestPlan, start: Timestamp, speed: Double) throws {
    let configuration = try options.configuration()
    var ingest = try plan.options(options, configuration)
    let folder =
      NSTemporaryDirectory() + "crmwatch-replay-\(ProcessInfo.processInfo.processIdentifier)"
    defer { if options.store == nil { try? FileManager.default.removeItem(atPath: folder) } }
    let path = options.store ?? folder + "/replay.db"
    let store: SQLiteStore
    do {
      store = try SQLiteStore.open(
        path: path, role: .collector, newSecret: Secrets.random(), now: WallClock.system.now())
    } catch { throw Failure(error) }
    defer { store.close() }
    if Terminal.isInteractive {
      ingest.pacer = Pacer(start: start, speed: speed, clock: .system)
      try DashboardRunner(options: options, configuration: configuration, interface: interface)
        .run(store: store, ingest: ingest)
    } else {
      try plain(store, ingest)
    }
  }

  /// Reads everything at full speed and prints the findings in the order in which they were raised.
  private func plain(_ store: SQLiteStore, _ ingest: IngestOptions) throws {
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
    for source in board.current.sources where !source.isHealthy {
      diagnostics.say("\(source.uri): \(source.state)")
    }
    let output = LineOutput()
    let console = try Console(color: options.color)
    var query = FindingQuery(now: WallClock.system.now(), limit: .max)
    query.isDescending = false
    query.includesEvidence = false
    try store.forEachFinding(query) { record in
      output.line(FindingText.line(record, console))
      return !output.isBroken
    }
    let counters = board.current.counters
    output.line(
      "\(counters.events) events, \(board.current.credentials) credentials, "
        + "\(counters.findings) findings")
    try output.finish()
    if stop.isSet { throw ExitCode(Failure.Code.interrupted.rawValue) }
  }
}
