@preconcurrency import Dispatch
import Foundation
import Runtime
import SecurityModel
import Synchronization

/// Shows how far a long run is, on standard error when that is a terminal, and passes on what the
/// pipeline notices: files renamed, cut, vanished, clients come and gone.
final class ProgressReporter {
  private let board: StatusBoard
  private let diagnostics: Diagnostics
  private let isShown: Bool
  private var timer: (any DispatchSourceTimer)?
  private let told = Mutex(0)
  private let started = ContinuousClock.now

  init(board: StatusBoard, diagnostics: Diagnostics, isQuiet: Bool) {
    self.board = board
    self.diagnostics = diagnostics
    isShown = !isQuiet && isatty(2) == 1
  }

  /// Begins to update the line a few times a second.
  func start() {
    let stall = StallTeller(board: board, diagnostics: diagnostics, isShown: isShown)
    board.onChange { stall.look() }
    guard isShown || diagnostics.wantsDetail else { return }
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "crmwatch.progress"))
    timer.schedule(deadline: .now() + 0.5, repeating: isShown ? 0.25 : 1)
    timer.setEventHandler { [weak self] in self?.update() }
    timer.resume()
    self.timer = timer
  }

  private func update() {
    tellNotices()
    guard isShown else { return }
    FileHandle.standardError.write(
      Data(("\r\u{1B}[K" + Self.line(board.current, started.duration(to: .now))).utf8))
  }

  /// Ends the line.
  func finish() {
    timer?.cancel()
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    tellNotices()
  }

  /// Passes on the notices that have come since the last call.
  private func tellNotices() {
    let status = board.current
    let new = told.withLock { told in
      defer { told = status.noticeCount }
      return status.noticeCount - told
    }
    for text in status.notices.suffix(max(0, new)) { diagnostics.detail(text) }
  }

  /// How long the rest will take at the pace so far; nothing while that is anybody's guess.
  private static func left(_ part: Double, _ elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds)
    guard part > 0.02, part < 1, seconds >= 2 else { return "" }
    let rest = Int(seconds * (1 - part) / part) + 1
    return rest < 60
      ? ", \(rest) s left"
      : rest < 3_600
        ? ", \(rest / 60) min left" : ", \(rest / 3_600) h \(rest % 3_600 / 60) min left"
  }

  /// The state of the work after it has lasted for `elapsed`.
  private static func line(_ status: IngestStatus, _ elapsed: Duration) -> String {
    let events = "\(status.counters.events) events, \(Int(status.eventsPerSecond))/s"
    switch status.phase {
    case .starting: return "starting"
    case .backfill(let done, let total):
      let part = total > 0 ? min(1, Double(done) / Double(total)) : 0
      return "\(Int(part * 100)) % of \(total >> 20) MiB, \(events), "
        + "\(status.counters.findings) findings" + left(part, elapsed)
    case .live: return "live, \(events), \(status.counters.findings) findings"
    case .stalled(let why): return why
    case .finished: return "done"
    case .failed(let why): return why
    }
  }
}
