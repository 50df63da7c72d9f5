public import SecurityModel

/// What a collector needs to go on where the last commit left off (besides the state blobs).
public struct ResumePoint: Hashable, Sendable {
  /// Sorted by uri.
  public var sources: [SourceCheckpoint]
  public var counters: IngestCounters
  public var watermark: OrderKey
  /// Key for hashing secrets while decoding.
  public var secret: KeyedHash

  public init(
    sources: [SourceCheckpoint] = [], counters: IngestCounters = .init(),
    watermark: OrderKey = .start, secret: KeyedHash
  ) {
    self.sources = sources
    self.counters = counters
    self.watermark = watermark
    self.secret = secret
  }
}
