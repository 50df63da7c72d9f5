public import SecurityModel

// What reads the contents.
extension MemoryStore {
  public func load() throws(StoreError) -> ResumePoint {
    let secret = self.secret
    return try access { (contents: inout Contents) throws(StoreError) in
      ResumePoint(
        sources: contents.sources.values.sorted { $0.uri < $1.uri },
        counters: contents.counters, watermark: contents.watermark, secret: secret)
    }
  }

  public func forEachState(
    prefix: String, _ body: (_ key: String, _ bytes: UnsafeRawBufferPointer) -> Bool
  ) throws(StoreError) {
    // A copy, so that the body may use the store.
    let state = try access { (contents: inout Contents) throws(StoreError) in contents.state }
    let keys = state.keys.filter { $0.utf8.starts(with: prefix.utf8) }
    for key in keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let isWanted = state[key]?.withUnsafeBytes { body(key, $0) } ?? true
      if !isWanted { return }
    }
  }

  public func history(
    of finding: String?, after: Int64, limit: Int
  ) throws(StoreError) -> [AnalystAction] {
    try access { (contents: inout Contents) throws(StoreError) in
      let stored =
        finding.map { id in contents.findings[id].map { [$0] } ?? [] }
        ?? Array(contents.findings.values)
      let actions = stored.flatMap(\.actions).map(\.action).filter { $0.sequence > after }
      return Array(actions.sorted { $0.sequence < $1.sequence }.prefix(max(0, limit)))
    }
  }

  public func latestActions(limit: Int) throws(StoreError) -> [AnalystAction] {
    try access { (contents: inout Contents) throws(StoreError) in
      let actions = contents.findings.values.flatMap(\.actions).map(\.action)
      return Array(actions.sorted { $0.sequence > $1.sequence }.prefix(max(0, limit)))
    }
  }

  public func watermark() throws(StoreError) -> OrderKey {
    try access { (contents: inout Contents) throws(StoreError) in contents.watermark }
  }

  public func findings(_ query: FindingQuery) throws(StoreError) -> [FindingRecord] {
    let matches = try access { (contents: inout Contents) throws(StoreError) in
      contents.matches(query)
    }
    let sorted = matches.sorted { query.isOrdered($0.finding, $0.stored, $1.finding, $1.stored) }
    return sorted.dropFirst(max(0, query.offset)).prefix(max(0, query.limit)).map {
      $0.record(now: query.now, includesEvidence: query.includesEvidence)
    }
  }

  public func forEachFinding(
    _ query: FindingQuery, _ body: (FindingRecord) -> Bool
  ) throws(StoreError) {
    for record in try findings(query) where !body(record) { return }
  }

  public func countFindings(_ query: FindingQuery) throws(StoreError) -> Int {
    try access { (contents: inout Contents) throws(StoreError) in contents.matches(query).count }
  }

  public func finding(_ id: String, now: Timestamp) throws(StoreError) -> FindingMatch {
    guard !id.isEmpty else { return .none }
    return try access { (contents: inout Contents) throws(StoreError) in
      if let exact = contents.findings[id] {
        return .one(exact.record(now: now, includesEvidence: true))
      }
      let ids = contents.findings.keys.filter { $0.hasPrefix(id) }.sorted()
      guard let first = ids.first else { return .none }
      if ids.count > 1 { return .many(Array(ids.prefix(20))) }
      return contents.findings[first].map {
        .one($0.record(now: now, includesEvidence: true))
      } ?? .none
    }
  }

  public func findingCounts(now: Timestamp) throws(StoreError) -> FindingCounts {
    try access { (contents: inout Contents) throws(StoreError) in
      var counts = FindingCounts()
      for stored in contents.findings.values {
        counts[stored.state(now: now).status, stored.finding.severity] += 1
      }
      return counts
    }
  }

  public func incidents(_ query: IncidentQuery) throws(StoreError) -> [IncidentRecord] {
    try access { (contents: inout Contents) throws(StoreError) in contents.incidents(query) }
  }

  public func credentials(_ query: CredentialQuery) throws(StoreError) -> [CredentialEntry] {
    let entries = try access { (contents: inout Contents) throws(StoreError) in
      let open = contents.openByCredential()
      return contents.credentials.values.filter { query.matches($0) }.map {
        CredentialEntry(record: $0, openFindings: open[$0.id] ?? 0)
      }
    }
    let sorted = entries.sorted { query.isOrdered($0, $1) }
    return Array(sorted.dropFirst(max(0, query.offset)).prefix(max(0, query.limit)))
  }

  public func countCredentials(_ query: CredentialQuery) throws(StoreError) -> Int {
    try access { (contents: inout Contents) throws(StoreError) in
      contents.credentials.values.reduce(0) { $0 + (query.matches($1) ? 1 : 0) }
    }
  }

  public func credential(_ id: String) throws(StoreError) -> CredentialEntry? {
    try access { (contents: inout Contents) throws(StoreError) in
      contents.credentials[id].map {
        CredentialEntry(record: $0, openFindings: contents.openByCredential()[id] ?? 0)
      }
    }
  }

  public func rollups(
    credential: String?, from: Timestamp, to: Timestamp
  ) throws(StoreError) -> [HourRollup] {
    try access { (contents: inout Contents) throws(StoreError) in
      let name = credential.map { "=" + $0 } ?? ""
      let (first, last) = RollupTable.hours(from: from, to: to)
      return contents.rollups
        .filter { $0.key.credential == name && $0.key.hour >= first && $0.key.hour <= last }
        .map(\.value).sorted { $0.hour < $1.hour }
    }
  }

  public func sourceHealth() throws(StoreError) -> [SourceHealth] {
    try load().sources.map { SourceHealth($0) }
  }

  public func failures(limit: Int) throws(StoreError) -> ParseFailureLog {
    try access { (contents: inout Contents) throws(StoreError) in
      let totals = contents.failureTotals.map { key, count in
        ParseFailureLog.Total(source: key.source, reason: key.reason, count: count)
      }
      return ParseFailureLog(
        latest: Array(contents.failures.reversed().prefix(max(0, limit))),
        totals: totals.sorted { $0.count == $1.count ? $0 < $1 : $0.count > $1.count })
    }
  }

  public func counters() throws(StoreError) -> IngestCounters {
    try access { (contents: inout Contents) throws(StoreError) in contents.counters }
  }

  public func version() throws(StoreError) -> StoreVersion {
    try access { (contents: inout Contents) throws(StoreError) in contents.version }
  }

  /// Memory has nothing that could be damaged.
  public func check(now: Timestamp) throws(StoreError) -> [StoreProblem] {
    try access { (_: inout Contents) throws(StoreError) in [] }
  }

  public func backup(to path: String) throws(StoreError) {
    throw .notPermitted(path: path, detail: "a store in memory can't be backed up")
  }
}
