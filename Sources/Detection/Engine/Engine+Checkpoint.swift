import Inventory
public import SecurityModel

extension Engine {
  /// Everything that changed since the last call, for one transaction of the store, to be stored
  /// before the next event.
  ///
  /// The pipeline adds source positions and decoding failures.
  public func takeCheckpoint() -> Checkpoint {
    var checkpoint = Checkpoint()
    checkpoint.findings = core.book.takeChanged(now: watermark.time)
    checkpoint.state = dedup.takeChanges()
    for index in dirty { core.profiles.pointer(index).pointee.isListed = false }
    let batch = rollups.take()
    if !dirty.isEmpty || !batch.entries.isEmpty {
      checkpoint.feed = EngineFeed(self, changed: dirty, rollups: batch)
    }
    dirty.removeAll(keepingCapacity: dirty.count <= 4_096)
    for i in detectors.cells.indices {
      for change in detectors.cells[i].takeSharedChanges(core.symbols) {
        checkpoint.state.append(
          .init(key: "detector/\(rows[i].id)/\(change.key)", bytes: change.bytes))
      }
    }
    for change in rules?.takeChanges(core.symbols) ?? [] {
      checkpoint.state.append(.init(key: "rules/" + change.key, bytes: change.bytes))
    }
    checkpoint.state.append(.init(key: "engine", bytes: sharedState()))
    if core.jobs.isDirty {
      core.jobs.isDirty = false
      var out = ByteWriter()
      core.jobs.encode(into: &out)
      checkpoint.state.append(.init(key: "jobs", bytes: out.bytes))
    }
    checkpoint.state += core.book.takeOpenState()
    core.book.incidents.expire(before: watermark.time)
    counters.findings = core.book.raisedCount
    counters.evicted = evictions()
    checkpoint.counters = counters
    checkpoint.watermark = watermark
    return checkpoint
  }

  /// The findings that are new or changed since they were last taken, ahead of the checkpoint that
  /// holds what else came of the events behind them.
  public func takeFindings() -> [Finding] { core.book.takeChanged(now: watermark.time) }

  /// Number of credentials that the next checkpoint will hold.
  public var changedCount: Int { dirty.count }

  /// Bytes that wait for the next checkpoint, beside the credentials themselves.
  public var pendingSize: Int { rollups.size + dedup.pendingSize }

  /// Takes back stored state; call once, before the first event.
  ///
  /// - Parameter forEach: calls its argument with every blob the store holds, those of credentials
  ///   by rising number; the argument gives false to stop.
  /// - Throws: `ByteReader.Failure` when a blob is not what this version wrote.
  public func restore(
    counters stored: IngestCounters, watermark key: OrderKey,
    forEach: ((_ key: String, _ bytes: UnsafeRawBufferPointer) -> Bool) throws -> Void
  ) throws {
    counters = stored
    watermark = key
    core.book.restoreCount(stored.findings)
    var failure: ByteReader.Failure?
    try forEach { key, bytes in
      do throws(ByteReader.Failure) {
        try restore(.init(key: key, bytes: Array(bytes)))
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    core.book.resolveProfiles(core)
  }

  private func restore(_ blob: Checkpoint.StateBlob) throws(ByteReader.Failure) {
    var reader = ByteReader(blob.bytes)
    if blob.key.hasPrefix("credential/") {
      // Numbers are places in the table of profiles; one that is missing would shift the rest.
      guard UInt32(blob.key.dropFirst(11)) == UInt32(core.profiles.count + 1) else {
        throw ByteReader.Failure(offset: 0)
      }
      try restoreProfile(&reader)
    } else if blob.key.hasPrefix("dedup/") {
      try dedup.restore(blob)
    } else if blob.key.hasPrefix("open/") {
      try core.book.restoreOpen(blob)
    } else if blob.key.hasPrefix("detector/") {
      let parts = blob.key.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, let i = rows.firstIndex(where: { $0.id == parts[1] }) else { return }
      try detectors.cells[i].restoreShared(
        .init(key: String(parts[2]), bytes: blob.bytes), core.symbols)
    } else if blob.key.hasPrefix("rules/") {
      try rules?.restore(
        .init(key: String(blob.key.dropFirst(6)), bytes: blob.bytes), core.symbols)
    } else if blob.key == "jobs" {
      try core.jobs.decode(from: &reader)
    } else if blob.key == "engine" {
      try restoreShared(&reader)
    }
  }

  /// Appends everything known of a credential.
  func encode(
    _ profile: UnsafeMutablePointer<CredentialProfile>, into out: inout ByteWriter,
    scratch: inout [UInt8], piece: inout ByteWriter
  ) {
    profile.pointee.encode(into: &out, scratch: &scratch, symbols: core.symbols)
    core.book.risk.encode(profile: profile.pointee.index, into: &out)
    for i in detectors.cells.indices {
      piece.bytes.removeAll(keepingCapacity: true)
      detectors.cells[i].encode(credential: profile.pointee.index, into: &piece)
      if piece.bytes.isEmpty { continue }
      out.put(rows[i].id)
      out.put(piece.bytes)
    }
  }

  private func restoreProfile(_ reader: inout ByteReader) throws(ByteReader.Failure) {
    let index = UInt32(core.profiles.count + 1)
    let profile = core.profiles.add(
      try CredentialProfile.decode(index: index, from: &reader, symbols: core.symbols))
    try core.book.risk.decode(profile: index, from: &reader)
    while !reader.isAtEnd {
      let id = try reader.text()
      var piece = ByteReader(try reader.blob())
      // State of a detector that is switched off now is dropped.
      guard let i = rows.firstIndex(where: { $0.id == id }) else { continue }
      try detectors.cells[i].decode(credential: index, from: &piece)
    }
    if profile.pointee.ownerSince > .distantPast {
      core.noteSibling(profile)
      attribution.learn(
        org: profile.pointee.org, user: profile.pointee.user,
        credential: profile.pointee.credential, integration: profile.pointee.integration,
        app: profile.pointee.app, lastSeen: profile.pointee.ownerSince)
    }
  }

  private func sharedState() -> [UInt8] {
    var out = ByteWriter()
    out.put(core.logStart)
    core.quota.encode(into: &out, symbols: core.symbols)
    attribution.encode(into: &out, now: watermark.time, symbols: core.symbols)
    core.book.incidents.encode(into: &out)
    return out.bytes
  }

  private func restoreShared(_ reader: inout ByteReader) throws(ByteReader.Failure) {
    core.logStart = try reader.timestamp()
    try core.quota.decode(from: &reader, symbols: core.symbols)
    try attribution.decode(from: &reader, symbols: core.symbols)
    core.book.incidents = try IncidentBook(from: &reader)
  }

  private func evictions() -> [String: Int64] {
    var counts: [String: Int64] = [:]
    if dedup.forgotten > 0 { counts["dedup"] = dedup.forgotten }
    if core.symbols.refused > 0 { counts["symbols"] = Int64(core.symbols.refused) }
    if core.jobs.evictions > 0 { counts["jobs"] = core.jobs.evictions }
    return counts
  }

  /// The inventory record of a profile but for what `CredentialState` gives.
  func summary(of profile: UnsafeMutablePointer<CredentialProfile>) -> CredentialRecord {
    let symbols = core.symbols
    let registration = core.registration(of: profile)
    let now = watermark.time
    var record = CredentialRecord(
      id: symbols.text(of: profile.pointee.credential), platform: profile.pointee.platform,
      org: symbols.text(of: profile.pointee.org),
      integration: registration?.name ?? symbols.text(of: profile.pointee.integration),
      type: registration?.type ?? profile.pointee.type,
      user: symbols.text(of: profile.pointee.user), app: symbols.text(of: profile.pointee.app),
      firstSeen: profile.pointee.firstSeen, lastSeen: profile.pointee.lastSeen)
    record.scopes = ScopeList.counted(
      profile.pointee.scopes.counted(symbols), declared: registration?.scopes ?? [])
    record.calls = profile.pointee.calls
    record.calls24h = profile.pointee.calls24h.sum(at: now)
    record.rows24h = profile.pointee.rows24h.sum(at: now)
    record.dailyLimit = core.quota.maximum(
      of: profile.pointee.org, profile.pointee.platform)
    record.readiness = profile.pointee.readiness(at: now)
    record.risk = Int(profile.pointee.risk)
    record.isDeclared = registration?.approved ?? false
    record.owner = registration?.owner
    record.purpose = registration?.purpose
    if core.settings.hasRegistry {
      if core.isUnregistered(profile) { record.flags.append("unregistered") }
      if registration != nil, registration?.owner == nil { record.flags.append("unowned") }
    }
    return record
  }
}

extension Engine {
  /// Number of events applied in the store's life, duplicates left out.
  public var appliedEvents: Int64 { counters.events }
}
