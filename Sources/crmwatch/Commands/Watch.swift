import ArgumentParser
import EventSources
import Foundation
import Runtime
import SecurityModel
import Settings
import Storage

/// `crmwatch watch`: the dashboard; sources are ingested in the background.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the dashboard; read SOURCEs in the background.",
    discussion: """
      With no SOURCE the dashboard attaches to the store: of a collector that runs elsewhere, or of
      an earlier run. On it you can acknowledge, annotate, assign, close and mute; press ? for help.

      Examples:
        crmwatch watch /var/log/salesforce/
        crmwatch watch 'logs/**/*.csv' unix:/run/crmwatch/events.sock
        crmwatch --store august.db
      """)

  @Argument(help: "Path, folder, glob, - or unix:PATH.") var sources: [String] = []
  @Flag(
    name: .long,
    help: "Lines instead of a screen, one for each finding: for screen readers, printers, logs.")
  var plain = false
  @OptionGroup var reading: SourceOptions
  @OptionGroup var interface: InterfaceOptions
  @OptionGroup var options: GlobalOptions

  /// With `watch` written out a source may come into being later; without it, it is rather a
  /// command that was mistyped.
  func validate() throws {
    guard CommandLine.arguments.dropFirst().first != Self._commandName else { return }
    for word in sources {
      if let complaint = CommandWord.complaint(about: word) { throw ValidationError(complaint) }
    }
  }

  func run() throws {
    try MainActor.assumeIsolated { try open() }
  }

  @MainActor
  private func open() throws {
    guarded {
      let configuration = try options.configuration()
      let wanted = sources.isEmpty ? configuration.sources : sources
      let ingest =
        wanted.isEmpty ? nil : try reading.plan(wanted, .follow).options(options, configuration)
      // Before a store is made that nobody would see.
      if !plain { try Terminal.require(for: "watch", otherwise: "crmwatch watch --plain") }
      let store = try options.openStore(ingest == nil ? .viewer : .collector)
      defer { store.close() }
      if plain { return try lines(store, ingest) }
      try DashboardRunner(options: options, configuration: configuration, interface: interface)
        .run(store: store, ingest: ingest)
    }
  }

  /// Follows the store in lines, until it is told to stop.
  private func lines(_ store: any Store, _ ingest: IngestOptions?) throws {
    let stop = StopFlag()
    let signals = StopSignals(stop)
    defer { signals.cancel() }
    let finished = DispatchSemaphore(value: 0)
    if let ingest {
      let board = StatusBoard()
      let pipeline = try IngestPipeline(
        ingest, store: store, clock: .system, board: board, stop: stop)
      PipelineThread.make(pipeline, board: board, finished: finished).start()
    }
    var watch = PlainWatch(store: store)
    let path = options.storePath
    let result = Result { () throws(StoreError) in
      try watch.run(until: stop) { ingest != nil || CollectorProcess.isPresent(store: path) }
    }
    stop.set()
    // The running commit is finished; what is not committed is read again next time.
    if ingest != nil { _ = finished.wait(timeout: .now() + 10) }
    try result.get()
  }
}
