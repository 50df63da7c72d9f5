/// A moment in UTC, counted in milliseconds since 1970-01-01T00:00:00Z.
///
/// All times in crmwatch are event times of this type; nothing in the core reads a clock.
public struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Milliseconds since the Unix epoch; negative before 1970.
  public var milliseconds: Int64

  /// Wraps a count of milliseconds since the Unix epoch.
  @inlinable
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Wraps a count of whole seconds since the Unix epoch (saturating).
  @inlinable
  public init(seconds: Int64) {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
  }

  /// The earliest time that can be told from "never".
  @inlinable public static var distantPast: Timestamp { Timestamp(milliseconds: .min) }
  /// Later than any event.
  @inlinable public static var distantFuture: Timestamp { Timestamp(milliseconds: .max) }

  @inlinable
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  /// This time moved by `milliseconds`, saturating at the ends.
  @inlinable
  public func advanced(by milliseconds: Int64) -> Timestamp {
    let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
    return Timestamp(
      milliseconds: overflow ? (milliseconds < 0 ? .min : .max) : sum)
  }

  /// Milliseconds from `other` to this time, saturating.
  @inlinable
  public func since(_ other: Timestamp) -> Int64 {
    let (difference, overflow) = milliseconds.subtractingReportingOverflow(other.milliseconds)
    return overflow ? (milliseconds < other.milliseconds ? .min : .max) : difference
  }

  /// Number of whole `length`-millisecond intervals since the epoch, rounded down.
  @inlinable
  public func index(ofEvery length: Int64) -> Int64 {
    let quotient = milliseconds / length
    return milliseconds % length < 0 ? quotient - 1 : quotient
  }

  /// The start of the `length`-millisecond interval that holds this time.
  @inlinable
  public func floored(toEvery length: Int64) -> Timestamp {
    let (start, overflow) = index(ofEvery: length).multipliedReportingOverflow(by: length)
    return Timestamp(milliseconds: overflow ? .min : start)
  }

  /// The start of the UTC minute.
  public var minute: Timestamp { floored(toEvery: Duration.minute) }
  /// The start of the UTC hour.
  public var hour: Timestamp { floored(toEvery: Duration.hour) }
  /// The start of the UTC day.
  public var day: Timestamp { floored(toEvery: Duration.day) }

  /// Lengths in milliseconds.
  public enum Duration {
    @inlinable public static var second: Int64 { 1_000 }
    @inlinable public static var minute: Int64 { 60_000 }
    @inlinable public static var hour: Int64 { 3_600_000 }
    @inlinable public static var day: Int64 { 86_400_000 }
    @inlinable public static var week: Int64 { 604_800_000 }
  }
}
