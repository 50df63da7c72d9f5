public import SecurityModel

/// Where everything crmwatch knows is kept: what collectors commit, what analysts did, what the
/// dashboard and the reports read.
///
/// **One writer of events.** Exactly one process at a time is the collector of a store; it holds
/// the lease for as long as the store is open. Any number of viewers read, and may write analyst
/// actions and prune, while the collector commits.
///
/// **All or nothing.** `commit` and `apply` each take effect as a whole or not at all, also when
/// the process is killed in the middle or the disk is full. A reader sees the store as it was
/// between two commits, never in the middle of one.
///
/// **No clock.** Stores don't read the time. Wall-clock times come in with the call (`storedAt`,
/// `now`); they must not run backwards, or mutes that have ended may seem to hold again.
///
/// **Hostile text.** Every text is kept byte for byte, NUL and control characters included; it is
/// never made part of a statement.
///
/// All methods block the calling thread until done and may be called from any thread. Reads don't
/// wait for a commit that is under way; `commit`, `apply` and `prune` wait for one another for a
/// few seconds at most, then throw `StoreError.busy`.
public protocol Store: Sendable {
  /// What this store was opened for.
  var role: StoreRole { get }

  /// The store's own key for hashing secrets; made once, when the store was created.
  var secret: KeyedHash { get }

  // MARK: Collector

  /// Stores everything one tick changed, in one transaction.
  ///
  /// - `sources`, `state`, `credentials`, `findings` replace what was there under the same uri,
  ///   key or id (an empty state blob deletes its key); what is not mentioned stays.
  /// - `rollups` are deltas and are *added*. The collector makes a replay exact by committing
  ///   them together with the source positions that they came from.
  /// - A finding keeps the `stored` time of its first commit. Committing it again unchanged
  ///   changes nothing; a higher severity re-opens it when it had been handled at a lower one.
  /// - `failures` go to a bounded list (`ParseFailureLog.limit`) and to totals by reason.
  /// - `counters` and `watermark` replace the old ones: they are totals, not deltas.
  ///
  /// - Parameter storedAt: the wall-clock time, for `FindingRecord.stored`.
  /// - Throws: `.notPermitted` for viewers; `.full` when there is no room (nothing is changed and
  ///   the same checkpoint may be committed again later).
  func commit(_ checkpoint: Checkpoint, storedAt: Timestamp) throws(StoreError)

  /// Where a collector must resume; everything but the state blobs.
  func load() throws(StoreError) -> ResumePoint

  /// Up to where everything that was read has been applied; `.start` for a new store. Costs one
  /// look, unlike `load`.
  func watermark() throws(StoreError) -> OrderKey

  /// Hands out every state blob in key order, one at a time, from one consistent view.
  ///
  /// - Parameter prefix: only keys that begin with it; empty = all.
  /// - Parameter body: gets the key and its bytes, valid only during the call; false stops.
  func forEachState(
    prefix: String, _ body: (_ key: String, _ bytes: UnsafeRawBufferPointer) -> Bool
  ) throws(StoreError)

  // MARK: Analysts

  /// Stores analyst actions in order, each on its own merits, and tells what became of each.
  ///
  /// An action with a `base` is refused (`.conflict`) when *another* analyst has since done
  /// something that contradicts it: changes of status contradict one another, assignments
  /// contradict one another, notes contradict nothing. What has been undone again doesn't count.
  /// `undo` takes back an action of the same finding and contradicts what its target does; undoing
  /// twice is a conflict, undoing what doesn't exist is `.unknownFinding`.
  ///
  /// - Returns: one result for each action, in order.
  /// - Throws: `.invalid` for a text over `AnalystAction.maximumTextLength`; nothing is stored.
  func apply(_ actions: [AnalystAction]) throws(StoreError) -> [ActionResult]

  /// Actions in the order in which they were stored.
  ///
  /// - Parameter finding: a whole id; nil = of all findings.
  /// - Parameter after: only actions with a greater sequence number.
  func history(of finding: String?, after: Int64, limit: Int) throws(StoreError) -> [AnalystAction]

  /// The last actions on all findings, newest first; costs what it gives, however many there are.
  func latestActions(limit: Int) throws(StoreError) -> [AnalystAction]

  // MARK: Findings

  /// The findings that match, sorted and cut as the query says.
  func findings(_ query: FindingQuery) throws(StoreError) -> [FindingRecord]

  /// Hands out the findings that match one at a time, from one consistent view, for exports.
  ///
  /// - Parameter body: false stops.
  func forEachFinding(_ query: FindingQuery, _ body: (FindingRecord) -> Bool) throws(StoreError)

  /// How many findings match, without regard to `limit` and `offset`.
  func countFindings(_ query: FindingQuery) throws(StoreError) -> Int

  /// The finding whose id is, or alone begins with, `id`.
  func finding(_ id: String, now: Timestamp) throws(StoreError) -> FindingMatch

  /// How many findings there are by status and severity; costs the same however many there are.
  func findingCounts(now: Timestamp) throws(StoreError) -> FindingCounts

  /// The incidents that match, newest first, with their findings.
  func incidents(_ query: IncidentQuery) throws(StoreError) -> [IncidentRecord]

  // MARK: Inventory and charts

  /// The credentials that match, sorted and cut as the query says.
  func credentials(_ query: CredentialQuery) throws(StoreError) -> [CredentialEntry]

  /// How many credentials match, without regard to `limit` and `offset`.
  func countCredentials(_ query: CredentialQuery) throws(StoreError) -> Int

  /// One credential by its key; nil = never seen.
  func credential(_ id: String) throws(StoreError) -> CredentialEntry?

  /// Volumes by hour, in time order; hours in which nothing happened are left out.
  ///
  /// - Parameter credential: nil = the sum over all credentials.
  /// - Parameters from, to: half-open range of event time; hours that touch it are included.
  func rollups(credential: String?, from: Timestamp, to: Timestamp) throws(StoreError)
    -> [HourRollup]

  // MARK: Health

  /// How each source is doing, sorted by uri.
  func sourceHealth() throws(StoreError) -> [SourceHealth]

  /// The latest decoding failures, newest first, and totals by source and reason.
  func failures(limit: Int) throws(StoreError) -> ParseFailureLog

  /// Totals of the store's life.
  func counters() throws(StoreError) -> IngestCounters

  /// Tells whether anything has changed since the last look, for a few microseconds.
  func version() throws(StoreError) -> StoreVersion

  // MARK: Upkeep

  /// Examines the store; empty = sound. Reads everything: seconds for large stores.
  func check(now: Timestamp) throws(StoreError) -> [StoreProblem]

  /// Writes a consistent copy while the store stays in use.
  ///
  /// - Throws: `.exists` when there is a file at `path` already.
  func backup(to path: String) throws(StoreError)

  /// Deletes what is older than the retention allows, in small steps that let others in between.
  ///
  /// Only closed findings are deleted; their actions go with them, those of others stay.
  func prune(_ retention: Retention) throws(StoreError) -> PruneReport

  /// Releases the lease and all files; the store can't be used afterwards.
  func close()
}

extension Store {
  /// The findings that hold all words of `text`, newest first.
  public func search(
    _ text: String, now: Timestamp, limit: Int = 200
  ) throws(StoreError) -> [FindingRecord] {
    try findings(FindingQuery(now: now, text: text, limit: limit))
  }

  /// Everything done to one finding.
  public func history(of finding: String) throws(StoreError) -> [AnalystAction] {
    try history(of: finding, after: 0, limit: .max)
  }

  /// Hands out every state blob.
  public func forEachState(
    _ body: (_ key: String, _ bytes: UnsafeRawBufferPointer) -> Bool
  ) throws(StoreError) {
    try forEachState(prefix: "", body)
  }

  /// One incident with its findings.
  public func incident(_ id: String, now: Timestamp) throws(StoreError) -> IncidentRecord? {
    var query = IncidentQuery(now: now)
    query.id = id
    query.includesEvidence = true
    query.findingLimit = .max
    return try incidents(query).first
  }
}
