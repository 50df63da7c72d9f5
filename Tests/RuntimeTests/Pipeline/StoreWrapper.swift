import SecurityModel
import Storage
import Synchronization

/// A store that can be told to refuse commits, as a killed process or a full disk would.
final class StoreWrapper: Store {
  private let base: any Store
  private let refusal = Mutex<(@Sendable (Int) -> StoreError?)?>(nil)
  private let attempts = Atomic(0)

  init(_ base: any Store) { self.base = base }

  /// Asks `body` before each commit, with the number of commits tried before, what to throw.
  func refuse(_ body: @escaping @Sendable (Int) -> StoreError?) {
    refusal.withLock { $0 = body }
  }

  var role: StoreRole { base.role }
  var secret: KeyedHash { base.secret }
  func commit(_ checkpoint: Checkpoint, storedAt: Timestamp) throws(StoreError) {
    let n = attempts.add(1, ordering: .relaxed).oldValue
    if let error = refusal.withLock({ $0?(n) }) { throw error }
    try base.commit(checkpoint, storedAt: storedAt)
  }
  func load() throws(StoreError) -> ResumePoint { try base.load() }
  func forEachState(
    prefix: String, _ body: (_ key: String, _ bytes: UnsafeRawBufferPointer) -> Bool
  ) throws(StoreError) { try base.forEachState(prefix: prefix, body) }
  func apply(_ actions: [AnalystAction]) throws(StoreError) -> [ActionResult] {
    try base.apply(actions)
  }
  func history(
    of finding: String?, after: Int64, limit: Int
  ) throws(StoreError) -> [AnalystAction] {
    try base.history(of: finding, after: after, limit: limit)
  }
  func latestActions(limit: Int) throws(StoreError) -> [AnalystAction] {
    try base.latestActions(limit: limit)
  }
  func watermark() throws(StoreError) -> OrderKey { try base.watermark() }
  func findings(_ query: FindingQuery) throws(StoreError) -> [FindingRecord] {
    try base.findings(query)
  }
  func forEachFinding(
    _ query: FindingQuery, _ body: (FindingRecord) -> Bool
  ) throws(StoreError) { try base.forEachFinding(query, body) }
  func countFindings(_ query: FindingQuery) throws(StoreError) -> Int {
    try base.countFindings(query)
  }
  func finding(_ id: String, now: Timestamp) throws(StoreError) -> FindingMatch {
    try base.finding(id, now: now)
  }
  func findingCounts(now: Timestamp) throws(StoreError) -> FindingCounts {
    try base.findingCounts(now: now)
  }
  func incidents(_ query: IncidentQuery) throws(StoreError) -> [IncidentRecord] {
    try base.incidents(query)
  }
  func credentials(_ query: CredentialQuery) throws(StoreError) -> [CredentialEntry] {
    try base.credentials(query)
  }
  func countCredentials(_ query: CredentialQuery) throws(StoreError) -> Int {
    try base.countCredentials(query)
  }
  func credential(_ id: String) throws(StoreError) -> CredentialEntry? {
    try base.credential(id)
  }
  func rollups(
    credential: String?, from: Timestamp, to: Timestamp
  ) throws(StoreError) -> [HourRollup] {
    try base.rollups(credential: credential, from: from, to: to)
  }
  func sourceHealth() throws(StoreError) -> [SourceHealth] { try base.sourceHealth() }
  func failures(limit: Int) throws(StoreError) -> ParseFailureLog {
    try base.failures(limit: limit)
  }
  func counters() throws(StoreError) -> IngestCounters { try base.counters() }
  func version() throws(StoreError) -> StoreVersion { try base.version() }
  func check(now: Timestamp) throws(StoreError) -> [StoreProblem] { try base.check(now: now) }
  func backup(to path: String) throws(StoreError) { try base.backup(to: path) }
  func prune(_ retention: Retention) throws(StoreError) -> PruneReport {
    try base.prune(retention)
  }
  func close() { base.close() }
}
