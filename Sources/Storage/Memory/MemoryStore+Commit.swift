public import SecurityModel

// What changes the contents.
extension MemoryStore {
  public func commit(_ checkpoint: Checkpoint, storedAt: Timestamp) throws(StoreError) {
    guard role == .collector else {
      throw .notPermitted(path: "memory", detail: "only the collector of a store may commit")
    }
    try access { (contents: inout Contents) throws(StoreError) in
      contents.commit(checkpoint, storedAt: storedAt)
    }
  }

  public func apply(_ actions: [AnalystAction]) throws(StoreError) -> [ActionResult] {
    try ActionRules.validate(actions)
    return try access { (contents: inout Contents) throws(StoreError) in
      let results = actions.map { contents.apply($0) }
      let isStored = results.contains { if case .stored = $0 { true } else { false } }
      if isStored { contents.version.analyst += 1 }
      return results
    }
  }

  public func prune(_ retention: Retention) throws(StoreError) -> PruneReport {
    try access { (contents: inout Contents) throws(StoreError) in contents.prune(retention) }
  }
}

extension MemoryStore.Contents {
  fileprivate mutating func commit(_ checkpoint: Checkpoint, storedAt: Timestamp) {
    let isIdle =
      checkpoint.isEmpty && checkpoint.counters == counters && checkpoint.watermark == watermark
    lastTime = max(lastTime, storedAt)
    for source in checkpoint.sources { sources[source.uri] = source }
    for blob in checkpoint.state { state[blob.key] = blob.bytes.isEmpty ? nil : blob.bytes }
    for delta in checkpoint.rollups {
      add(delta, under: delta.credential)
      add(delta, under: nil)
    }
    for record in checkpoint.credentials { credentials[record.id] = record }
    if let feed = checkpoint.feed { commit(feed) }
    var hasChanged = false
    for finding in checkpoint.findings {
      if let old = findings[finding.id] {
        if old.finding == finding { continue }
        var new = MemoryStore.StoredFinding(finding, stored: old.stored)
        new.actions = old.actions
        findings[finding.id] = new
      } else {
        findings[finding.id] = .init(finding, stored: storedAt)
      }
      hasChanged = true
    }
    for failure in checkpoint.failures { add(failure) }
    counters = checkpoint.counters
    watermark = checkpoint.watermark
    if !isIdle { version.ingest += 1 }
    if hasChanged { version.findings += 1 }
  }

  private mutating func commit(_ feed: any CheckpointFeed) {
    // Nothing here throws, so neither does the feed.
    try? feed.forEachCredential { change in
      credentialNames[change.number] = change.summary.id
      state[CredentialState.key(change.number)] = Array(change.state)
      credentials[change.summary.id] = change.record
    }
    feed.rollups.bytes.withUnsafeBytes { bytes in
      for entry in feed.rollups.entries {
        guard let name = credentialNames[entry.credential] else { continue }
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[Int(entry.offset)...]))
        var volume = HourVolume()
        volume.add(&reader)
        let delta = volume.rollup(name, hour: Int64(entry.hour))
        add(delta, under: name)
        add(delta, under: nil)
      }
    }
  }

  private mutating func add(_ delta: HourRollup, under credential: String?) {
    // Credentials are kept under their name with a mark, so that none is taken for all.
    let key = MemoryStore.RollupKey(
      credential: credential.map { "=" + $0 } ?? "",
      hour: delta.hour.index(ofEvery: Timestamp.Duration.hour))
    var sum =
      rollups[key] ?? HourRollup(credential: credential ?? "", hour: delta.hour.hour)
    sum.calls = sum.calls.addingClamped(delta.calls)
    sum.errors = sum.errors.addingClamped(delta.errors)
    sum.rows = sum.rows.addingClamped(delta.rows)
    sum.bytes = sum.bytes.addingClamped(delta.bytes)
    delta.minutes.forEach { minute, count in sum.minutes.add(count, minute: minute) }
    rollups[key] = sum
  }

  private mutating func add(_ failure: ParseFailure) {
    failures.append(failure)
    if failures.count > ParseFailureLog.limit { failures.removeFirst() }
    var total = ParseFailureLog.Total(source: failure.source, reason: failure.reason, count: 0)
    if failureTotals[total] == nil, failureTotals.count >= ParseFailureLog.totalLimit {
      total.source = ""
      total.reason = ParseFailureLog.otherReason
    }
    failureTotals[total, default: 0] += 1
  }

  fileprivate mutating func apply(_ action: AnalystAction) -> ActionResult {
    guard var stored = findings[action.finding] else { return .unknownFinding }
    if let refusal = ActionRules.refusal(of: action, existing: stored.actions) { return refusal }
    sequence += 1
    lastTime = max(lastTime, action.at)
    var numbered = action
    numbered.sequence = sequence
    stored.actions.append(.init(action: numbered, severity: stored.finding.severity))
    findings[action.finding] = stored
    return .stored(sequence: sequence)
  }

  fileprivate mutating func prune(_ retention: Retention) -> PruneReport {
    var report = PruneReport()
    if let time = retention.rollupsBefore {
      let hour = time.index(ofEvery: Timestamp.Duration.hour)
      let old = rollups.keys.filter { $0.hour < hour }
      for key in old {
        if !key.credential.isEmpty { report.rollups += 1 }
        rollups[key] = nil
      }
    }
    if let time = retention.minutesBefore {
      let hour = time.index(ofEvery: Timestamp.Duration.hour)
      let old = rollups.filter { $0.key.hour < hour && !$0.value.minutes.isEmpty }
      for key in old.keys {
        if !key.credential.isEmpty { report.minutes += 1 }
        rollups[key]?.minutes = MinuteCounts()
      }
    }
    if let time = retention.closedFindingsBefore {
      let old = findings.filter {
        $0.value.finding.lastSeen < time
          && $0.value.state(now: .distantPast).status == .closed
      }
      for (id, finding) in old {
        findings[id] = nil
        report.findings += 1
        report.actions += finding.actions.count
      }
    }
    if report != PruneReport() {
      version.ingest += 1
      version.findings += 1
    }
    return report
  }
}
