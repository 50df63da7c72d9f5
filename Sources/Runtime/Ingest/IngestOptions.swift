public import Detection
public import EventSources
public import LogFormats
public import SecurityModel

/// How a pipeline is to run.
public struct IngestOptions: Sendable {
  public var sources: [SourceSpec]
  public var mode: SourceHub.Mode
  /// Name of a format to use for every source; nil = sniff each.
  public var format: String?
  /// The formats that may be sniffed or named.
  public var formats = FormatCatalog.builtIn
  /// Longest record, in bytes.
  public var recordLimit = 1 << 20
  /// Organisation id for records that name none.
  public var defaultOrg = ""
  public var detection: EngineSettings
  /// Bytes read at a time.
  public var chunkSize = 256 << 10
  /// Milliseconds between commits while data flows.
  public var tickMilliseconds: Int64 = 250
  /// Milliseconds between commits of new findings alone.
  public var findingMilliseconds: Int64 = 25
  /// Events between commits at most.
  public var tickEvents: Int64 = 64 << 10
  /// How many times less often commits are made at most while recorded files are read.
  public var recordedTickFactor: Int64 = 8
  /// Events between commits at most then: what a kill makes be read again.
  public var recordedTickEvents: Int64 = 4 << 20
  /// Bytes of volumes and the like that may wait for a commit then.
  public var recordedPendingBytes = 24 << 20
  /// How long a live event waits for older ones to arrive: in event time, and by the wall clock.
  public var liveBound: Int64 = 2_000
  public var liveWait: Int64 = 200
  /// The wall-clock wait while a single source speaks and has not been out of order lately.
  public var orderedWait: Int64 = 15
  /// How long disorder is remembered, in milliseconds.
  public var disorderMemory: Int64 = 600_000
  /// How far recorded files are merged by event time, in milliseconds.
  public var recordedBound: Int64 = Timestamp.Duration.hour
  public var reorderCapacity = 1_000_000
  /// How long a followed file must rest, in milliseconds, before a last record without a line end
  /// is taken for complete.
  public var restWait: Int64 = 3_000
  /// True to give up at the start when a socket can't be listened at, which never mends itself.
  public var needsSockets = false
  /// Files and folders of the analyst's own rules.
  public var rulePaths: [String] = []
  /// Values for `%name%` in rules: the user's lists.
  public var ruleLists: [String: [String]] = [:]
  /// Rules that are switched off, by the ids of their findings.
  public var disabledRules: Set<String> = []
  /// Holds recorded events back to the pace of a replay; nil = as fast as possible.
  public var pacer: Pacer?

  public init(
    sources: [SourceSpec], mode: SourceHub.Mode, detection: EngineSettings = EngineSettings()
  ) {
    self.sources = sources
    self.mode = mode
    self.detection = detection
  }
}

/// Reads the time; injected so that tests need no clock.
public struct WallClock: Sendable {
  /// Wall-clock time.
  public var now: @Sendable () -> Timestamp
  /// Milliseconds that never run backwards.
  public var monotonic: @Sendable () -> Int64

  public init(
    now: @escaping @Sendable () -> Timestamp, monotonic: @escaping @Sendable () -> Int64
  ) {
    self.now = now
    self.monotonic = monotonic
  }
}
