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

  init(board: StatusBoard, diagnostics: Diagnostics, isQuiet: Bool) {
    self.board = board
    self.diagnostics = diagnostics
    isShown = !isQuiet && isatty(2) == 1
  }

  /// Begins to update the line a few times a second.
  func start() {
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
    FileHandle.standardError.write(Data(("\r\u{1B}[K" + Self.line(board.current)).utf8))
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

  private static func line(_ status: IngestStatus) -> String {
    let events = "\(status.counters.events) events, \(Int(status.eventsPerSecond))/s"
    switch status.phase {
    case .starting: return "starting"
    case .backfill(let done, let total):
      let percent = total > 0 ? Int(Double(done) / Double(total) * 100) : 0
      return "\(percent) % of \(total >> 20) MiB, \(events), \(status.counters.findings) findings"
    case .live: return "live, \(events), \(status.counters.findings) findings"
    case .stalled(let why): return why
    case .finished: return "done"
    case .failed(let why): return why
    }
  }
}
