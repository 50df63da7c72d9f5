import Foundation
import Runtime
import Synchronization

/// Says on standard error at once when nothing is read any more, and when that is over: it may last
/// for days, and nobody may be looking at the numbers.
final class StallTeller: Sendable {
  private let board: StatusBoard
  private let diagnostics: Diagnostics
  /// Whether a line of progress stands on the terminal.
  private let isShown: Bool
  private let isStalled = Mutex(false)

  init(board: StatusBoard, diagnostics: Diagnostics, isShown: Bool) {
    self.board = board
    self.diagnostics = diagnostics
    self.isShown = isShown
  }

  /// Looks at the status, after each change of it.
  func look() {
    let phase = board.current.phase
    var why: String?
    if case .stalled(let text) = phase { why = text }
    let isStalled = why != nil
    let wasStalled = self.isStalled.withLock { state in
      defer { state = isStalled }
      return state
    }
    guard isStalled != wasStalled else { return }
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    let text =
      why.map { $0 + "; make room, and reading goes on" }
      ?? "there is room on the disk again; reading goes on"
    diagnostics.complain(text)
  }
}
