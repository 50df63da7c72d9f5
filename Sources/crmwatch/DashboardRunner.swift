import Dashboard
import Detection
import EventSources
import Foundation
import Runtime
import SecurityModel
import Settings
import Storage
import TerminalDriver
import TerminalKit

/// Opens the dashboard over a store, with or without a pipeline in this process.
@MainActor
struct DashboardRunner {
  var options: GlobalOptions
  var configuration: Configuration
  var interface: InterfaceOptions

  /// Runs pipeline and dashboard until the user quits.
  /// - Parameter ingest: what to collect; nil = attach to the store.
  func run(store: any Store, ingest: IngestOptions?) throws {
    let environment = ProcessInfo.processInfo.environment
    let saved = SavedSettings.load()
    var screenOptions = NcursesScreen.Options(
      color: TerminalProfile.ColorChoice(rawValue: options.color) ?? .auto,
      mouse: saved?.usesMouse ?? configuration.interface.mouse,
      standardErrorPath: options.logFile ?? Paths.stateFile("dashboard.log"))
    if let word = interface.charset
      ?? (configuration.interface.charset == "auto" ? nil : configuration.interface.charset)
    {
      guard let repertoire = Self.repertoire(word) else {
        throw Failure(.usage, "unknown charset `\(word)`; known: unicode, block, ascii")
      }
      screenOptions.charset = repertoire
    }
    let board = ingest == nil ? nil : StatusBoard()
    let stop = StopFlag()
    var pipelineThread: Thread?
    let finished = DispatchSemaphore(value: 0)
    if let ingest, let board {
      let pipeline = try IngestPipeline(
        ingest, store: store, clock: .system, board: board, stop: stop)
      pipelineThread = PipelineThread.make(pipeline, board: board, finished: finished)
    }
    let screen: NcursesScreen
    do {
      screen = try NcursesScreen(environment: environment, options: screenOptions)
    } catch { throw Failure(.unavailable, error.message) }
    defer { screen.shutdown() }
    var settings = saved ?? DashboardSettings()
    settings.theme = interface.theme ?? saved?.theme ?? configuration.interface.theme
    settings.usesMouse = screenOptions.mouse
    let session = DashboardSession(
      screen: screen, store: store, board: board,
      options: SessionOptions(
        analyst: Paths.environment("USER") ?? NSUserName(), settings: settings,
        ringsForCritical: configuration.interface.bell, themes: try ThemeCatalog.all(),
        exporter: FindingFiles.exporter, save: { SavedSettings.save($0) },
        edit: { Editor.edit($0) }, pacer: ingest?.pacer,
        rows: DetectorRegistry.all.map { $0.row },
        isCollected: { [path = options.storePath] in CollectorProcess.isPresent(store: path) }))
    pipelineThread?.start()
    session.run()
    stop.set()
    // The running commit is finished; what is not committed is read again next time.
    if pipelineThread != nil { _ = finished.wait(timeout: .now() + 10) }
  }

  private static func repertoire(_ word: String) -> Charset.Repertoire? {
    switch word {
    case "unicode": .unicode
    case "block": .block
    case "ascii": .ascii
    default: nil
    }
  }
}

/// Makes the thread that a pipeline runs on.
enum PipelineThread {
  /// A thread that runs `pipeline` and signals at its end.
  static func make(
    _ pipeline: IngestPipeline, board: StatusBoard, finished: DispatchSemaphore
  ) -> Thread {
    let box = Handover(pipeline)
    let thread = Thread {
      do throws(IngestError) {
        try box.value.run()
      } catch {
        let text = SafeText(untrusted: Failure(error).text).plain
        board.update { $0.phase = .failed(text) }
      }
      finished.signal()
    }
    thread.name = "crmwatch.ingest"
    thread.stackSize = 8 << 20
    return thread
  }
}
