public import SecurityModel

/// What could not be decoded: the latest records, and totals by source and reason.
public struct ParseFailureLog: Hashable, Sendable {
  /// Most failures kept as records; older ones are only counted.
  public static let limit = 1_000
  /// Most pairs of source and reason that are counted apart; further ones are counted together,
  /// with an empty source and `otherReason`.
  public static let totalLimit = 10_000
  /// Stands for reasons beyond `totalLimit`.
  public static let otherReason = "other"

  /// Newest first.
  public var latest: [ParseFailure]
  /// Most frequent first.
  public var totals: [Total]

  /// How often one source gave one reason.
  public struct Total: Hashable, Sendable {
    public var source: String
    public var reason: String
    public var count: Int64
    public init(source: String, reason: String, count: Int64) {
      self.source = source
      self.reason = reason
      self.count = count
    }
  }

  public init(latest: [ParseFailure] = [], totals: [Total] = []) {
    self.latest = latest
    self.totals = totals
  }
}

extension ParseFailureLog.Total: Comparable {
  /// By source, then reason, then count: a fixed order for writing.
  public static func < (a: Self, b: Self) -> Bool {
    (a.source, a.reason, a.count) < (b.source, b.reason, b.count)
  }
}
