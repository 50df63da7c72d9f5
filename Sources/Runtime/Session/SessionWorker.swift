import Dashboard
import Detection
import SecurityModel
import Storage
import Synchronization
import TerminalKit

/// Does what the dashboard asks for, on a thread of its own, and answers through the inbox.
///
/// Between requests it makes snapshots: whenever the pipeline has committed, or, attached to
/// somebody else's store, when a look twice a second shows a change.
final class SessionWorker: Sendable {
  private let store: any Store
  private let inbox: Inbox
  private let clock: WallClock
  private let analyst: String
  private let rows: [DetectorRow]
  private let exporter: FindingExporter
  private let queue = Mutex<[Effect]>([])
  private let isOver = Atomic(false)
  /// Whether the store could not be read last time.
  private let wasRefused = Atomic(false)
  private let signal = WorkSignal()

  init(
    store: any Store, inbox: Inbox, clock: WallClock, analyst: String, rows: [DetectorRow],
    exporter: FindingExporter
  ) {
    self.store = store
    self.inbox = inbox
    self.clock = clock
    self.analyst = analyst
    self.rows = rows
    self.exporter = exporter
  }

  /// Queues an effect; a newer question about what is shown replaces an older one that waits.
  func perform(_ effect: Effect) {
    queue.withLock { queue in
      queue.removeAll { waiting in
        switch (waiting, effect) {
        case (.loadChart, .loadChart), (.loadFinding, .loadFinding),
          (.findCredentials, .findCredentials):
          true
        default: false
        }
      }
      queue.append(effect)
    }
    signal.raise()
  }

  /// Tells that the store or the status may have changed.
  func wake() { signal.raise() }

  /// Ends the thread after what is in hand.
  func finish() {
    isOver.store(true, ordering: .releasing)
    signal.raise()
  }

  /// The thread's body.
  func run(_ builder: SnapshotBuilder, polls: Bool) {
    // First what fills a screen, at once; then the rest.
    snapshot(builder)
    if builder.isPartial { snapshot(builder) }
    var lastSnapshot = clock.monotonic()
    var isDue = false
    var pause = Self.pause
    while !isOver.load(ordering: .acquiring) {
      let rest = max(0, pause - (clock.monotonic() &- lastSnapshot))
      let wait: Int? = isDue ? Int(rest) : polls ? 500 : builder.wantsAnotherLook ? 1_000 : nil
      signal.wait(milliseconds: wait)
      while let effect = queue.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        do { try answer(effect) } catch { complain(error) }
      }
      // Somebody who asks is answered at once; the picture of the whole comes when it is time.
      pause = builder.hasNewFindings ? Self.shortPause : Self.pause
      isDue = clock.monotonic() &- lastSnapshot < pause
      guard !isDue else { continue }
      snapshot(builder)
      lastSnapshot = clock.monotonic()
    }
  }

  /// Milliseconds between two snapshots: a few looks a second are enough for the eye and leave the
  /// machine to the pipeline.
  private static let pause: Int64 = 200
  /// The same when there are new findings.
  private static let shortPause: Int64 = 30

  private func snapshot(_ builder: SnapshotBuilder) {
    do {
      if let snapshot = try builder.build() { inbox.post(.snapshot(snapshot)) }
      // Whoever is told of nothing can sleep on.
      if wasRefused.exchange(false, ordering: .relaxed) {
        inbox.post(.notice(.clearBanner("store")))
      }
    } catch {
      wasRefused.store(true, ordering: .relaxed)
      inbox.post(
        .notice(
          Notice(
            .error, SafeText(untrusted: error.message + "; " + error.remedy),
            placement: .banner(key: "store"))))
    }
  }

  private func complain(_ error: StoreError) {
    inbox.post(.notice(Notice(.error, SafeText(untrusted: error.message + "; " + error.remedy))))
  }

  private func answer(_ effect: Effect) throws(StoreError) {
    switch effect {
    case .loadFindings(let query): inbox.post(.findings(try findings(query)))
    case .loadFinding(let id):
      inbox.post(.findingDetail(id: id, try findingDetail(id)))
    case .loadCredential(let id):
      inbox.post(.credentialDetail(id: id, try credentialDetail(id)))
    case .findCredentials(let text): inbox.post(.credentialsFound(text: text, try found(text)))
    case .loadChart(let request): inbox.post(.chart(try chart(request)))
    case .loadAudit(let limit):
      inbox.post(.audit(try store.latestActions(limit: limit)))
    case .act(let request, let drafts): inbox.post(try act(request, drafts))
    case .export(let ids, let format): try export(ids, format)
    default: break
    }
  }

  private func findings(_ query: FindingsQuery) throws(StoreError) -> FindingsPage {
    var wanted = FindingQuery(now: clock.now(), limit: query.limit + 1)
    if !query.includesClosed { wanted.statuses = FindingQuery.open }
    wanted.credential = query.credential
    wanted.to = query.before
    wanted.includesEvidence = false
    let found = try store.findings(wanted)
    return FindingsPage(
      query: query, findings: Array(found.prefix(query.limit)), hasMore: found.count > query.limit)
  }

  private func findingDetail(_ id: String) throws(StoreError) -> FindingDetail? {
    let now = clock.now()
    guard let record = try store.finding(id, now: now).record else { return nil }
    var query = FindingQuery(now: now, limit: 50)
    query.incident = record.finding.incident
    query.includesEvidence = false
    let related = try store.findings(query).filter { $0.finding.id != id }.sorted {
      ($0.finding.firstSeen, $0.finding.id) < ($1.finding.firstSeen, $1.finding.id)
    }
    return FindingDetail(
      record: record, detector: rows.first { $0.id == record.finding.detector },
      history: try store.history(of: id), related: related)
  }

  private func credentialDetail(_ id: String) throws(StoreError) -> CredentialDetail? {
    guard let entry = try store.credential(id) else { return nil }
    let now = clock.now()
    var query = FindingQuery(now: now, limit: 500)
    query.credential = id
    query.includesEvidence = false
    // The newest hundreds, told as they happened.
    let findings = try store.findings(query).sorted {
      ($0.finding.firstSeen, $0.finding.id) < ($1.finding.firstSeen, $1.finding.id)
    }
    let newest = entry.record.lastSeen
    let rollups = try store.rollups(
      credential: id, from: newest.advanced(by: -28 * Timestamp.Duration.day),
      to: newest.advanced(by: Timestamp.Duration.hour))
    var worst: Severity?
    for record in findings where FindingQuery.open.contains(record.state.status) {
      worst = max(worst ?? .info, record.finding.severity)
    }
    return CredentialDetail(
      row: CredentialRow(
        record: entry.record, openFindings: entry.openFindings, worst: worst),
      findings: findings, hoursOfWeek: HourOfWeek.means(rollups))
  }

  private func found(_ text: String) throws(StoreError) -> [CredentialRow] {
    var query = CredentialQuery(limit: 500)
    query.text = text
    return try store.credentials(query).map {
      CredentialRow(record: $0.record, openFindings: $0.openFindings)
    }
  }

  private func chart(_ request: ChartRequest) throws(StoreError) -> ChartData {
    let watermark = try store.watermark().time
    let end = request.end ?? (watermark == .distantPast ? clock.now() : watermark)
    let from = end.advanced(by: -request.window.length)
    let rollups = try store.rollups(
      credential: request.credential,
      from: min(from, end.advanced(by: -28 * Timestamp.Duration.day)),
      to: end.advanced(by: Timestamp.Duration.hour))
    var query = FindingQuery(now: clock.now(), limit: 200)
    query.credential = request.credential
    query.includesEvidence = false
    let markers = try store.findings(query).map {
      ChartMarker(
        time: $0.finding.raised, severity: $0.finding.severity, finding: $0.finding.id)
    }
    // A quarter is longer than the history that is compared with: there its own end has to do.
    let band = HourOfWeek.band(
      rollups, before: request.window == .quarter ? end : from, step: request.window.step)
    return ChartData(
      request: request, end: end, rollups: rollups, markers: markers, band: band)
  }

  private func act(_ request: Int, _ drafts: [ActionDraft]) throws(StoreError) -> Message {
    let now = clock.now()
    let actions = drafts.map {
      AnalystAction(
        finding: $0.finding, at: now, by: analyst, verb: $0.verb, text: $0.text, base: $0.base)
    }
    let results = try store.apply(actions)
    var outcomes: [ActionOutcome] = []
    for (draft, result) in zip(drafts, results) {
      let state = try store.finding(draft.finding, now: now).record?.state
      outcomes.append(ActionOutcome(finding: draft.finding, result: result, state: state))
    }
    return .acted(request: request, outcomes)
  }

  private func export(_ ids: [String], _ format: ExportFormat) throws(StoreError) {
    var records: [FindingRecord] = []
    for id in ids {
      if let record = try store.finding(id, now: clock.now()).record { records.append(record) }
    }
    let stamp = String(clock.now().rfc3339.filter(\.isNumber).prefix(14))
    let path = "\(exporter.folder)/crmwatch-findings-\(stamp).\(format.rawValue)"
    if PrivateFile.write(exporter.text(records, format), to: path) {
      inbox.post(
        .notice(Notice(.done, SafeText(untrusted: "exported \(records.count) findings to \(path)")))
      )
    } else {
      inbox.post(
        .notice(Notice(.error, SafeText(untrusted: "can't write \(path); check the folder"))))
    }
  }
}
