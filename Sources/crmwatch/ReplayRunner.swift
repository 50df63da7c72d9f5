import EventSources
import Foundation
import LogFormats
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

  func run(files: [String], start: Timestamp, speed: Double) throws {
    let configuration = try options.configuration()
    let specs = try files.map { try SourceSpec.parse($0) }
    for spec in specs { if let problem = spec.problem() { throw problem } }
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
    var ingest = IngestOptions(
      sources: specs, mode: .once, detection: try options.engineSettings(configuration))
    try options.addRules(to: &ingest, configuration)
    ingest.formats = FormatCatalog(configuration.formats)
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
    let pipeline = try IngestPipeline(
      ingest, store: store, clock: .system, board: board, stop: stop)
    try pipeline.run()
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
    output.flush()
  }
}
