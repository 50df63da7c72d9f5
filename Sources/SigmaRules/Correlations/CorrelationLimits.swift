import SecurityModel

/// The bounds of what correlations keep in memory. What they drop is in `CorrelationCounters`.
public struct CorrelationLimits: Hashable, Sendable {
  /// Groups of one correlation; beyond, the group that has been quiet for longest goes.
  public var groups = 10_000
  /// Matches in one group; beyond, the oldest goes. A count that a condition asks for always fits.
  public var hits = 10_000
  /// Matches in all groups of one correlation; beyond, whole groups go as above.
  public var totalHits = 200_000
  /// Groups that one event belongs to when a field has several values; further ones are left out.
  public var groupsPerEvent = 16
  /// Values of one event that are counted or summed; further ones are left out.
  public var valuesPerEvent = 64
  /// How far, in milliseconds, an event may lie behind the newest one and still count.
  ///
  /// Such an event takes its place in event time and may complete a window that ends with it or
  /// with a later event; that event is the one that is reported then.
  public var lateness: Int64 = Timestamp.Duration.hour
  /// Events that a match names as contributing; the latest ones.
  public var contributing = 20

  /// Highest count that a condition may ask for.
  public static let highestCount = 1_000_000

  public init() {}
}

/// What correlations left out, by reason; all of it is shown.
public struct CorrelationCounters: Hashable, Sendable {
  /// Events that lay further back than the lateness limit.
  public var late: UInt64 = 0
  /// Groups evicted because there were too many, or too many matches in them.
  public var evictedGroups: UInt64 = 0
  /// Matches dropped from full groups.
  public var droppedHits: UInt64 = 0
  /// Groups and values of events with too many of them.
  public var cutValues: UInt64 = 0

  public init() {}

  static func += (a: inout CorrelationCounters, b: CorrelationCounters) {
    a.late &+= b.late
    a.evictedGroups &+= b.evictedGroups
    a.droppedHits &+= b.droppedHits
    a.cutValues &+= b.cutValues
  }
}
