public import SecurityModel

/// The small live picture that the runtime sends at most 30 times a second.
///
/// Everything here comes out of the store or the ingest counters; the dashboard shows the same when
/// it is attached to a collector that runs elsewhere. Rows travel as deltas, so that a snapshot
/// costs what changed and not what there is.
public struct Snapshot: Sendable {
  /// Organisations and platforms seen, most active first.
  public var orgs: [Org]
  public var collector: CollectorState
  public var sources: [SourceHealth]
  /// Events a second, now.
  public var eventRate: Double
  /// Events of each of the last 60 seconds, oldest first; may be shorter.
  public var rateSeries: [Double]
  /// How far the newest stored event is behind, in milliseconds; nil when not known.
  public var lag: Int64?
  public var counters: IngestCounters
  /// Open findings (new, acknowledged, in progress) by severity.
  public var open: SeverityCounts
  /// Muted findings.
  public var muted: Int
  /// Findings stored since the analyst's last look.
  public var newSinceLastLook: Int
  /// The newest event time: ages on the screen are relative to it. Nil before the first event.
  public var eventTime: Timestamp?
  /// Wall-clock time of this snapshot.
  public var wallTime: Timestamp
  public var replay: ReplayState?
  public var learning: Learning
  /// The working set of findings: all that are not closed, and those closed lately.
  public var findings: Delta<FindingRecord>
  public var credentials: Delta<CredentialRow>
  /// How many credentials the store has; more than the list when that would hold too many.
  public var allCredentials: Int?
  /// The newest records that could not be decoded, newest first, at most some hundreds.
  public var failures: [ParseFailure]
  /// What the reader has noticed of late, newest last: files renamed or cut, clients come and gone.
  public var notices: [String]
  /// The analyst's own rules; nil when another process has them at work.
  public var rules: RulesPicture?

  public init(
    orgs: [Org] = [], collector: CollectorState = .live, sources: [SourceHealth] = [],
    eventRate: Double = 0, rateSeries: [Double] = [], lag: Int64? = nil,
    counters: IngestCounters = .init(), open: SeverityCounts = .init(), muted: Int = 0,
    newSinceLastLook: Int = 0, eventTime: Timestamp? = nil, wallTime: Timestamp,
    replay: ReplayState? = nil, learning: Learning = .init(),
    findings: Delta<FindingRecord> = .unchanged, credentials: Delta<CredentialRow> = .unchanged,
    allCredentials: Int? = nil, failures: [ParseFailure] = [], notices: [String] = [],
    rules: RulesPicture? = nil
  ) {
    self.orgs = orgs
    self.collector = collector
    self.sources = sources
    self.eventRate = eventRate
    self.rateSeries = rateSeries
    self.lag = lag
    self.counters = counters
    self.open = open
    self.muted = muted
    self.newSinceLastLook = newSinceLastLook
    self.eventTime = eventTime
    self.wallTime = wallTime
    self.replay = replay
    self.learning = learning
    self.findings = findings
    self.credentials = credentials
    self.allCredentials = allCredentials
    self.failures = failures
    self.notices = notices
    self.rules = rules
  }

  /// Folds a newer snapshot into this one that nobody has read yet.
  public mutating func merge(_ newer: Snapshot) {
    var findings = findings
    findings.merge(newer.findings, id: \.finding.id)
    var credentials = credentials
    credentials.merge(newer.credentials, id: \.id)
    self = newer
    self.findings = findings
    self.credentials = credentials
  }

  /// An organisation and the platform it is on.
  public struct Org: Sendable, Hashable {
    public var name: String
    public var platform: Platform
    public init(name: String, platform: Platform) {
      self.name = name
      self.platform = platform
    }
  }
}

/// A count for each severity.
public struct SeverityCounts: Sendable, Hashable {
  private var counts: [Int]

  public init(critical: Int = 0, high: Int = 0, medium: Int = 0, low: Int = 0, info: Int = 0) {
    counts = [info, low, medium, high, critical]
  }

  public subscript(severity: Severity) -> Int {
    get { counts[Int(severity.rawValue)] }
    set { counts[Int(severity.rawValue)] = newValue }
  }

  /// All severities together.
  public var total: Int { counts.reduce(0, +) }
}

/// What the part that reads the logs is doing.
public enum CollectorState: Sendable, Hashable {
  /// Reading in this process, up to date.
  case live
  /// Reading what is already there; 0...1 when known.
  case reading(progress: Double?)
  /// Another process reads; this one looks at its store.
  case attached
  /// Nobody reads: the store is as the last collector left it.
  case unattended
  /// The end of all input was reached.
  case finished
  /// Nothing is read any more; the reason and the remedy, such as `disk full: free 2 GB`.
  case stopped(reason: String)
}

/// The event-time clock of a replay.
public struct ReplayState: Sendable, Hashable {
  public var clock: Timestamp
  /// Event seconds for each real second; infinite for as fast as possible.
  public var speed: Double
  public var isPaused: Bool
  /// 0...1, when known.
  public var progress: Double?
  /// Whether the history before the replay is still being read, at full speed.
  public var isCatchingUp: Bool

  public init(
    clock: Timestamp, speed: Double, isPaused: Bool = false, progress: Double? = nil,
    isCatchingUp: Bool = false
  ) {
    self.isCatchingUp = isCatchingUp
    self.clock = clock
    self.speed = speed
    self.isPaused = isPaused
    self.progress = progress
  }
}

/// How far the baselines are.
public struct Learning: Sendable, Hashable {
  /// Credentials whose baseline is not ready.
  public var learning: Int
  /// Credentials with a baseline in use.
  public var ready: Int
  /// Event-time milliseconds until the first baseline is ready; nil when not known.
  public var firstReadyIn: Int64?

  public init(learning: Int = 0, ready: Int = 0, firstReadyIn: Int64? = nil) {
    self.learning = learning
    self.ready = ready
    self.firstReadyIn = firstReadyIn
  }
}

/// One row of the inventory.
public struct CredentialRow: Sendable, Hashable {
  public var record: CredentialRecord
  /// Calls in the last 60 minutes of event time; nil when not known.
  public var callsPerHour: Double?
  /// Calls of each of the last seven days, oldest first; may be shorter.
  public var week: [Double]
  /// Part that the last 24 hours took of the organisation's daily limit, or of its calls where no
  /// limit is known; 0...1, more past the limit, nil when not known.
  public var share: Double?
  public var openFindings: Int
  /// Worst severity among the open findings.
  public var worst: Severity?

  public init(
    record: CredentialRecord, callsPerHour: Double? = nil, week: [Double] = [],
    share: Double? = nil, openFindings: Int = 0, worst: Severity? = nil
  ) {
    self.record = record
    self.callsPerHour = callsPerHour
    self.week = week
    self.share = share
    self.openFindings = openFindings
    self.worst = worst
  }

  /// The credential key.
  public var id: String { record.id }
}
