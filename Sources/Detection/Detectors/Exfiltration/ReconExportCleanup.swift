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

  private struct State {
    var strangeAt = Timestamp.distantPast
    var strange = ""
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
    guard var state = states[index] else { return }
    defer { states[index] = state }
    if time.since(state.strangeAt) <= Timestamp.Duration.day, let what = Self.recon(context) {
      if time.since(state.reconAt) > memory {
        state.reconCount = 0
        state.pagedRows = 0
      }
      state.reconAt = max(state.reconAt, time)
      state.recon = what
      state.reconCount += 1
    }
    guard state.reconCount > 0, time.since(state.reconAt) <= memory else { return }
    if event.pointee.operation == .queryMore { state.pagedRows += context.rowDelta }
    let isJob =
      event.pointee.flags.contains(.bulkQuery)
      && (event.pointee.operation == .jobCreate || event.pointee.operation == .jobResults
        || event.pointee.flags.contains(.rowsCumulative))
      && event.pointee.outcome != .failure
    if isJob || state.pagedRows > rows, time.since(state.reconAt) <= exportWindow {
      export(&context, &state, isJob: isJob)
    }
    if event.pointee.operation == .jobDelete { cleanup(&context, &state) }
  }

  /// Remembers that a mature credential appeared from a new network or with a new client.
  private mutating func noteStrangeness(_ context: borrowing DetectorContext, _ index: UInt32) {
    guard context.novelty.contains(.network) || context.novelty.contains(.client) else { return }
    let profile = context.profilePointer
    let time = context.event.pointee.time
    let isMature = profile.pointee.age(at: time) >= 7 && profile.pointee.events >= 20
    // A credential that is new in an old log is strange altogether; in a young log nothing is.
    let isNewcomer =
      !profile.pointee.isFounding(context.core.logStart)
      && profile.pointee.age(at: time) < 7
    guard isMature || isNewcomer else { return }
    var state = states[index] ?? State()
    state.strangeAt = time
    state.strange =
      context.novelty.contains(.network)
      ? "new network \(context.event.pointee.ip.networkText)"
      : "new client \(context.text(context.event.pointee.clientFamily))"
    states[index] = state
  }

  private static func recon(_ context: borrowing DetectorContext) -> String? {
    let event = context.event
    if event.pointee.flags.contains(.queryCount) || event.pointee.countResult >= 0 {
      let object = event.pointee.objectCount > 0 ? context.text(event.pointee.objects[0]) : "?"
      return "COUNT() on \(object)"
    }
    switch event.pointee.operation {
    case .describe: return "describe"
    case .limits: return "limits"
    case .list:
      return context.text(event.pointee.endpoint).hasSuffix("/sobjects") ? "object list" : nil
    case .query where event.pointee.objectCount > 0:
      return context.text(event.pointee.objects[0]).lowercased() == "organization"
        ? "Organization query" : nil
    default: return nil
    }
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
    if rows > 0 { text += " (\(rows) rows)" }
    if let deletedAfter { text += ", and the job deleted \(deletedAfter) s after its result" }
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
    for time in [s.strangeAt, s.reconAt, s.exportAt] { out.put(time) }
    for text in [s.strange, s.recon, s.exported] { out.put(text) }
    out.put(s.reconCount)
    out.put(s.pagedRows)
    out.putFixed(s.exportJob)
  }

  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    if reader.isAtEnd { return }
    var s = State()
    s.strangeAt = try reader.timestamp()
    s.reconAt = try reader.timestamp()
    s.exportAt = try reader.timestamp()
    s.strange = try reader.text()
    s.recon = try reader.text()
    s.exported = try reader.text()
    s.reconCount = try reader.int()
    s.pagedRows = try reader.int64()
    s.exportJob = try reader.fixed()
    states[index] = s
  }
}
