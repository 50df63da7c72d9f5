public import SecurityModel

/// What a whole or shortened finding id names.
public enum FindingMatch: Hashable, Sendable {
  case none
  case one(FindingRecord)
  /// The ids that begin so, sorted, at most 20.
  case many([String])

  /// The finding, when there is exactly one.
  public var record: FindingRecord? {
    if case .one(let record) = self { return record }
    return nil
  }
}
