import SecurityModel

/// Decides whose event it is when the record tells only the user, and which rows are the same call.
///
/// Salesforce writes one call as several rows of different types, and bulk rows carry no
/// application. A row that names only the user goes to the credential of the same request, else of
/// the same bulk job, else to that user's only API credential of the last 30 days, else to the user.
struct Attribution: ~Copyable {
  /// How long rows of one request may lie apart in event time.
  static let requestWindow = 10 * Timestamp.Duration.second
  static let memory = 30 * Timestamp.Duration.day

  struct Request {
    var key: UInt64 = 0
    var time = Timestamp.distantPast
    var credential = Symbol.none
    var integration = Symbol.none
    var app = Symbol.none
    /// Counted rows of the total-usage type and of the detailed types that have no partner yet.
    var totals: UInt16 = 0
    var details: UInt16 = 0
  }

  struct Owner {
    var credential: Symbol
    var integration: Symbol
    var app: Symbol
    var lastSeen: Timestamp
  }

  private static let tableSize = 8_192
  private var requests = FlatTable<Request>(
    filledWith: Request(), count: Attribution.tableSize)
  /// API credentials by (org, user), at most four each.
  private var owners: [UInt64: [Owner]] = [:]
  private var jobOwners: [UInt64: Owner] = [:]
  private var jobOrder: [UInt64] = []
  private let totalUsage: Symbol

  init(symbols: SymbolTable) { totalUsage = symbols.intern("ApiTotalUsage") }

  /// Completes `event`: its credential where only the user is known, and whether it is a second row
  /// of a call that was counted already.
  mutating func complete(_ event: inout APIEvent) {
    let known = !event.flags.contains(.userOnly)
    if event.request != 0, event.flags.contains(.countsAsCall) || event.flags.contains(.userOnly) {
      joinRequest(&event)
    }
    if event.flags.contains(.userOnly), event.job != 0, let owner = jobOwners[event.job] {
      adopt(owner, &event)
    }
    if event.flags.contains(.userOnly) { adoptOnlyOwner(&event) }
    if known, event.job != 0, !event.app.isNone { rememberJob(event) }
  }

  /// Brings near what the event's request id will need.
  @inline(__always)
  borrowing func prefetch(_ request: UInt64) {
    requests.prefetch(Int(truncatingIfNeeded: request ^ request >> 40) & (Self.tableSize - 1))
  }

  private mutating func joinRequest(_ event: inout APIEvent) {
    let slot = Int(truncatingIfNeeded: event.request ^ event.request >> 40) & (Self.tableSize - 1)
    var entry = requests[slot]
    if entry.key != event.request
      || abs(event.time.since(entry.time)) > Self.requestWindow
    {
      entry = Request(key: event.request, time: event.time)
    }
    if event.flags.contains(.userOnly) {
      if !entry.credential.isNone {
        adopt(
          Owner(
            credential: entry.credential, integration: entry.integration, app: entry.app,
            lastSeen: event.time), &event)
      }
    } else {
      entry.credential = event.credential
      entry.integration = event.integration
      entry.app = event.app
    }
    if event.flags.contains(.countsAsCall) {
      // Each total-usage row pairs with one detailed row of the request; the second of a pair is
      // not another call. Request ids are the caller's to choose, so no more than one is dropped
      // for each that was counted.
      if event.eventType == totalUsage {
        if entry.details > 0 {
          entry.details -= 1
          event.flags.insert(.secondaryRow)
        } else {
          entry.totals &+= 1
        }
      } else if entry.totals > 0 {
        entry.totals -= 1
        event.flags.insert(.secondaryRow)
      } else {
        entry.details &+= 1
      }
    }
    requests[slot] = entry
  }

  private func adopt(_ owner: Owner, _ event: inout APIEvent) {
    event.credential = owner.credential
    event.integration = owner.integration
    event.app = owner.app
    event.flags.remove(.userOnly)
    event.flags.insert(.attributed)
  }

  private func adoptOnlyOwner(_ event: inout APIEvent) {
    guard let list = owners[key(event)] else { return }
    let recent = list.filter { event.time.since($0.lastSeen) <= Self.memory }
    if recent.count == 1, let only = recent.first { adopt(only, &event) }
  }

  private func key(_ event: APIEvent) -> UInt64 {
    UInt64(event.org.index) << 32 | UInt64(event.user.index)
  }

  private mutating func note(_ key: UInt64, _ owner: Owner) {
    guard var list = owners[key] else {
      owners[key] = [owner]
      return
    }
    if let i = list.firstIndex(where: { $0.credential == owner.credential }) {
      if owner.lastSeen <= list[i].lastSeen { return }
      list[i].lastSeen = owner.lastSeen
    } else {
      list.append(owner)
      // The one unseen for longest gives way, so that the order of learning doesn't matter.
      if list.count > 4, let i = list.indices.min(by: { list[$0].lastSeen < list[$1].lastSeen }) {
        list.remove(at: i)
      }
    }
    owners[key] = list
  }

  /// Notes an API credential of a user: when it is new, once a day, and after a restart.
  mutating func learn(
    org: Symbol, user: Symbol, credential: Symbol, integration: Symbol, app: Symbol,
    lastSeen: Timestamp
  ) {
    if user.isNone || credential == user { return }
    note(
      UInt64(org.index) << 32 | UInt64(user.index),
      Owner(credential: credential, integration: integration, app: app, lastSeen: lastSeen))
  }

  private mutating func rememberJob(_ event: APIEvent) {
    if jobOwners[event.job] != nil { return }
    if jobOrder.count >= JobLedger.limit { jobOwners[jobOrder.removeFirst()] = nil }
    jobOrder.append(event.job)
    jobOwners[event.job] = Owner(
      credential: event.credential, integration: event.integration, app: event.app,
      lastSeen: event.time)
  }

  /// Appends what a restart needs: requests near `now` and the jobs' owners.
  func encode(into out: inout ByteWriter, now: Timestamp, symbols: SymbolTable) {
    var recent: [Request] = []
    for i in 0..<requests.count
    where requests[i].key != 0 && now.since(requests[i].time) <= Self.requestWindow {
      recent.append(requests[i])
    }
    out.put(UInt64(recent.count))
    for entry in recent {
      out.putFixed(entry.key)
      out.put(entry.time)
      for symbol in [entry.credential, entry.integration, entry.app] {
        symbols.withBytes(of: symbol) { out.put($0) }
      }
      out.put(UInt64(entry.totals))
      out.put(UInt64(entry.details))
    }
    out.put(UInt64(jobOrder.count))
    for job in jobOrder {
      guard let owner = jobOwners[job] else { continue }
      out.putFixed(job)
      for symbol in [owner.credential, owner.integration, owner.app] {
        symbols.withBytes(of: symbol) { out.put($0) }
      }
      out.put(owner.lastSeen)
    }
  }

  mutating func decode(
    from reader: inout ByteReader, symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    for _ in 0..<(try reader.unsigned()) {
      var entry = Request(key: try reader.fixed(), time: try reader.timestamp())
      entry.credential = symbols.intern(try reader.text())
      entry.integration = symbols.intern(try reader.text())
      entry.app = symbols.intern(try reader.text())
      entry.totals = UInt16(truncatingIfNeeded: try reader.unsigned())
      entry.details = UInt16(truncatingIfNeeded: try reader.unsigned())
      let slot = Int(truncatingIfNeeded: entry.key ^ entry.key >> 40) & (Self.tableSize - 1)
      requests[slot] = entry
    }
    for _ in 0..<(try reader.unsigned()) {
      let job = try reader.fixed()
      let credential = symbols.intern(try reader.text())
      let integration = symbols.intern(try reader.text())
      let app = symbols.intern(try reader.text())
      jobOwners[job] = Owner(
        credential: credential, integration: integration, app: app,
        lastSeen: try reader.timestamp())
      jobOrder.append(job)
    }
  }
}
