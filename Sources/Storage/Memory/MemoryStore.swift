public import SecurityModel
import Synchronization

/// The store in memory: for the demo, for tests, and as the plainest statement of what a store
/// does. Nothing outlives the process, and there is no limit but memory.
public final class MemoryStore: Store {
  public let role: StoreRole
  public let secret: KeyedHash
  let contents: Mutex<Contents>

  /// An empty store.
  public init(role: StoreRole = .collector, secret: KeyedHash = KeyedHash(key0: 0, key1: 0)) {
    self.role = role
    self.secret = secret
    contents = Mutex(Contents())
  }

  public func close() {
    contents.withLock { $0.isClosed = true }
  }

  /// Runs `body` on the contents.
  func access<T: Sendable>(
    _ body: (inout Contents) throws(StoreError) -> T
  ) throws(StoreError) -> T {
    let result: Result<T, StoreError> = contents.withLock { contents in
      if contents.isClosed { return .failure(.closed(path: "memory")) }
      do throws(StoreError) {
        return .success(try body(&contents))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

extension MemoryStore {
  /// Everything the store holds.
  struct Contents: Sendable {
    var isClosed = false
    var version = StoreVersion()
    var sources: [String: SourceCheckpoint] = [:]
    var state: [String: [UInt8]] = [:]
    var credentialNames: [UInt32: String] = [:]
    var rollups: [RollupKey: HourRollup] = [:]
    var credentials: [String: CredentialRecord] = [:]
    var findings: [String: StoredFinding] = [:]
    /// Latest wall-clock time heard of; mutes that have ended by then count no longer.
    var lastTime = Timestamp.distantPast
    /// Sequence number of the last action.
    var sequence: Int64 = 0
    var failures: [ParseFailure] = []
    var failureTotals: [ParseFailureLog.Total: Int64] = [:]
    var counters = IngestCounters()
    var watermark = OrderKey.start
  }

  /// An hour of one credential; the empty name stands for all.
  struct RollupKey: Hashable, Sendable {
    var credential: String
    /// Hours since 1970.
    var hour: Int64
  }

  /// A finding with everything done to it.
  struct StoredFinding: Sendable {
    var finding: Finding
    var stored: Timestamp
    var actions: [StoredAction] = []
    /// Words of title, names, explanation and evidence.
    var fields: [[String]]

    init(_ finding: Finding, stored: Timestamp) {
      self.finding = finding
      self.stored = stored
      fields = SearchText.fields(finding).map { SearchText.words($0.unicodeScalars) }
    }

    func state(now: Timestamp) -> FindingState {
      ActionRules.state(of: actions, severity: finding.severity, now: now)
    }

    func record(now: Timestamp, includesEvidence: Bool) -> FindingRecord {
      var shown = finding
      if !includesEvidence { shown.evidence = [] }
      return FindingRecord(finding: shown, state: state(now: now), stored: stored)
    }
  }
}
