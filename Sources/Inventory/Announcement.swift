public import SecurityModel

/// Activity that the registry announces: such volume is recorded, not alerted.
public struct Announcement: Hashable, Sendable {
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
}
