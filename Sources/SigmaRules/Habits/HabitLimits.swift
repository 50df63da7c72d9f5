/// The bounds of what the `crmwatch` blocks of rules keep in memory, for each rule. What they drop
/// is in `HabitCounters`.
public struct HabitLimits: Hashable, Sendable {
  /// Keys (combinations of `by` values); beyond, the one that has been quiet for longest goes and
  /// has to warm up again when it returns.
  public var keys = 10_000
  /// Values of one key of `first_seen`. A key that shows more keeps those used last and reports
  /// nothing new until it has been `warmup` (at least a day) without forgetting any.
  public var valuesPerKey = 4_096
  /// Values of all keys of `first_seen`; beyond, whole keys go as above.
  public var totalValues = 1_000_000
  /// Intervals with events of all keys of `baseline`; beyond, whole keys go as above.
  public var totalIntervals = 1_000_000
  /// Keys that one event belongs to when a `by` field has several values; others are left out.
  public var keysPerEvent = 16
  /// Values of one event that are looked up or summed; further ones are left out.
  public var valuesPerEvent = 64

  public init() {}
}

/// What the `crmwatch` blocks of rules left out, by reason; all of it is shown.
public struct HabitCounters: Hashable, Sendable {
  /// Matches further back than the history of their key reaches.
  public var late: UInt64 = 0
  /// Keys evicted because there were too many, or too much about them.
  public var evictedKeys: UInt64 = 0
  /// Values that keys of `first_seen` forgot because they had too many.
  public var evictedValues: UInt64 = 0
  /// Keys and values of events with too many of them.
  public var cutValues: UInt64 = 0
  /// Matches that couldn't be judged because the event has no time.
  public var untimed: UInt64 = 0
  /// Keys that began anew because their newest time was found to be wrong.
  public var restartedKeys: UInt64 = 0

  public init() {}
}
