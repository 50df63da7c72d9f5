import Detection
import EventSources
import Foundation
import SecurityModel
import Storage
import Synchronization
import Testing

@testable import Runtime

/// A pipeline that follows growing files on a thread of its own.
final class Follower: Sendable {
  let board = StatusBoard()
  let stop = StopFlag()
  private let failure = Mutex<String?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(
    _ shop: Workshop, _ store: any Store, rules: [String] = [], source: String? = nil,
    liveWait: Int64 = 20, tickMilliseconds: Int64 = 10
  ) throws {
    let sources = try source.map { [try SourceSpec.parse($0)] }
    let pipeline = try shop.pipeline(
      .follow, into: store, tick: 1 << 16, settings: EngineSettings(), board: board, stop: stop
    ) {
      $0.tickMilliseconds = tickMilliseconds
      $0.liveWait = liveWait
      if liveWait > 20 { $0.orderedWait = liveWait }
      $0.restWait = 200
      if let sources { $0.sources = sources }
      $0.rulePaths = rules
    }
    nonisolated(unsafe) let moved = pipeline
    Thread.detachNewThread { [self] in
      do { try moved.run() } catch { failure.withLock { $0 = "\(error)" } }
      done.signal()
    }
  }

  /// Waits until `condition` holds after one of the commits.
  func wait(_ what: String, until condition: () throws -> Bool) rethrows {
    let deadline = Pause.monotonicMilliseconds() + 20_000
    while try !condition() {
      if Pause.monotonicMilliseconds() > deadline {
        Issue.record("timed out: \(what); \(board.current.counters)")
        return
      }
      // Give the pipeline's thread the processor; the condition is looked at again at once.
      sched_yield()
    }
  }

  func finish(isRefused: Bool = false) {
    stop.set()
    #expect(done.wait(timeout: .now() + 20) == .success)
    #expect((failure.withLock { $0 } != nil) == isRefused)
  }
}
