import Dashboard
public import SecurityModel
import Synchronization

/// Lets a replay's events through at a multiple of the speed at which they happened.
///
/// What lies before `start` passes at once: it is the history to learn from.
public final class Pacer: Sendable {
  private struct State {
    var speed: Double
    var isPaused = false
    /// Event time and monotonic milliseconds from which the pace is counted.
    var anchor: (event: Timestamp, at: Int64)?
  }

  private let state: Mutex<State>
  private let start: Timestamp
  private let end: Timestamp?
  private let clock: WallClock

  /// - Parameter start: event time from which on the pace is kept.
  /// - Parameter speed: event seconds per real second; infinite for as fast as possible.
  public init(start: Timestamp, end: Timestamp? = nil, speed: Double, clock: WallClock) {
    state = Mutex(State(speed: speed))
    self.start = start
    self.end = end
    self.clock = clock
  }

  /// Changes speed or pauses.
  public func set(isPaused: Bool, speed: Double) {
    state.withLock {
      $0.isPaused = isPaused
      $0.speed = max(0.1, speed)
      $0.anchor = nil
    }
  }

  /// Milliseconds to wait before an event at `time` may pass; 0 = now.
  func delay(of time: Timestamp) -> Int64 {
    guard time >= start else { return 0 }
    let now = clock.monotonic()
    return state.withLock { state in
      if state.isPaused {
        state.anchor = nil
        return 100
      }
      guard state.speed.isFinite else { return 0 }
      guard let anchor = state.anchor else {
        state.anchor = (time, now)
        return 0
      }
      let due = Double(anchor.at) + Double(time.since(anchor.event)) / state.speed
      return max(0, Int64(due) - now)
    }
  }

  /// Event time that passes in `milliseconds` of real time.
  func span(of milliseconds: Int64) -> Int64 {
    let speed = state.withLock { $0.speed }
    return speed.isFinite ? Int64(Double(milliseconds) * speed) : .max / 4
  }

  /// What the header shows.
  func replay(clock event: Timestamp?) -> ReplayState {
    let time = event ?? start
    let (speed, isPaused) = state.withLock { ($0.speed, $0.isPaused) }
    var progress: Double?
    if let end, end > start {
      progress = min(1, max(0, Double(time.since(start)) / Double(end.since(start))))
    }
    return ReplayState(
      clock: time, speed: speed, isPaused: isPaused, progress: progress,
      isCatchingUp: event.map { $0 < start } ?? true)
  }
}
