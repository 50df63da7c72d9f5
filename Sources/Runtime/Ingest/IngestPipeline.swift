import Detection
import EventSources
import LogFormats
import SecurityModel
import SigmaRules
public import Storage

/// Reads sources, decodes, orders, detects and commits: one thread from bytes to the store.
///
/// What is there at the start is merged by event time within an hour; what comes later is applied
/// as it comes, within moments. Each commit holds source positions, baselines, rollups and findings
/// together, and is taken between two releases of the reorder buffer, so that "applied" means
/// exactly "at or before the watermark": after a crash the records behind a source's restart
/// position are read again and those already applied are passed over.
public final class IngestPipeline {
  let options: IngestOptions
  let store: any Store
  let clock: WallClock
  let board: StatusBoard
  let engine: Engine
  let shared: ReaderShared
  let hub: SourceHub
  @exclusivity(unchecked) var reorder: ReorderBuffer
  var readers: [StreamReader] = []
  /// Checkpoints of streams that ended since the last commit.
  var ended: [SourceCheckpoint] = []
  var failedSources: [String: SourceHealth] = [:]
  /// Sockets that can't be listened at.
  private var deafSockets: [SourceError] = []
  /// Where streams that are over had got to.
  private var places = ReadingPlaces()
  /// Readers whose last bytes have no line end, and since when nothing has come after them.
  var rests: [ObjectIdentifier: (reader: StreamReader, since: Int64)] = [:]
  @exclusivity(unchecked) var eventsSinceCommit: Int64 = 0
  var lastCommit: Int64 = 0
  private var committedFindings: Int64 = 0
  /// How long the last commit took, in milliseconds.
  private var commitDuration: Int64 = 0
  /// How many credentials it held.
  private var lastChanged: Int64 = 0
  /// When findings were last stored ahead of the rest, and when a live source last gave bytes.
  private var lastFindingCommit: Int64 = .min / 2
  var lastBytes: Int64 = .min / 2
  /// Totals of the last whole commit.
  private var storedTotals: (counters: IngestCounters, watermark: OrderKey)
  var lastStatus: Int64 = 0
  @exclusivity(unchecked) var isDirty = false
  var isBackfilling = false
  var commits = 0
  let stop: StopFlag
  /// The analyst's own rules, when there are any.
  private(set) var rules: RuleRunner?
  private var lastRuleCheck: Int64 = 0
  private var verdicts = VerdictReader()
  private var baseCounters = IngestCounters()
  var rate = RateMeter()
  /// Newest event time of live streams as of earlier moments (wall clock, event time).
  var liveMarks: [(at: Int64, newest: Timestamp)] = []
  var liveNewest = Timestamp.distantPast
  var order = LiveOrder(late: 0)

  /// Prepares a run: loads the store's state and lists nothing yet.
  /// - Throws: `IngestError` when the store or a source can't be used.
  public init(
    _ options: IngestOptions, store: any Store, clock: WallClock, board: StatusBoard,
    stop: StopFlag
  ) throws(IngestError) {
    self.options = options
    self.store = store
    self.clock = clock
    self.board = board
    self.stop = stop
    let pinned: (any LogFormat)?
    if let name = options.format {
      guard let format = options.formats.format(named: name) else {
        throw .unknownFormat(name, known: options.formats.all.map(\.name))
      }
      pinned = format
    } else {
      pinned = nil
    }
    let resume: ResumePoint
    do { resume = try store.load() } catch { throw .store(error) }
    let symbols = SymbolTable()
    engine = Engine(settings: options.detection, symbols: symbols)
    shared = ReaderShared(
      context: DecodeContext(
        symbols: symbols, secrets: resume.secret, defaultOrg: options.defaultOrg),
      pinned: pinned, formats: options.formats, recordLimit: options.recordLimit,
      chunkSize: options.chunkSize)
    shared.appliedUpTo = resume.watermark
    reorder = ReorderBuffer(capacity: options.reorderCapacity, released: resume.watermark)
    do {
      hub = try SourceHub(specs: options.sources, mode: options.mode, resume: resume.sources)
    } catch { throw .source(error) }
    stop.attach(hub.alarm)
    baseCounters = resume.counters
    storedTotals = (resume.counters, resume.watermark)
    if !options.rulePaths.isEmpty {
      let runner = RuleRunner(
        folder: RuleFolder(options.rulePaths), placeholders: options.ruleLists, symbols: symbols,
        clock: clock, nanoseconds: { Pause.monotonicNanoseconds() },
        withRaw: { [shared] in shared.buffers.withRaw($0, $1) })
      runner.switchOff(
        board.ruleSwitches.takeChange(to: options.disabledRules) ?? options.disabledRules)
      rules = runner
      engine.rules = runner
    }
    try restore(resume)
    if let rules {
      if rules.hasForgotten {
        note(
          "the stored windows of the rules are of another version of crmwatch, or damaged; "
            + "correlations and habits of rules begin anew")
      }
      board.ruleSwitches.attach(hub.alarm)
      let status = rules.status
      board.update { $0.rules = status }
    }
    engine.setEvidence { [shared] in shared.buffers.normalized($0) }
  }

  private func restore(_ resume: ResumePoint) throws(IngestError) {
    var own: Checkpoint.StateBlob?
    do {
      try engine.restore(counters: resume.counters, watermark: resume.watermark) { take in
        try store.forEachState { key, bytes in
          if key == VerdictReader.key { own = .init(key: key, bytes: Array(bytes)) }
          return take(key, bytes)
        }
      }
      if let own { try verdicts.restore(own) }
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .badState("byte \((error as? ByteReader.Failure)?.offset ?? 0)")
    }
  }

  /// Runs until the sources are at their end (`once`) or `stop` is set.
  /// - Throws: `IngestError`; what was committed before stays.
  public func run() throws(IngestError) {
    let now = clock.now()
    board.update { $0.startedAt = now }
    refreshFutureLimit()
    lastCommit = clock.monotonic()
    try handle(hub.poll(timeoutMilliseconds: 0))
    if options.needsSockets, let error = deafSockets.first { throw .source(error) }
    try backfill()
    if options.mode == .follow || hub.expectsMore { try follow() }
    try finish()
  }

  private func finish() throws(IngestError) {
    // At the end of all input nothing older can come.
    if stop.isSet { try drainPipes() } else { flushAll() }
    try commit(force: true)
    refreshRules(clock.monotonic(), isLast: true)
    hub.close()
    postStatus(force: true)
    board.update { $0.phase = .finished }
  }

  // MARK: - Source events

  func handle(_ events: [SourceEvent]) throws(IngestError) {
    for event in events {
      switch event {
      case .appeared(let stream):
        // What could not be read before is there now.
        failedSources[stream.uri] = nil
        let checkpoint =
          hub.checkpoint(of: stream) ?? places.checkpoint(for: stream, among: readers)
        if let checkpoint, checkpoint.restart < stream.position {
          try? stream.seek(to: checkpoint.restart)
        }
        readers.append(StreamReader(stream, shared: shared, checkpoint: checkpoint))
      case .readable, .listed: break
      case .recovered(let uri): failedSources[uri] = nil
      case .failed(let error):
        if error.uri.hasPrefix("unix:") { deafSockets.append(error) }
        failedSources[error.uri] = SourceHealth(
          uri: error.uri, state: "unreadable: " + error.reason, isHealthy: false)
        note(error.uri + ": " + error.reason)
      case .notice(let uri, let text): note(uri + ": " + text)
      }
    }
  }

  func note(_ text: String) {
    board.update {
      $0.notices.append(text)
      $0.noticeCount += 1
      if $0.notices.count > 100 { $0.notices.removeFirst() }
    }
  }

  // MARK: - Applying

  func apply(_ event: inout APIEvent) {
    withUnsafeMutablePointer(to: &event) { engine.step(at: $0) }
    shared.buffers.applied(event.raw.buffer)
    eventsSinceCommit += 1
    isDirty = true
  }

  /// Reads one chunk of a reader into the reorder buffer.
  func read(_ reader: StreamReader) -> ReadResult {
    let result = reader.readChunk { event in
      reorder.push(event) { self.apply(&$0) }
    }
    switch result {
    case .bytes: isDirty = true
    case .wouldBlock: noteRest(of: reader)
    case .end: retire(reader)
    }
    return result
  }

  private func retire(_ reader: StreamReader) {
    readers.removeAll { $0 === reader }
    retiring.append(reader)
    rests[ObjectIdentifier(reader)] = nil
    places.note(reader)
    if let problem = reader.problem {
      failedSources[reader.stream.uri] = reader.health
      note(reader.stream.uri + ": " + problem)
    }
    isDirty = true
  }

  /// Streams that ended but may have events that wait to be applied.
  var retiring: [StreamReader] = []

  func release(upTo time: Timestamp) {
    reorder.release(
      upTo: time, prepare: { engine.prepare($0) }, prepareMore: { engine.prepareMore($0) }
    ) { self.apply(&$0) }
  }

  func flushAll() { release(upTo: .distantFuture) }

  func refreshFutureLimit() {
    shared.futureLimit = clock.now().advanced(by: options.detection.futureLimit)
  }

  // MARK: - Committing

  /// Commits when a tick has passed, or in any case with `force`.
  func commit(force: Bool) throws(IngestError) {
    let now = clock.monotonic()
    let isRecorded = isBackfilling && options.pacer == nil
    let due =
      isRecorded
      ? isRecordedCommitDue(now)
      : now &- lastCommit >= liveTick(now) || eventsSinceCommit >= options.tickEvents
    refreshRules(now)
    guard force || due && isDirty else {
      if !isRecorded { try commitFindings(now) }
      return
    }
    let changed = Int64(engine.changedCount)
    do { _ = try verdicts.teach(engine, from: store) } catch { throw .store(error) }
    var checkpoint = engine.takeCheckpoint()
    checkpoint.state += verdicts.takeChange()
    checkpoint.watermark = reorder.released
    // Whoever has the name now is the one to be remembered by it.
    checkpoint.sources = retiring.map { $0.checkpoint() } + readers.map { $0.checkpoint() }
    checkpoint.failures = shared.failures
    fill(&checkpoint.counters)
    try store(checkpoint)
    storedTotals = (checkpoint.counters, checkpoint.watermark)
    shared.failures.removeAll(keepingCapacity: true)
    retiring.removeAll(where: \.isSettled)
    eventsSinceCommit = 0
    isDirty = false
    commits += 1
    let hasFindings = committedFindings != engine.findingCount
    committedFindings = engine.findingCount
    lastCommit = clock.monotonic()
    commitDuration = lastCommit &- now
    lastChanged = changed
    refreshFutureLimit()
    // Somebody is waiting for a finding.
    postStatus(force: force || hasFindings && !isBackfilling)
  }

  /// Stores new findings ahead of the tick: somebody is waiting for them, not for a chart.
  ///
  /// Positions and baselines stay as they are stored, so that after a crash the same events are read
  /// again, raise the same findings under the same ids, and change nothing.
  private func commitFindings(_ now: Int64) throws(IngestError) {
    guard engine.findingCount != committedFindings,
      now &- max(lastCommit, lastFindingCommit) >= options.findingMilliseconds
    else { return }
    var checkpoint = Checkpoint()
    checkpoint.findings = engine.takeFindings()
    (checkpoint.counters, checkpoint.watermark) = storedTotals
    try store(checkpoint)
    committedFindings = engine.findingCount
    lastFindingCommit = now
    commits += 1
    postStatus(force: true)
  }

  /// Milliseconds between commits of live events. While files give more than a commit is worth, it
  /// waits its turn; as soon as they pause, and for sources that can't be read again, it doesn't.
  private func liveTick(_ now: Int64) -> Int64 {
    let tick = options.tickMilliseconds
    guard now &- lastBytes < Self.pauseMilliseconds, commitDuration > 3,
      readers.allSatisfy({ !$0.stream.uri.hasPrefix("unix:") && $0.stream.uri != "-" })
    else { return tick }
    return max(tick, min(commitDuration * 40, tick * 8))
  }

  /// Silence after which a burst is over.
  private static let pauseMilliseconds: Int64 = 100

  /// Whether what was read of the past is to be stored: a commit writes every credential that was
  /// active, so it waits until reading has taken many times as long, however slow the disk. What
  /// a kill then costs is to read that stretch again.
  private func isRecordedCommitDue(_ now: Int64) -> Bool {
    if engine.pendingSize >= options.recordedPendingBytes
      || eventsSinceCommit >= options.recordedTickEvents
    {
      return true
    }
    let changed = Int64(engine.changedCount)
    let expected =
      lastChanged > 0
      ? commitDuration * changed / lastChanged : changed / Self.changesPerMillisecond
    return now &- lastCommit
      >= max(options.tickMilliseconds * options.recordedTickFactor, expected * 20)
  }

  /// What a commit is taken to manage before one has been seen.
  private static let changesPerMillisecond: Int64 = 100

  /// Reads rule files that have changed, every two seconds and never inside a commit's events.
  private func refreshRules(_ now: Int64, isLast: Bool = false) {
    guard let rules else { return }
    let switched = board.ruleSwitches.takeChange(to: options.disabledRules)
    if let switched { rules.switchOff(switched) }
    guard isLast || switched != nil || now &- lastRuleCheck >= Self.ruleCheckMilliseconds else {
      return
    }
    lastRuleCheck = now
    if !isLast, rules.reload() {
      let status = rules.status
      let errors = status.issues.count { $0.severity == .error }
      note(
        "rules read again: \(status.rules.count)"
          + (errors > 0 ? "; \(errors) mistakes, see the list of rules" : ""))
    }
    let status = rules.status
    board.update { $0.rules = status }
  }

  /// How often rule files are looked at.
  static let ruleCheckMilliseconds: Int64 = 2_000

  private func fill(_ counters: inout IngestCounters) {
    counters.bytes = baseCounters.bytes + shared.bytes
    counters.skipped = baseCounters.skipped + shared.skipped
    counters.future = baseCounters.future + shared.future
    counters.byFormat = baseCounters.byFormat
    for (name, count) in shared.formatCounts { counters.byFormat[name, default: 0] += count }
    current = counters
  }

  var current = IngestCounters()

  /// Stores a checkpoint; with a full disk waits, says so, and tries again until there is room.
  private func store(_ checkpoint: Checkpoint) throws(IngestError) {
    var before: IngestStatus.Phase?
    while true {
      do {
        try store.commit(checkpoint, storedAt: clock.now())
        if let before {
          board.update { $0.phase = before }
          note("there is room on the disk again; reading goes on")
        }
        return
      } catch {
        guard case .full = error else { throw .store(error) }
        if before == nil {
          before = board.current.phase
          board.update { $0.phase = .stalled("disk full: ingestion stopped, nothing is lost") }
          note("the disk is full; nothing is read until there is room")
        }
        if stop.wait(milliseconds: 2_000) { throw .store(error) }
      }
    }
  }
}
