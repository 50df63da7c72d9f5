@preconcurrency import Dispatch
import Foundation
import Runtime
import SecurityModel
import TerminalKit

/// Shows how far a long run is, on standard error when that is a terminal.
final class ProgressReporter {
  private let board: StatusBoard
  private let isShown: Bool
  private let isQuiet: Bool
  private var timer: (any DispatchSourceTimer)?

  init(board: StatusBoard, isQuiet: Bool) {
    self.board = board
    self.isQuiet = isQuiet
    isShown = !isQuiet && isatty(2) == 1
  }

  /// Begins to update the line a few times a second.
  func start() {
    guard isShown else { return }
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "crmwatch.progress"))
    timer.schedule(deadline: .now() + 0.5, repeating: 0.25)
    let board = board
    timer.setEventHandler {
      FileHandle.standardError.write(Data(("\r\u{1B}[K" + Self.line(board.current)).utf8))
    }
    timer.resume()
    self.timer = timer
  }

  /// Ends the line.
  func finish() {
    timer?.cancel()
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }

  /// A line on standard error, unless quiet.
  func say(_ text: String) {
    guard !isQuiet else { return }
    FileHandle.standardError.write(Data((SafeText(untrusted: text).plain + "\n").utf8))
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
