/// What one credential did in one UTC hour: the source of every chart.
///
/// As written by the pipeline it is a *delta* that the store adds to what it has, so that late
/// events and resumed runs come out right; as read from the store it is the sum.
public struct HourRollup: Hashable, Sendable {
  public var credential: String
  /// Start of the hour.
  public var hour: Timestamp
  public var calls: Int64
  public var errors: Int64
  public var rows: Int64
  public var bytes: Int64
  /// Calls per minute of the hour.
  public var minutes: MinuteCounts

  /// Calls per minute of the hour as an array; 60 elements.
  public var minuteCalls: [UInt32] {
    get { minutes.array }
    set { minutes = MinuteCounts(newValue) }
  }

  public init(
    credential: String, hour: Timestamp, calls: Int64 = 0, errors: Int64 = 0, rows: Int64 = 0,
    bytes: Int64 = 0, minutes: MinuteCounts = MinuteCounts()
  ) {
    self.credential = credential
    self.hour = hour
    self.calls = calls
    self.errors = errors
    self.rows = rows
    self.bytes = bytes
    self.minutes = minutes
  }
}
