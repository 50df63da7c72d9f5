import EventSources
import Synchronization

/// Asks a running pipeline to stop, from any thread or a signal handler's thread.
public final class StopFlag: Sendable {
  private let flag = Atomic(false)
  private let waker = Mutex<Waker?>(nil)

  public init() {}

  /// True once `set` was called.
  public var isSet: Bool { flag.load(ordering: .acquiring) }

  /// Asks to stop and wakes the pipeline.
  public func set() {
    flag.store(true, ordering: .releasing)
    waker.withLock { $0?.wake() }
  }

  /// Connects what wakes the pipeline.
  func attach(_ alarm: Waker) { waker.withLock { $0 = alarm } }

  /// Sleeps; true when asked to stop meanwhile.
  func wait(milliseconds: Int) -> Bool {
    var rest = milliseconds
    while rest > 0, !isSet {
      Pause.sleep(milliseconds: min(100, rest))
      rest -= 100
    }
    return isSet
  }
}
