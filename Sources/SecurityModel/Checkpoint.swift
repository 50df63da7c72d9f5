/// Everything one tick changed; a store commits it in one transaction or not at all.
public struct Checkpoint {
  public var sources: [SourceCheckpoint] = []
  /// Serialized engine state by key; replaces what the key held. Empty bytes delete the key.
  public var state: [StateBlob] = []
  /// What credentials did and became since the last commit, made while it is stored.
  public var feed: (any CheckpointFeed)?
  /// Volumes given as values, beside those of the feed.
  public var rollups: [HourRollup] = []
  /// Changed inventory records (whole, not deltas) given as values, beside those of the feed.
  public var credentials: [CredentialRecord] = []
  /// New or updated findings (whole).
  public var findings: [Finding] = []
  /// New decoding failures, for the bounded list.
  public var failures: [ParseFailure] = []
  public var counters = IngestCounters()
  /// Order key of the last event applied.
  public var watermark = OrderKey.start

  public init() {}

  /// A named piece of engine state.
  public struct StateBlob: Hashable, Sendable {
    /// `engine`, `dedup/<hour>`, …; `credential/` is kept for the states of credentials.
    public var key: String
    public var bytes: [UInt8]
    public init(key: String, bytes: [UInt8]) {
      self.key = key
      self.bytes = bytes
    }
  }
}
