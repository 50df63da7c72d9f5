import Dashboard
import SecurityModel
import Storage

/// Makes the dashboard's snapshots from the store and, when this process collects, the pipeline's
/// status. Reads only what has changed.
final class SnapshotBuilder {
  private let store: any Store
  private let board: StatusBoard?
  private let clock: WallClock
  private let pacer: Pacer?
  private let lastLook: Timestamp?
  private let isCollected: @Sendable () -> Bool
  private var wasCollected: Bool?
  private var seen: StoreVersion?
  private var credentialsReadAt: Int64 = .min / 2
  private var credentialsCost: Int64 = 0
  private var hasStaleCredentials = true
  private var volumes: [String: Volume] = [:]
  /// Where in the list volumes are read anew next, so that a busy top does not starve the rest.
  private var nextVolume = 0
  private var orgs: [Snapshot.Org] = []
  private var allCredentials: Int?
  private var worst: [String: Severity] = [:]
  private var learning = Learning()
  private var rules = RulesPictureMaker()

  /// What a row of the inventory says about how busy a credential is.
  private struct Volume {
    var lastSeen: Timestamp
    /// Minute of event time that `perHour` ends with.
    var minute: Int64
    var days: [Double]
    var perHour: Double
  }

  /// Findings and credentials that the dashboard holds at most; older ones are paged in.
  private static let findingLimit = 2_000
  /// What the first snapshot holds, to be there at once.
  private static let firstFindings = 120
  private static let credentialLimit = 5_000

  init(
    store: any Store, board: StatusBoard?, clock: WallClock, pacer: Pacer?, lastLook: Timestamp?,
    isCollected: @escaping @Sendable () -> Bool
  ) {
    self.isCollected = isCollected
    self.store = store
    self.board = board
    self.clock = clock
    self.pacer = pacer
    self.lastLook = lastLook
  }

  /// True when the only snapshot so far holds a screenful of findings and no credentials.
  private(set) var isPartial = false

  /// True when findings have come or changed since the last snapshot.
  var hasNewFindings: Bool {
    guard let seen, let version = try? store.version() else { return false }
    return version.findings != seen.findings
  }

  /// True when credentials were left out last time to keep the machine quiet.
  var wantsAnotherLook: Bool { hasStaleCredentials }

  /// The present state; nil when nothing at all has changed since the last call.
  func build() throws(StoreError) -> Snapshot? {
    let version = try store.version()
    let status = board?.current
    let collected = status == nil ? isCollected() : true
    let isSame =
      version == seen && status == nil && !hasStaleCredentials && collected == wasCollected
    if isSame { return nil }
    let now = clock.now()
    isPartial = seen == nil && !isPartial
    var snapshot = Snapshot(wallTime: now)
    snapshot.collector = Self.state(of: status, isCollected: collected)
    wasCollected = collected
    if let status {
      snapshot.counters = status.counters
    } else {
      snapshot.counters = try store.counters()
    }
    snapshot.sources = try sources(status)
    snapshot.eventRate = status?.phase == .finished ? 0 : status?.eventsPerSecond ?? 0
    snapshot.rateSeries = status?.rateHistory ?? []
    snapshot.eventTime = try eventTime(status)
    snapshot.replay = pacer?.replay(clock: snapshot.eventTime)
    if status?.phase == .live, pacer == nil, let newest = snapshot.eventTime {
      snapshot.lag = max(0, now.since(newest))
    }
    let counts = try store.findingCounts(now: now)
    for severity in Severity.allCases { snapshot.open[severity] = counts.open(severity) }
    snapshot.muted = counts.total(.suppressed)
    if version.findings != seen?.findings || version.analyst != seen?.analyst || seen == nil {
      var query = FindingQuery(
        now: now, statuses: FindingQuery.open,
        limit: isPartial ? Self.firstFindings : Self.findingLimit)
      query.includesEvidence = false
      var findings = try store.findings(query)
      if findings.count == query.limit, !isPartial {
        // Too many to hold: then the worst as well, however old.
        query.sort = .severity
        let known = Set(findings.map(\.finding.id))
        findings += try store.findings(query).filter { !known.contains($0.finding.id) }
      }
      worst.removeAll(keepingCapacity: true)
      for record in findings {
        let severity = record.finding.severity
        worst[record.finding.credential] = max(worst[record.finding.credential] ?? .info, severity)
      }
      snapshot.findings = .replace(findings)
      if let lastLook, !isPartial {
        snapshot.newSinceLastLook = findings.count {
          $0.stored > lastLook && $0.state.status == .new
        }
      }
      hasStaleCredentials = true
    }
    if isPartial { return snapshot }
    if version.ingest != seen?.ingest { hasStaleCredentials = true }
    if hasStaleCredentials, mayReadCredentials() { try readCredentials(&snapshot) }
    snapshot.orgs = orgs
    snapshot.allCredentials = allCredentials
    snapshot.learning = learning
    snapshot.failures = try store.failures(limit: 200).latest
    snapshot.notices = status?.notices ?? []
    snapshot.rules = status.map { rules.picture($0.rules, board?.ruleSwitches.current) }
    seen = version
    return snapshot
  }

  /// Reading the inventory costs more than the rest: at most a twentieth of the time goes there.
  private func mayReadCredentials() -> Bool {
    let pause = max(1_000, credentialsCost * 20)
    return clock.monotonic() &- credentialsReadAt >= pause
  }

  private func readCredentials(_ snapshot: inout Snapshot) throws(StoreError) {
    let start = clock.monotonic()
    var entries = try store.credentials(CredentialQuery(limit: Self.credentialLimit))
    let newest = snapshot.eventTime
    var rows: [CredentialRow] = []
    rows.reserveCapacity(entries.count)
    learning = Learning()
    orgs.removeAll()
    allCredentials = entries.count
    if entries.count == Self.credentialLimit {
      // Too many to hold: the busiest as well, however harmless.
      allCredentials = try store.countCredentials(CredentialQuery())
      var query = CredentialQuery(limit: 500)
      query.sort = .calls24h
      let known = Set(entries.map(\.record.id))
      entries += try store.credentials(query).filter { !known.contains($0.record.id) }
    }
    let isBehind = try readVolumes(entries.map(\.record), newest)
    // A day's calls of those who were silent since then are an older day's.
    let dayAgo = (newest ?? .distantPast).advanced(by: -Timestamp.Duration.day)
    var totals: [String: Int64] = [:]
    for entry in entries where entry.record.lastSeen > dayAgo {
      totals[entry.record.org, default: 0] += entry.record.calls24h
    }
    for entry in entries {
      let record = entry.record
      if record.readiness == .ready { learning.ready += 1 } else { learning.learning += 1 }
      let left = 14 * Timestamp.Duration.day - (newest ?? record.lastSeen).since(record.firstSeen)
      if left > 0 { learning.firstReadyIn = min(learning.firstReadyIn ?? .max, left) }
      if !orgs.contains(where: { $0.name == record.org }), orgs.count < 8 {
        orgs.append(.init(name: record.org, platform: record.platform))
      }
      let known = volumes[record.id]
      rows.append(
        CredentialRow(
          record: record, callsPerHour: known?.perHour, week: known?.days ?? [],
          share: share(record, ofAll: totals[record.org] ?? 0, since: dayAgo),
          openFindings: entry.openFindings, worst: worst[record.id]))
    }
    snapshot.credentials = .replace(rows)
    credentialsReadAt = clock.monotonic()
    credentialsCost = credentialsReadAt &- start
    hasStaleCredentials = isBehind
  }

  /// Part of the daily limit that a credential took, or of all calls where no limit is known.
  private func share(_ record: CredentialRecord, ofAll calls: Int64, since: Timestamp) -> Double? {
    let whole = record.dailyLimit > 0 ? record.dailyLimit : calls
    guard whole > 0 else { return nil }
    return record.lastSeen > since ? Double(record.calls24h) / Double(whole) : 0
  }

  /// Brings the volumes of those up to date that have called since, or whose last hour has moved on;
  /// some at a time.
  /// - Returns: whether there are more.
  private func readVolumes(
    _ records: [CredentialRecord], _ newest: Timestamp?
  ) throws(StoreError) -> Bool {
    guard let newest, !records.isEmpty else { return false }
    let minute = newest.index(ofEvery: Timestamp.Duration.minute)
    let start = nextVolume % records.count
    var count = 0
    for step in 0..<records.count {
      let index = (start + step) % records.count
      let record = records[index]
      if let known = volumes[record.id], known.lastSeen == record.lastSeen,
        known.minute == minute || known.perHour == 0
      {
        continue
      }
      guard count < Self.volumesAtOnce else {
        nextVolume = index
        return true
      }
      volumes[record.id] = try volume(record, newest, minute)
      count += 1
    }
    return false
  }

  private static let volumesAtOnce = 64

  /// Calls of each of the last seven days, and of the last sixty minutes.
  private func volume(
    _ record: CredentialRecord, _ now: Timestamp, _ minute: Int64
  ) throws(StoreError) -> Volume {
    let first = now.day.advanced(by: -6 * Timestamp.Duration.day)
    let rollups = try store.rollups(
      credential: record.id, from: first, to: now.advanced(by: Timestamp.Duration.hour))
    var days = [Double](repeating: 0, count: 7)
    var lastHour = 0.0
    for rollup in rollups {
      let day = Int(rollup.hour.since(first) / Timestamp.Duration.day)
      if day >= 0, day < 7 { days[day] += Double(rollup.calls) }
      let start = rollup.hour.index(ofEvery: Timestamp.Duration.minute)
      guard start > minute - 120 else { continue }
      for (offset, calls) in rollup.minuteCalls.enumerated() {
        let age = minute - start - Int64(offset)
        if age >= 0, age < 60 { lastHour += Double(calls) }
      }
    }
    return Volume(lastSeen: record.lastSeen, minute: minute, days: days, perHour: lastHour)
  }

  private func eventTime(_ status: IngestStatus?) throws(StoreError) -> Timestamp? {
    if let newest = status?.newestEvent { return newest }
    let watermark = try store.watermark().time
    return watermark == .distantPast ? nil : watermark
  }

  private func sources(_ status: IngestStatus?) throws(StoreError) -> [SourceHealth] {
    if let status, !status.sources.isEmpty { return status.sources }
    return try store.sourceHealth()
  }

  private static func state(of status: IngestStatus?, isCollected: Bool) -> CollectorState {
    guard let status else { return isCollected ? .attached : .unattended }
    switch status.phase {
    case .starting: return .reading(progress: nil)
    case .backfill(let done, let total):
      return .reading(progress: total > 0 ? min(1, Double(done) / Double(total)) : nil)
    case .live: return .live
    case .finished: return .finished
    case .stalled(let why), .failed(let why): return .stopped(reason: why)
    }
  }
}
