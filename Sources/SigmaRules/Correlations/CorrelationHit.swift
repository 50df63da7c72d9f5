/// A match on its way into a window of a correlation.
struct CorrelationFeed: Hashable, Sendable {
  var correlation: Int
  /// Which of the correlation's sources matched.
  var source: Int32
  /// The values of the group fields.
  var key: [UInt8]
  /// What is counted or reckoned with: hashes of values or bit patterns of numbers. One zero for
  /// kinds that look at no field.
  var values: [UInt64]
  /// What goes on to other correlations when this match completes the window. Made while the event
  /// is at hand, because a late event may make this match complete a window afterwards.
  var parents: [CorrelationFeed]
}

/// A match in a window.
struct CorrelationHit: Sendable {
  /// Milliseconds since 1970.
  var time: Int64
  /// Order of arrival; decides between equal times.
  var sequence: UInt64
  /// The caller's name for the event.
  var event: UInt64
  var source: Int32
  /// The last of the hits that its event gave to this group.
  var isLast: Bool
  /// True when the correlation has matched with this event.
  var hasFired = false
  var value: UInt64
  var parents: [CorrelationFeed]

  /// Whether it stands before another in event time.
  func precedes(_ other: CorrelationHit) -> Bool {
    (time, sequence, source) < (other.time, other.sequence, other.source)
  }
}
