/// Totals of a store's life, and the clock of the fold.
public struct IngestCounters: Hashable, Sendable {
  public var events: Int64 = 0
  public var bytes: Int64 = 0
  /// Records that could not be decoded.
  public var skipped: Int64 = 0
  /// Records seen before (re-delivered rows).
  public var duplicates: Int64 = 0
  /// Events behind the reorder bound.
  public var late: Int64 = 0
  /// Events older than the 26 h for which windows stay open.
  public var tooLate: Int64 = 0
  /// Events further in the future than the limit, refused.
  public var future: Int64 = 0
  public var findings: Int64 = 0
  /// Events per format name, sorted by name.
  public var byFormat: [String: Int64] = [:]
  /// Evictions per bounded structure.
  public var evicted: [String: Int64] = [:]

  public init() {}
}

/// Position in the total order of events: time, then tie-break.
public struct OrderKey: Hashable, Comparable, Sendable, BitwiseCopyable {
  public var time: Timestamp
  public var tieBreak: UInt64

  @inlinable
  public init(time: Timestamp, tieBreak: UInt64) {
    self.time = time
    self.tieBreak = tieBreak
  }

  /// Before every event.
  @inlinable public static var start: OrderKey { OrderKey(time: .distantPast, tieBreak: 0) }

  @inlinable
  public static func < (a: OrderKey, b: OrderKey) -> Bool {
    a.time == b.time ? a.tieBreak < b.tieBreak : a.time < b.time
  }
}
