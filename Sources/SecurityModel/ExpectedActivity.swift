/// Activity announced beforehand: such volume is recorded, not alerted.
public struct ExpectedActivity: Hashable, Sendable {
  /// Credential key; `*` = all.
  public var credential: String
  public var start: Timestamp
  public var end: Timestamp
  public var kind: String
  public var note: String

  public init(
    credential: String, start: Timestamp, end: Timestamp, kind: String = "", note: String = ""
  ) {
    self.credential = credential
    self.start = start
    self.end = end
    self.kind = kind
    self.note = note
  }

  /// True when it covers that credential at that time (closed interval).
  public func covers(_ credential: String, at time: Timestamp) -> Bool {
    (self.credential == "*" || self.credential == credential) && start <= time && time <= end
  }
}
