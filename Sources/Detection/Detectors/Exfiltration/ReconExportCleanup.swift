public import SecurityModel

/// EXF-009: enumerate, count, export in bulk, delete the job.
public struct ReconExportCleanup: Detector {
  public static let row = DetectorRow(
    id: "EXF-009", title: "Recon, bulk export, clean-up",
    summary: "Enumeration or counting from a new address or client, then a bulk export, then the "
      + "job's deletion.",
    why: "It is the order of the UNC6395 campaign of August 2025: look around, count what is worth "
      + "taking, take it by bulk job, delete the job.",
    runbook: [
      "Treat it as a theft in progress: revoke the token now, then look.",
      "Secure job ids, queries, addresses and clients from the evidence.",
      "List every object the credential read since its first call from the new address.",
      "Search the same address and client on all other credentials.",
      "Start the incident process: the data is gone, the clock for notification runs.",
    ],
    severityRule:
      "high at the export, critical when the job is deleted within 30 min of its result",
    requiredFields: ["operation", "api", "ip", "user_agent"],
    tunables: [
      Tunable("recon_days", 7, unit: "days", help: "How long recon is remembered.", range: 1...30),
      Tunable(
        "export_hours", 72, unit: "hours", help: "Export after recon within this.", range: 1...720),
      Tunable("rows", 10_000, unit: "rows", help: "Rows by query_more that stand for a bulk job."),
    ],
    attack: ["T1526", "T1213.004", "T1119", "T1070"],
    owasp: ["API4:2023", "API6:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.7", "CC7.2", "CC7.3", "CC7.4"],
      gdpr: ["Art. 5(1)(f)", "Art. 32", "Art. 33", "Art. 34"],
      ccpa: ["1798.100(e)", "1798.150", "1798.82"],
      nist80053: ["AC-4", "AC-23", "SI-4(18)", "IR-4", "IR-6"],
      hipaa: ["164.312(a)(1)", "164.312(b)", "164.402", "164.308(a)(6)", "164.404", "164.410"],
      sox: ["404 (when the object feeds financial reporting)", "404 (incident escalation)"],
      pciDSS: ["10.2.1", "12.10.1"]),
    groupMinutes: 10_080, kind: .sequence)

  fileprivate struct State {
    var strangeAt = Timestamp.distantPast
    /// First of the strangers of the last seven days.
    var strangeSince = Timestamp.distantPast
    var strange = ""
    /// Bit n = a call of that kind was made on the nth day before `habitDay`.
    var habits = InlineArray<5, UInt16>(repeating: 0)
    var habitDay = Int64.min
    var reconAt = Timestamp.distantPast
    var recon = ""
    var reconCount = 0
    var pagedRows: Int64 = 0
    var exportAt = Timestamp.distantPast
    var exportJob: UInt64 = 0
    var exported = ""
  }

  public let interest: Interest = [.reconnaissance, .jobs, .novelty, .queries]
  private let memory: Int64
  private let exportWindow: Int64
  private let rows: Int64
  private var states: [UInt32: State] = [:]

  public init(_ tunables: TunableValues) {
    memory = tunables.milliseconds("recon_days", per: Timestamp.Duration.day)
    exportWindow = tunables.milliseconds("export_hours", per: Timestamp.Duration.hour)
    rows = Int64(tunables.count("rows"))
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let index = context.profilePointer.pointee.index
    let event = context.event
    let time = event.pointee.time
    noteStrangeness(context, index)
    let what = Recon(context)
    guard var state = states[index] ?? what.map({ _ in State() }) else { return }
    defer { states[index] = state }
    if let what {
      let isHabit = state.noteHabit(what, time) && !context.novelty.contains(.object)
      if !isHabit, isStrange(context, state) { noteRecon(&state, what, context) }
    }
    guard state.reconCount > 0, time.since(state.reconAt) <= memory else { return }
    if event.pointee.operation == .queryMore, isFromStranger(context, state) {
      state.pagedRows += context.rowDelta
    }
    let isJob =
      event.pointee.flags.contains(.bulkQuery)
      && (event.pointee.operation == .jobCreate || event.pointee.operation == .jobResults
        || event.pointee.flags.contains(.rowsCumulative))
      && event.pointee.outcome != .failure && isFromStranger(context, state)
    if isJob || state.pagedRows > rows, time.since(state.reconAt) <= exportWindow {
      export(&context, &state, isJob: isJob)
    }
    if event.pointee.operation == .jobDelete { cleanup(&context, &state) }
  }

  private func noteRecon(_ state: inout State, _ what: Recon, _ context: borrowing DetectorContext)
  {
    let time = context.event.pointee.time
    if time.since(state.reconAt) > memory {
      state.reconCount = 0
      state.pagedRows = 0
    }
    state.reconAt = max(state.reconAt, time)
    state.recon = what.text(context)
    state.reconCount += 1
  }

  /// Remembers that a mature credential appeared from a strange network or with a new client.
  private mutating func noteStrangeness(_ context: borrowing DetectorContext, _ index: UInt32) {
    guard context.novelty.contains(.network) || context.novelty.contains(.client) else { return }
    let profile = context.profilePointer
    let time = context.event.pointee.time
    let isMature = profile.pointee.age(at: time) >= 7 && profile.pointee.events >= 20
    // A credential that is new in an old log is strange altogether, unless it was declared; in a
    // young log nothing is.
    let isNewcomer =
      !profile.pointee.isFounding(context.core.logStart)
      && profile.pointee.age(at: time) < 7 && context.registration == nil
    guard isMature || isNewcomer else { return }
    // A vendor that moves within its cloud is no stranger.
    let isElsewhere =
      context.novelty.contains(.network) && (isNewcomer || context.isFromStrangeNetwork)
    guard isElsewhere || context.novelty.contains(.client) else { return }
    var state = states[index] ?? State()
    if time.since(state.strangeAt) > memory { state.strangeSince = time }
    state.strangeAt = time
    state.strange =
      isElsewhere
      ? "new network \(context.event.pointee.ip.networkText)"
      : "new client \(context.text(context.event.pointee.clientFamily))"
    states[index] = state
  }

  /// Within a day of a stranger's arrival anything may be his; later only what comes from him.
  private func isStrange(_ context: borrowing DetectorContext, _ state: State) -> Bool {
    let since = context.event.pointee.time.since(state.strangeAt)
    return since <= Timestamp.Duration.day || since <= memory && isFromStranger(context, state)
  }

  /// Whether the event comes from a network or client that is as new as the stranger, or doesn't say
  /// where it comes from.
  private func isFromStranger(_ context: borrowing DetectorContext, _ state: State) -> Bool {
    let event = context.event
    let since = UInt32(clamping: state.strangeSince.milliseconds / 1_000)
    let profile = context.profilePointer
    let hasAddress = event.pointee.ip.isPresent
    let hasClient = !event.pointee.clientFamily.isNone
    if hasAddress,
      let entry = profile.pointee.networks.find(event.pointee.ip.network.stableHash),
      entry.first >= since
    {
      return true
    }
    if hasClient,
      let entry = profile.pointee.clients.find(
        context.symbols.hash(of: event.pointee.clientFamily)),
      entry.first >= since
    {
      return true
    }
    return !hasAddress
  }

  private func export(_ context: inout DetectorContext, _ state: inout State, isJob: Bool) {
    let event = context.event
    let isNew = event.pointee.time.since(state.exportAt) > exportWindow
    let isOther = event.pointee.job != 0 && event.pointee.job != state.exportJob
    if isNew || isOther {
      state.exportAt = event.pointee.time
      state.exportJob = event.pointee.job
      state.exported =
        event.pointee.objectCount > 0 ? context.text(event.pointee.objects[0]) : "unknown object"
    } else if !isNew && state.exportJob == event.pointee.job
      && event.pointee.operation != .jobCreate
    {
      return
    }
    let state = state
    let rows = isJob ? context.core.jobs[event.pointee.job]?.rows ?? 0 : state.pagedRows
    context.raise(.high, anchor: state.reconAt) {
      Self.draft(state, rows: rows, deletedAfter: nil)
    }
  }

  private func cleanup(_ context: inout DetectorContext, _ state: inout State) {
    let event = context.event
    guard event.pointee.outcome != .failure, let job = context.core.jobs[event.pointee.job],
      state.exportJob == event.pointee.job || event.pointee.job == 0
    else { return }
    let after = event.pointee.time.since(job.finished ?? state.exportAt)
    guard after >= 0, after <= 30 * Timestamp.Duration.minute else { return }
    let state = state
    context.raise(.critical, anchor: state.reconAt) {
      Self.draft(state, rows: job.rows, deletedAfter: after / 1_000)
    }
  }

  private static func draft(_ state: State, rows: Int64, deletedAfter: Int64?) -> FindingDraft {
    var text =
      "\(state.reconCount) enumeration call\(state.reconCount == 1 ? "" : "s") (last: \(state.recon)) "
      + "after \(state.strange), then a bulk export of \(state.exported)"
    if rows > 0 { text += " (\(Wording.count(rows, "row")))" }
    if let deletedAfter {
      text += ", and the job deleted \(Wording.duration(deletedAfter * 1_000)) after its result"
    }
    var observed: [JSONValue.Member] = [
      .init("recon_calls", .integer(Int64(state.reconCount))),
      .init("strange", .string(state.strange)), .init("object", .string(state.exported)),
      .init("rows", .integer(rows)),
    ]
    if let deletedAfter { observed.append(.init("deleted_after_s", .integer(deletedAfter))) }
    return FindingDraft(
      confidence: deletedAfter == nil ? 0.8 : 0.95, explanation: text, observed: observed,
      expected: [.init("recon_calls", 0)])
  }

  public func encode(credential index: UInt32, into out: inout ByteWriter) {
    guard let s = states[index] else { return }
    for time in [s.strangeAt, s.strangeSince, s.reconAt, s.exportAt] { out.put(time) }
    for text in [s.strange, s.recon, s.exported] { out.put(text) }
    out.put(s.reconCount)
    out.put(s.pagedRows)
    out.putFixed(s.exportJob)
    for i in 0..<5 { out.put(UInt64(s.habits[i])) }
    out.put(s.habitDay)
  }

  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    if reader.isAtEnd { return }
    var s = State()
    s.strangeAt = try reader.timestamp()
    s.strangeSince = try reader.timestamp()
    s.reconAt = try reader.timestamp()
    s.exportAt = try reader.timestamp()
    s.strange = try reader.text()
    s.recon = try reader.text()
    s.exported = try reader.text()
    s.reconCount = try reader.int()
    s.pagedRows = try reader.int64()
    s.exportJob = try reader.fixed()
    for i in 0..<5 { s.habits[i] = UInt16(truncatingIfNeeded: try reader.unsigned()) }
    s.habitDay = try reader.int64()
    states[index] = s
  }
}

extension ReconExportCleanup.State {
  /// Notes a call of a kind; true when it was made on three other days of the last 14.
  fileprivate mutating func noteHabit(_ what: Recon, _ time: Timestamp) -> Bool {
    let day = time.index(ofEvery: Timestamp.Duration.day)
    if day > habitDay {
      let step = habitDay == .min ? 16 : day &- habitDay
      for i in 0..<5 { habits[i] = step >= 16 ? 0 : habits[i] << UInt16(step) }
      habitDay = day
    }
    let kind = Int(what.rawValue)
    let isHabit = ((habits[kind] >> 1) & 0x3FFF).nonzeroBitCount >= 3
    habits[kind] |= 1
    return isHabit
  }
}

/// A kind of call that takes stock of an org.
private enum Recon: UInt8 {
  case count, describe, limits, list, organization

  init?(_ context: borrowing DetectorContext) {
    let event = context.event
    if event.pointee.flags.contains(.queryCount) || event.pointee.countResult >= 0 {
      self = .count
      return
    }
    switch event.pointee.operation {
    case .describe: self = .describe
    case .limits: self = .limits
    case .list where context.text(event.pointee.endpoint).hasSuffix("/sobjects"): self = .list
    case .query where event.pointee.objectCount > 0 && Self.isOrganization(context):
      self = .organization
    default: return nil
    }
  }

  private static func isOrganization(_ context: borrowing DetectorContext) -> Bool {
    context.core.isOrganization(context.event.pointee.objects[0])
  }

  func text(_ context: borrowing DetectorContext) -> String {
    switch self {
    case .count:
      let event = context.event
      return "COUNT() on "
        + (event.pointee.objectCount > 0 ? context.text(event.pointee.objects[0]) : "?")
    case .describe: return "describe"
    case .limits: return "limits"
    case .list: return "object list"
    case .organization: return "Organization query"
    }
  }
}
