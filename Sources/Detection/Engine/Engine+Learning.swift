import SecurityModel

extension Engine {
  /// Rows to count for this event: for cumulative job rows only what the job has more than before.
  func rowsOfThisCall(_ pointer: UnsafePointer<APIEvent>, _ profile: UInt32) -> Int64 {
    // Rows are the log's word: kept far from the ends of an integer.
    var rows = min(pointer.pointee.rows, Self.mostRows)
    if pointer.pointee.job != 0 {
      let event = pointer.pointee
      let isCumulative = event.flags.contains(.rowsCumulative)
      core.jobs.update(event.job, profile: profile, at: event.time) { job in
        if isCumulative {
          let before = job.rows
          job.rows = max(job.rows, rows)
          rows = rows < 0 ? rows : job.rows - before
        } else if rows > 0 {
          job.rows = min(job.rows &+ rows, Self.mostRows)
        }
        if event.flags.contains(.bulkQuery), !job.isQuery { job.queryEvent = job.events }
        if event.operation == .jobResults || isCumulative, event.outcome != .failure {
          job.finished = max(job.finished ?? event.time, event.time)
        }
        if event.operation == .jobDelete, event.outcome != .failure { job.deleted = event.time }
      }
    }
    return max(0, rows)
  }

  /// Most rows that one event or job counts for.
  static let mostRows: Int64 = 1 << 40

  /// Which interests the event itself meets (novelty and volume are added later).
  func interest(
    of event: UnsafePointer<APIEvent>, gap: Int64, isNew: Bool, rows: Int64, counts: Bool
  ) -> UInt32 {
    var bits = Interest.everything.rawValue
    if counts { bits |= Interest.calls.rawValue }
    if event.pointee.outcome == .failure { bits |= Interest.failures.rawValue }
    switch event.pointee.operation {
    case .login, .logout, .token, .revoke, .authorize, .loginAs:
      bits |= Interest.authentication.rawValue
    case .describe, .list, .limits: bits |= Interest.reconnaissance.rawValue
    case .jobCreate, .jobResults, .jobDelete, .jobStatus: bits |= Interest.jobs.rawValue
    default: break
    }
    let flags = event.pointee.flags
    if flags.contains(.queryCount) || event.pointee.countResult >= 0 {
      bits |= Interest.reconnaissance.rawValue
    }
    if event.pointee.job != 0 { bits |= Interest.jobs.rawValue }
    if rows > 0 { bits |= Interest.rows.rawValue }
    if flags.contains(.hasQuery) || event.pointee.operation == .queryMore {
      bits |= Interest.queries.rawValue
    }
    if event.pointee.limitMaximum > 0 || counts { bits |= Interest.limits.rawValue }
    if isNew || gap > Timestamp.Duration.day { bits |= Interest.wake.rawValue }
    return bits
  }

  /// Makes the credential known as one of its user's, for the attribution of bare rows.
  func noteOwner(
    _ pointer: UnsafePointer<APIEvent>, _ profile: UnsafeMutablePointer<CredentialProfile>
  ) {
    let event = pointer.pointee
    guard event.surface.isProgrammatic, !event.flags.contains(.userOnly),
      !event.flags.contains(.attributed)
    else { return }
    profile.pointee.ownerSince = event.time
    core.noteSibling(profile)
    attribution.learn(
      org: event.org, user: event.user, credential: event.credential,
      integration: event.integration, app: event.app, lastSeen: event.time)
  }

  /// Enters an event whose windows have closed into totals, sets, rollups and inventory.
  func learn(
    _ event: UnsafePointer<APIEvent>, _ profile: UnsafeMutablePointer<CredentialProfile>,
    rows: Int64
  ) {
    _ = noteSightings(event, profile, isNew: false)
    let flags = event.pointee.flags
    let counts = flags.contains(.countsAsCall) && !flags.contains(.secondaryRow)
    finishLearning(event, profile, counts: counts, gap: 0, rowDelta: rows)
  }

  /// Updates totals, days, rings and rollups; after the detectors have looked.
  func finishLearning(
    _ event: UnsafePointer<APIEvent>, _ profile: UnsafeMutablePointer<CredentialProfile>,
    counts: Bool, gap: Int64, rowDelta: Int64
  ) {
    let time = event.pointee.time
    let failed = event.pointee.outcome == .failure
    let bytes = max(0, event.pointee.responseBytes)
    profile.pointee.events &+= 1
    profile.pointee.rows &+= rowDelta
    profile.pointee.bytes &+= bytes
    if counts {
      profile.pointee.calls &+= 1
      profile.pointee.calls24h.add(1, at: time)
    }
    if failed { profile.pointee.errors &+= 1 }
    if rowDelta > 0 { profile.pointee.rows24h.add(rowDelta, at: time) }
    let surface = Int(event.pointee.surface.rawValue)
    if !(failed && event.pointee.failure.isRefusedAtTheDoor),
      profile.pointee.surfaceCalls[surface] < .max
    {
      profile.pointee.surfaceCalls[surface] += 1
    }
    if time < profile.pointee.firstSeen { profile.pointee.firstSeen = time }
    if time > profile.pointee.lastSeen {
      if gap > profile.pointee.longestGap { profile.pointee.longestGap = gap }
      profile.pointee.lastSeen = time
    }
    if profile.pointee.type == .unknown { profile.pointee.type = event.pointee.credentialType }
    if profile.pointee.app.isNone { profile.pointee.app = event.pointee.app }
    if profile.pointee.user.isNone { profile.pointee.user = event.pointee.user }
    noteDay(time, profile)
    rollups.add(
      profile, time: time, calls: counts ? 1 : 0, errors: failed ? 1 : 0, rows: rowDelta,
      bytes: bytes)
    // A refused delete is no habit of deleting.
    if !failed { profile.pointee.classes |= 1 << event.pointee.operation.operationClass.rawValue }
  }

  private func noteDay(_ time: Timestamp, _ profile: UnsafeMutablePointer<CredentialProfile>) {
    let day = time.index(ofEvery: Timestamp.Duration.day)
    if day == profile.pointee.activeDay { return }
    if profile.pointee.activeDay == .min {
      profile.pointee.activeDay = day
      profile.pointee.activeDays = 1
    } else if day > profile.pointee.activeDay {
      let step = day &- profile.pointee.activeDay
      profile.pointee.activeDays =
        step >= 64 ? 1 : profile.pointee.activeDays << UInt64(step) | 1
      profile.pointee.activeDay = day
    } else {
      let back = profile.pointee.activeDay &- day
      if back < 64 { profile.pointee.activeDays |= 1 << UInt64(back) }
    }
  }
}
