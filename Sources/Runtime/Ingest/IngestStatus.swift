public import SecurityModel
import Synchronization

/// What the running pipeline tells the screen and the log.
public struct IngestStatus: Sendable {
  /// What the pipeline is doing.
  public enum Phase: Sendable, Equatable {
    case starting
    /// Reading what is already there; 0...1 by bytes.
    case backfill(done: Int64, total: Int64)
    case live
    /// The disk is full: nothing is read until there is room.
    case stalled(String)
    case finished
    case failed(String)
  }

  public var phase = Phase.starting
  public var counters = IngestCounters()
  public var sources: [SourceHealth] = []
  /// Newest event time applied.
  public var newestEvent: Timestamp?
  /// Events per second over the last second of wall-clock time.
  public var eventsPerSecond = 0.0
  /// Events per second in each of the last 60 seconds, newest last.
  public var rateHistory: [Double] = []
  public var credentials = 0
  public var startedAt = Timestamp(milliseconds: 0)
  /// Notices for the log pane: rotations, clients, ignored files. Newest last, at most 100.
  public var notices: [String] = []
  /// The analyst's own rules.
  public var rules = RulesStatus()
  /// Notices there ever were; those that `notices` no longer holds among them.
  public var noticeCount = 0
  /// Number of commits so far; a change tells a viewer to look.
  public var commits = 0

  public init() {}
}

/// Where the pipeline leaves its status and others read it.
public final class StatusBoard: Sendable {
  private let content = Mutex(IngestStatus())
  private let listener = Mutex<(@Sendable () -> Void)?>(nil)
  /// What the analyst has switched, for the pipeline to take.
  public let ruleSwitches = RuleSwitches()

  public init() {}

  /// Has `body` called after every change, on the thread that made it.
  public func onChange(_ body: @escaping @Sendable () -> Void) { listener.withLock { $0 = body } }

  /// The status as last posted.
  public var current: IngestStatus { content.withLock { $0 } }

  /// Changes the status.
  public func update(_ change: (inout sending IngestStatus) -> Void) {
    content.withLock { change(&$0) }
    listener.withLock { $0 }?()
  }
}
