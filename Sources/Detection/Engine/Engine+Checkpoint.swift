import Inventory
public import SecurityModel

extension Engine {
  /// Everything that changed since the last call, for one transaction of the store.
  ///
  /// The pipeline adds source positions and decoding failures.
  public func takeCheckpoint() -> Checkpoint {
    var checkpoint = Checkpoint()
    checkpoint.findings = core.book.takeChanged(now: watermark.time)
    checkpoint.rollups = rollups.take()
    checkpoint.state = dedup.takeChanges()
    for index in dirty {
      let profile = core.profiles.pointer(index)
      profile.pointee.isListed = false
      checkpoint.state.append(blob(of: profile))
      checkpoint.credentials.append(record(of: profile))
    }
    dirty.removeAll(keepingCapacity: true)
    for i in detectors.indices {
      for change in detectors[i].takeSharedChanges(core.symbols) {
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

  /// Takes back stored state; call once, before the first event.
  /// - Throws: `ByteReader.Failure` when a blob is not what this version wrote.
  public func restore(
    _ blobs: some Sequence<Checkpoint.StateBlob>, counters stored: IngestCounters,
    watermark key: OrderKey
  ) throws(ByteReader.Failure) {
    counters = stored
    watermark = key
    core.book.restoreCount(stored.findings)
    for blob in blobs {
      var reader = ByteReader(blob.bytes)
      if blob.key.hasPrefix("credential/") {
        try restoreProfile(&reader)
      } else if blob.key.hasPrefix("dedup/") {
        try dedup.restore(blob)
      } else if blob.key.hasPrefix("open/") {
        try core.book.restoreOpen(blob)
      } else if blob.key.hasPrefix("detector/") {
        let parts = blob.key.split(
          separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let i = rows.firstIndex(where: { $0.id == parts[1] }) else {
          continue
        }
        try detectors[i].restoreShared(
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
    core.book.resolveProfiles(core)
  }

  private func blob(
    of profile: UnsafeMutablePointer<CredentialProfile>
  ) -> Checkpoint.StateBlob {
    var out = ByteWriter()
    out.bytes.reserveCapacity(768)
    profile.pointee.encode(into: &out, symbols: core.symbols)
    core.book.risk.encode(profile: profile.pointee.index, into: &out)
    var piece = ByteWriter()
    for i in detectors.indices {
      piece.bytes.removeAll(keepingCapacity: true)
      detectors[i].encode(credential: profile.pointee.index, into: &piece)
      if piece.bytes.isEmpty { continue }
      out.put(rows[i].id)
      out.put(piece.bytes)
    }
    let org = core.symbols.text(of: profile.pointee.org)
    let name = core.symbols.text(of: profile.pointee.credential)
    return .init(
      key: "credential/\(profile.pointee.platform.rawValue)/\(org)/\(name)", bytes: out.bytes)
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
      try detectors[i].decode(credential: index, from: &piece)
    }
    if profile.pointee.ownerSince > .distantPast {
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

  /// The inventory record of a profile.
  func record(of profile: UnsafeMutablePointer<CredentialProfile>) -> CredentialRecord {
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
    record.apis = APISurface.allCases.filter {
      profile.pointee.surfaceCalls[Int($0.rawValue)] > 0 && $0 != .unknown
    }
    record.objects = profile.pointee.objects.counted(symbols)
    record.networks = profile.pointee.networks.counted(symbols)
    record.clients = profile.pointee.clients.counted(symbols)
    record.endpoints = profile.pointee.endpoints.counted(symbols)
    record.scopes = ScopeList.counted(
      profile.pointee.scopes.counted(symbols), declared: registration?.scopes ?? [])
    record.calls = profile.pointee.calls
    record.errors = profile.pointee.errors
    record.rows = profile.pointee.rows
    record.bytes = profile.pointee.bytes
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
