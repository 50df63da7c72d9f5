/// How one source is doing, for the header and `stats`.
public struct SourceHealth: Hashable, Sendable {
  public var uri: String
  public var format: String
  public var position: Int64
  public var size: Int64
  public var events: Int64
  public var skipped: Int64
  public var lastEvent: Timestamp?
  /// `live`, `reading`, `done`, `vanished`, `unreadable: …`, `waiting`; behind `remarkSeparator`
  /// what is odd about it
  public var state: String
  public var isHealthy: Bool

  /// What stands between a state and a remark.
  public static let remarkSeparator = "; "

  public init(
    uri: String, format: String = "", position: Int64 = 0, size: Int64 = 0, events: Int64 = 0,
    skipped: Int64 = 0, lastEvent: Timestamp? = nil, state: String = "waiting",
    isHealthy: Bool = true
  ) {
    self.uri = uri
    self.format = format
    self.position = position
    self.size = size
    self.events = events
    self.skipped = skipped
    self.lastEvent = lastEvent
    self.state = state
    self.isHealthy = isHealthy
  }
}
