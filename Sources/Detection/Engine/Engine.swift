public import SecurityModel

/// The fold over events: learns each credential's normal and raises findings.
///
/// Synchronous, owned by one task, does no I/O and reads no clock. `step` must get events in the
/// order of their `OrderKey` (the reorder buffer sees to that), except those flagged late. The same
/// events in the same order give the same findings, and a checkpoint taken anywhere and restored
/// continues identically.
public final class Engine {
  let core: EngineCore
  let detectors: DetectorRoster
  let rows: [DetectorRow]
  private let listeners: [Int]

  @exclusivity(unchecked) var workspace = VolumeWorkspace()
  @exclusivity(unchecked) var rollups = RollupTable()
  @exclusivity(unchecked) var dedup = DedupWindow()
  @exclusivity(unchecked) var attribution: Attribution
  @exclusivity(unchecked) var dirty: [UInt32] = []
  @exclusivity(unchecked) var counters = IngestCounters()
  /// Greatest order key applied so far.
  @exclusivity(unchecked) var watermark = OrderKey.start

  /// Events this far behind the newest enter rollups and inventory only.
  public static let lateHorizon = 26 * Timestamp.Duration.hour

  /// The analyst's own rules; set before `restore` and the first event.
  @exclusivity(unchecked) public var rules: (any EventRules)?

  public init(settings: EngineSettings, symbols: SymbolTable) {
    core = EngineCore(settings: settings, symbols: symbols)
    var made: [DetectorCell] = []
    var rows: [DetectorRow] = []
    for type in DetectorRegistry.all where !settings.disabled.contains(type.row.id) {
      made.append(
        .make(type, TunableValues(type.row, overrides: settings.tunables[type.row.id] ?? [:])))
      rows.append(type.row)
    }
    detectors = DetectorRoster(made)
    self.rows = rows
    core.rows = rows
    listeners = made.indices.filter { made[$0].interest.contains(.findings) }
    attribution = Attribution(symbols: symbols)
    workspace = VolumeWorkspace(tunables: VolumeSettings.tunables(settings))
  }

  /// Texts behind the symbols of events.
  public var symbols: SymbolTable { core.symbols }

  /// Sets how evidence is made from an event's raw record.
  public func setEvidence(_ make: @escaping (APIEvent) -> NormalizedEvent?) {
    core.evidence = make
  }

  /// Number of credentials known.
  public var credentialCount: Int { core.profiles.count }
  /// Number of findings raised since the engine was made.
  public var findingCount: Int64 { core.book.raisedCount }
  /// Number of events that came late in the store's life.
  public var lateCount: Int64 { counters.late }
  /// Greatest event time applied.
  public var now: Timestamp { watermark.time }

  /// Brings near what `step` will need for an event that comes soon; changes nothing.
  public func prepare(_ event: UnsafePointer<APIEvent>) {
    core.profiles.likely(event.pointee.credential)?.prefetch()
    if event.pointee.flags.contains(.dedup) {
      dedup.prefetch(event.pointee.dedupKey, at: event.pointee.time)
    }
    if event.pointee.request != 0 { attribution.prefetch(event.pointee.request) }
  }

  /// Goes on with what `prepare` began, when the event is nearly there.
  public func prepareMore(_ event: UnsafePointer<APIEvent>) {
    guard let profile = core.profiles.likely(event.pointee.credential) else { return }
    rollups.prefetch(profile)
    let object = event.pointee.objectCount > 0 ? core.symbols.hash(of: event.pointee.objects[0]) : 0
    let endpoint = core.symbols.hash(of: event.pointee.endpoint)
    let client = core.symbols.hash(of: event.pointee.clientFamily)
    profile.prefetchMembers(
      object: object,
      verb: StableHash.combine(object, UInt64(event.pointee.operation.operationClass.rawValue)),
      endpoint: endpoint, client: client, network: event.pointee.ip.network.stableHash)
  }

  /// Applies one event; findings wait for `takeCheckpoint`.
  public func step(_ input: borrowing APIEvent) {
    var event = copy input
    withUnsafeMutablePointer(to: &event) { step(at: $0) }
  }

  /// Like `step`, for an event that nobody needs afterwards: it is completed where it lies, because
  /// an event is six cache lines and copying it several times would show.
  public func step(at event: UnsafeMutablePointer<APIEvent>) {
    let time = event.pointee.time
    let flags = event.pointee.flags
    if flags.contains(.dedup), !dedup.insert(event.pointee.dedupKey, at: time) {
      counters.duplicates += 1
      return
    }
    counters.events += 1
    let key = OrderKey(time: time, tieBreak: event.pointee.tieBreak)
    let behind = watermark.time == .distantPast ? 0 : watermark.time.since(time)
    if key > watermark { watermark = key }
    if flags.contains(.late) { counters.late += 1 }
    if core.logStart == .distantFuture
      || behind < -Timestamp.Duration.day && core.profiles.count < 5
    {
      core.logStart = time
    }
    attribution.complete(&event.pointee)
    if behind > Self.lateHorizon {
      counters.tooLate += 1
      recordOnly(event)
    } else {
      observe(event)
    }
  }

  /// Enters an event that is too old for any window.
  private func recordOnly(_ event: UnsafePointer<APIEvent>) {
    let (profile, _) = core.profiles.resolve(event)
    learn(event, profile, rows: max(0, min(event.pointee.rows, Self.mostRows)))
    markDirty(profile)
  }

  private func observe(_ event: UnsafePointer<APIEvent>) {
    let (profile, isNew) = core.profiles.resolve(event)
    let time = event.pointee.time
    let gap = isNew ? 0 : max(0, time.since(profile.pointee.lastSeen))
    let earlierGap = profile.pointee.longestGap
    let rowDelta = rowsOfThisCall(event, profile.pointee.index)
    let flags = event.pointee.flags
    let counts = flags.contains(.countsAsCall) && !flags.contains(.secondaryRow)

    if isNew || profile.pointee.activeDay != time.index(ofEvery: Timestamp.Duration.day) {
      noteOwner(event, profile)
    }
    if core.hasExpected { announce(profile, at: time) }
    // What the server could not serve took nothing: a client that tries again is no spike, and the
    // calls it could not make may be caught up on.
    if counts, !event.pointee.isServerFailure {
      profile.pointee.callVolume.add(1, at: time.milliseconds, in: &workspace)
    }
    if rowDelta > 0 {
      profile.pointee.rowVolume.add(
        UInt32(clamping: rowDelta), at: time.milliseconds, in: &workspace)
    }
    if counts { core.quota.count(event) }
    if event.pointee.limitMaximum > 0 { core.quota.told(event) }
    let facts = interest(of: event, gap: gap, isNew: isNew, rows: rowDelta, counts: counts)
    // Detectors see the profile as it was before this event; what is new comes beside it.
    let sightings = noteSightings(event, profile, isNew: isNew)
    var wanted = facts
    if !sightings.novelty.isEmpty { wanted |= Interest.novelty.rawValue }
    if !workspace.verdicts.isEmpty { wanted |= Interest.volume.rawValue }
    if wanted & detectors.anyInterest != 0 {
      dispatch(
        event, profile, wanted: wanted, sightings: sightings, gap: gap, earlierGap: earlierGap,
        rowDelta: rowDelta)
    }
    if let rules { applyRules(rules, event, profile) }
    finishLearning(event, profile, counts: counts, gap: gap, rowDelta: rowDelta)
    markDirty(profile)
  }

  /// Tells the volume model of announced activity: such volume is recorded, not judged or learnt.
  private func announce(_ profile: UnsafeMutablePointer<CredentialProfile>, at time: Timestamp) {
    guard let activity = core.expectedActivity(profile.pointee.credential, at: time) else { return }
    let from = activity.start.milliseconds
    // The announced interval is closed; the model's is half open.
    let until = activity.end.advanced(by: 1).milliseconds
    profile.pointee.callVolume.announce(from: from, until: until, in: &workspace)
    profile.pointee.rowVolume.announce(from: from, until: until, in: &workspace)
  }

  private func dispatch(
    _ event: UnsafePointer<APIEvent>, _ profile: UnsafeMutablePointer<CredentialProfile>,
    wanted: UInt32, sightings: Sightings, gap: Int64, earlierGap: Int64, rowDelta: Int64
  ) {
    let verdicts = workspace.verdicts.isEmpty ? [] : workspace.drain()
    var context = DetectorContext(
      event: event, profilePointer: profile, core: core, novelty: sightings.novelty,
      newObjects: sightings.newObjects, newVerbs: sightings.newVerbs, gap: gap,
      earlierLongestGap: earlierGap, rowDelta: rowDelta, verdicts: verdicts,
      now: max(event.pointee.time, watermark.time))
    detectors.observe(wanted, &context)
    if !core.book.justRaised.isEmpty { tellListeners(&context) }
  }

  /// Shows findings just raised to the detectors that listen to findings.
  private func tellListeners(_ context: inout DetectorContext) {
    // Findings may in turn raise findings (correlation); it ends after a few rounds.
    var rounds = 0
    while !core.book.justRaised.isEmpty, rounds < 3 {
      let raised = core.book.justRaised
      core.book.justRaised.removeAll()
      for item in raised {
        for i in listeners where rows[i].id != item.finding.detector {
          context.detector = i
          context.findingKind = item.kind
          detectors.cells[i].observe(item.finding, &context)
        }
      }
      rounds += 1
    }
    core.book.justRaised.removeAll()
  }

  /// Shows an event to the analyst's rules and raises what they find.
  private func applyRules(
    _ rules: any EventRules, _ event: UnsafePointer<APIEvent>,
    _ profile: UnsafeMutablePointer<CredentialProfile>
  ) {
    let now = max(event.pointee.time, watermark.time)
    let hits = rules.observe(event.pointee, symbols: core.symbols) { [core] in
      core.evidence(event.pointee)
    }
    if hits.isEmpty { return }
    var context = DetectorContext(
      event: event, profilePointer: profile, core: core, novelty: [], newObjects: 0,
      newVerbs: 0, gap: 0, earlierLongestGap: profile.pointee.longestGap, rowDelta: 0,
      verdicts: [], now: now)
    for hit in hits {
      core.book.raise(
        row: hit.row, severity: hit.severity, key: hit.key, anchor: event.pointee.time,
        subject: .credential(profile), event: event, now: now, core: core
      ) { hit.draft }
    }
    tellListeners(&context)
  }

  func markDirty(_ profile: UnsafeMutablePointer<CredentialProfile>) {
    if !profile.pointee.isListed {
      profile.pointee.isListed = true
      dirty.append(profile.pointee.index)
    }
  }
}
