import GRDB
public import SecurityModel
import Synchronization

// What the protocol asks for; the tables' types do the work.
extension SQLiteStore {
  public func commit(_ checkpoint: Checkpoint, storedAt: Timestamp) throws(StoreError) {
    guard role == .collector else {
      throw .notPermitted(path: path, detail: "only the collector of a store may commit")
    }
    let totals = Totals(counters: checkpoint.counters, watermark: checkpoint.watermark)
    let known = lastTotals.withLock { $0 }
    var numbers = nameNumbers.withLock { $0 }
    try write { db in
      var findings = FindingTable(db, now: storedAt)
      try findings.expireMutes()
      var names = NameTable()
      try SourceTable.write(db, checkpoint.sources)
      try StateTable.write(db, checkpoint.state)
      try RollupTable.add(db, checkpoint.rollups, names: &names)
      try CredentialTable.write(db, checkpoint.credentials, names: &names)
      if let feed = checkpoint.feed {
        try CredentialTable.write(db, feed, numbers: &numbers)
        try RollupTable.add(db, feed.rollups) { number in
          Int(number) < numbers.count ? numbers[Int(number)] : 0
        }
      }
      for finding in checkpoint.findings { try findings.write(finding) }
      try findings.finish()
      try FailureTable.add(db, checkpoint.failures)
      if totals != known {
        try Meta.setCounters(db, checkpoint.counters)
        try Meta.setWatermark(db, checkpoint.watermark)
      }
      let isIdle = totals == known && checkpoint.isEmpty
      try Meta.record(
        db,
        .init(
          ingest: !isIdle, findings: findings.hasChanged, analyst: findings.hasExpired))
    }
    lastTotals.withLock { $0 = totals }
    // Only now: what a failed transaction gave out is gone.
    nameNumbers.withLock { [numbers] in $0 = numbers }
  }

  public func load() throws(StoreError) -> ResumePoint {
    try read { db in
      ResumePoint(
        sources: try SourceTable.read(db), counters: try Meta.counters(db),
        watermark: try Meta.watermark(db), secret: secret)
    }
  }

  public func watermark() throws(StoreError) -> OrderKey {
    try read { db in try Meta.watermark(db) }
  }

  public func latestActions(limit: Int) throws(StoreError) -> [AnalystAction] {
    try read { db in try ActionTable.latest(db, limit: limit) }
  }

  public func forEachState(
    prefix: String, _ body: (_ key: String, _ bytes: UnsafeRawBufferPointer) -> Bool
  ) throws(StoreError) {
    try read { db in try StateTable.forEach(db, prefix: prefix, body) }
  }

  public func apply(_ actions: [AnalystAction]) throws(StoreError) -> [ActionResult] {
    try ActionRules.validate(actions)
    if actions.isEmpty { return [] }
    return try write { db in
      var incidents: Set<String> = []
      var results: [ActionResult] = []
      var isStored = false
      for action in actions {
        let result = try ActionTable.apply(db, action, incidents: &incidents)
        if case .stored = result { isStored = true }
        results.append(result)
      }
      try IncidentTable.refresh(db, incidents)
      try Meta.record(db, .init(analyst: isStored))
      return results
    }
  }

  public func history(
    of finding: String?, after: Int64, limit: Int
  ) throws(StoreError) -> [AnalystAction] {
    try read { db in try ActionTable.history(db, of: finding, after: after, limit: limit) }
  }

  public func findings(_ query: FindingQuery) throws(StoreError) -> [FindingRecord] {
    try read { db in
      let reader = try FindingReader(
        db, now: query.now, includesEvidence: query.includesEvidence)
      return try FindingSelect.rows(db, query).compactMap { try reader.record($0) }
    }
  }

  public func forEachFinding(
    _ query: FindingQuery, _ body: (FindingRecord) -> Bool
  ) throws(StoreError) {
    try read { db in
      let rows = try FindingSelect.rows(db, query)
      let reader = try FindingReader(
        db, now: query.now, includesEvidence: query.includesEvidence)
      for row in rows {
        if let record = try reader.record(row), !body(record) { return }
      }
    }
  }

  public func countFindings(_ query: FindingQuery) throws(StoreError) -> Int {
    guard query.isAboutStateOnly else {
      return try read { db in try FindingSelect.count(db, query) }
    }
    // The tally knows: no need to walk a million rows for the header of a list.
    let counts = try findingCounts(now: query.now)
    let statuses = query.statuses.isEmpty ? FindingStatus.allCases : query.statuses
    return FindingStatus.allCases.filter(statuses.contains).reduce(0) { total, status in
      Severity.allCases.filter { $0 >= query.minimumSeverity }
        .reduce(total) { $0 + counts[status, $1] }
    }
  }

  public func finding(_ id: String, now: Timestamp) throws(StoreError) -> FindingMatch {
    guard !id.isEmpty else { return .none }
    return try read { db in
      let rows = try FindingSelect.rows(db, idPrefix: id, limit: 20)
      guard let first = rows.first else { return .none }
      if rows.count > 1, first.id != id { return .many(rows.map(\.id)) }
      let reader = try FindingReader(db, now: now, includesEvidence: true)
      return try reader.record(first.row).map { .one($0) } ?? .none
    }
  }

  public func findingCounts(now: Timestamp) throws(StoreError) -> FindingCounts {
    try read { db in
      var counts = FindingCounts()
      let tally = try Prepared(db, "SELECT status, severity, n FROM tally")
      while try tally.next() {
        let severity = Severity(stored: tally.int(1))
        counts[FindingStatus(code: tally.int(0)), severity] = Int(tally.int(2))
      }
      let ended = try Prepared(
        db,
        """
        SELECT severity, count(*) FROM finding WHERE status = 3 AND muted_until <= ?
        GROUP BY severity
        """)
      ended.bind(1, now.milliseconds)
      while try ended.next() {
        let severity = Severity(stored: ended.int(0))
        counts[.suppressed, severity] -= Int(ended.int(1))
        counts[.new, severity] += Int(ended.int(1))
      }
      return counts
    }
  }

  public func incidents(_ query: IncidentQuery) throws(StoreError) -> [IncidentRecord] {
    try read { db in try IncidentTable.read(db, query) }
  }

  public func credentials(_ query: CredentialQuery) throws(StoreError) -> [CredentialEntry] {
    try read { db in try CredentialTable.read(db, query) }
  }

  public func countCredentials(_ query: CredentialQuery) throws(StoreError) -> Int {
    try read { db in try CredentialTable.count(db, query) }
  }

  public func credential(_ id: String) throws(StoreError) -> CredentialEntry? {
    try read { db in try CredentialTable.find(db, id) }
  }

  public func rollups(
    credential: String?, from: Timestamp, to: Timestamp
  ) throws(StoreError) -> [HourRollup] {
    try read { db in
      if let credential {
        return try RollupTable.read(db, credential: credential, from: from, to: to)
      }
      return try RollupTable.readAll(db, from: from, to: to)
    }
  }

  public func sourceHealth() throws(StoreError) -> [SourceHealth] {
    try read { db in try SourceTable.read(db).map { SourceHealth($0) } }
  }

  public func failures(limit: Int) throws(StoreError) -> ParseFailureLog {
    try read { db in try FailureTable.read(db, limit: limit) }
  }

  public func counters() throws(StoreError) -> IngestCounters {
    try read { db in try Meta.counters(db) }
  }

  public func version() throws(StoreError) -> StoreVersion {
    try read { db in try Meta.version(db) }
  }
}
