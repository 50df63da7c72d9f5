import Dashboard
import Foundation
import SecurityModel
public import Storage
public import TerminalKit

/// Runs the dashboard on a screen: keys and messages in, frames and effects out.
///
/// The main thread owns screen and state. A worker thread reads the store and answers effects; a
/// pipeline, when there is one, runs on a third. With nothing to do all of them sleep.
@MainActor
public final class DashboardSession {
  private let screen: any Screen
  private let options: SessionOptions
  private let inbox = Inbox()
  private let worker: SessionWorker
  private let store: any Store
  private let board: StatusBoard?
  private var state: DashboardState
  private var theme: Theme
  private var isOver = false

  /// - Parameter board: status of the pipeline in this process; nil = attach to the store.
  public init(
    screen: any Screen, store: any Store, board: StatusBoard?, options: SessionOptions
  ) {
    self.screen = screen
    self.store = store
    self.board = board
    self.options = options
    worker = SessionWorker(
      store: store, inbox: inbox, clock: options.clock, analyst: options.analyst,
      rows: options.rows, exporter: options.exporter)
    state = DashboardState(
      analyst: options.analyst, charset: screen.charset, settings: options.settings,
      ringsForCritical: options.ringsForCritical)
    theme = Self.resolve(options.settings.theme, options, screen)
  }

  /// Runs until the user quits or the terminal goes away.
  public func run() {
    let builder = SnapshotBuilder(
      store: store, board: board, clock: options.clock, pacer: options.pacer,
      lastLook: options.settings.lastLook, isCollected: options.isCollected)
    let box = Handover(builder)
    let worker = worker
    let polls = board == nil
    let thread = Thread { worker.run(box.value, polls: polls) }
    thread.name = "crmwatch.store"
    thread.start()
    board?.onChange { worker.wake() }
    handle(.resize(screen.size))
    handle(.themes(options.themes.map(\.choice), current: options.settings.theme))
    draw()
    loop()
    worker.finish()
    board?.onChange {}
  }

  private func loop() {
    var isDirty = false
    var lastFrame: Int64 = 0
    while !isOver {
      let now = options.clock.monotonic()
      let sinceFrame = now &- lastFrame
      // At most thirty frames a second for live data; a key is answered at once.
      let timeout: Int? =
        isDirty ? Int(max(0, 33 - sinceFrame)) : state.wantsTick ? 1_000 : nil
      let input = screen.wait(timeoutMilliseconds: timeout, wake: inbox.readEnd)
      for key in input.keys {
        if case .hangup = key {
          isOver = true
          return
        }
        switch key {
        case .resize(let size): handle(.resize(size))
        case .mouse:
          // Two clicks are a double click by the time between them, and nothing else tells it here.
          handle(.tick(options.clock.now()))
          handle(.key(key))
        default: handle(.key(key))
        }
        if isOver { return }
      }
      if input.isWoken {
        for message in inbox.take() { handle(message) }
        isDirty = true
      }
      if state.wantsTick { handle(.tick(options.clock.now())) }
      if !input.keys.isEmpty || isDirty && options.clock.monotonic() &- lastFrame >= 33
        || timeout == 1_000
      {
        draw()
        lastFrame = options.clock.monotonic()
        isDirty = false
      }
    }
  }

  private func draw() {
    let frame = Dashboard.view(state, theme: theme, size: screen.size)
    screen.draw(frame.grid, cursor: frame.cursor)
  }

  private func handle(_ message: Message) {
    for effect in Dashboard.update(&state, message) { perform(effect) }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .quit: isOver = true
    case .suspend:
      screen.stopProcess()
      handle(.resize(screen.size))
    case .repaint: screen.repaint()
    case .bell: screen.bell()
    case .setMouse(let enabled): screen.setMouse(enabled)
    case .copy(let text):
      if !screen.copyToClipboard(text) {
        handle(.notice(Notice(.warning, "too long for the clipboard")))
      }
    case .copyFinding(let id): copyFinding(id)
    case .setTheme(let name, _): theme = Self.resolve(name, options, screen)
    case .saveSettings(let settings): options.save(settings)
    case .setReplay(let isPaused, let speed):
      options.pacer?.set(isPaused: isPaused, speed: speed)
    case .switchRule(let detector, let isOn):
      board?.ruleSwitches.set(detector, isOn: isOn)
      worker.wake()
    case .editNote(let findings, let text):
      screen.suspend()
      let edited = options.edit(text)
      screen.resume()
      handle(.resize(screen.size))
      handle(.noteEdited(findings: findings, text: edited))
    case .loadFindings, .loadFinding, .loadCredential, .findCredentials, .loadChart, .loadAudit,
      .act, .export:
      worker.perform(effect)
    }
  }

  private func copyFinding(_ id: String) {
    let text = (try? store.finding(id, now: options.clock.now()).record).map {
      options.exporter.text([$0], .jsonl)
    }
    guard let text, screen.copyToClipboard(SafeText(untrusted: text)) else {
      handle(.notice(Notice(.warning, "the finding could not be copied")))
      return
    }
  }

  private static func resolve(
    _ name: String, _ options: SessionOptions, _ screen: any Screen
  ) -> Theme {
    let palette =
      options.themes.first { $0.choice.name == name }?.palette
      ?? options.themes.first?.palette ?? .standard
    return Theme(palette: palette, depth: screen.colorDepth)
  }
}
