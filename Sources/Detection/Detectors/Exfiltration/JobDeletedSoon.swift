import Inventory
public import SecurityModel

/// EXF-010: a bulk job deleted soon after its result was read.
public struct JobDeletedSoon: Detector {
  public static let row = DetectorRow(
    id: "EXF-010", title: "Bulk job deleted soon after completion",
    summary: "A bulk job is deleted minutes after its result by a credential that seldom deletes.",
    why: "Deleting the job removes its query and row count from the setup pages: evidence removal.",
    runbook: [
      "Secure the job's rows in the log: object, rows, address, client.",
      "Ask the owner whether the software cleans up after itself since a release.",
      "Look for enumeration before the job (EXF-009).",
    ],
    severityRule:
      "medium within 5 min, low within 30 min; high when the job had 10,000 rows and more; low for "
      + "a declared integration in its first week",
    requiredFields: ["job_id", "operation", "ts"],
    tunables: [
      Tunable(
        "minutes", 5, unit: "minutes", help: "Deleted within this: medium.", range: 0...1_440),
      Tunable(
        "low_minutes", 30, unit: "minutes", help: "Deleted within this: low.", range: 0...1_440),
      Tunable(
        "habit_share", 0.8, unit: "0-1", help: "Own share of deleted jobs that makes it a habit.",
        range: 0...1),
      Tunable("high_rows", 10_000, unit: "rows", help: "Rows of the job that make it high."),
    ],
    attack: ["T1070"],
    owasp: ["API8:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.7", "CC7.2"],
      gdpr: ["Art. 5(1)(f)", "Art. 32", "Art. 33", "Art. 5(2)"],
      ccpa: ["1798.100(e)", "1798.150"],
      nist80053: ["AC-4", "AC-23", "SI-4(18)", "AU-2", "AU-3", "AU-9", "AU-11", "AU-12"],
      hipaa: ["164.312(a)(1)", "164.312(b)", "164.402", "164.316(b)(2)(i)"],
      sox: ["404 (when the object feeds financial reporting)", "404 (audit evidence)"],
      pciDSS: ["10.2.1", "10.5.1"]),
    kind: .sequence)

  /// Jobs seen and jobs deleted by week, newest first, four weeks.
  fileprivate struct State {
    var week = Int64.min
    var seen = InlineArray<4, UInt32>(repeating: 0)
    var deleted = InlineArray<4, UInt32>(repeating: 0)
    /// Rows of the largest job that was deleted as a matter of habit.
    var largest: Int64 = 0
  }

  public let interest: Interest = .jobs
  private let minutes: Int64
  private let lowMinutes: Int64
  private let habitShare: Double
  private let highRows: Int64
  private var states: [UInt32: State] = [:]

  public init(_ tunables: TunableValues) {
    minutes = tunables.milliseconds("minutes", per: Timestamp.Duration.minute)
    lowMinutes = tunables.milliseconds("low_minutes", per: Timestamp.Duration.minute)
    habitShare = tunables["habit_share"]
    highRows = Int64(tunables.count("high_rows"))
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let event = context.event
    guard event.pointee.job != 0 else { return }
    let index = context.profilePointer.pointee.index
    var state = states[index] ?? State()
    defer { states[index] = state }
    state.turn(to: event.pointee.time.index(ofEvery: Timestamp.Duration.week))
    // Only jobs that read data count: many integrations load by ingest jobs, which they leave.
    guard let job = context.core.jobs[event.pointee.job], job.isQuery else { return }
    if job.hasJustBecomeQuery { state.seen[0] &+= 1 }
    guard event.pointee.operation == .jobDelete, event.pointee.outcome != .failure else { return }
    let seen = state.total(state.seen)
    let deleted = state.total(state.deleted)
    state.deleted[0] &+= 1
    let largest = state.largest
    state.largest = max(largest, job.rows)
    // Nothing is known of a job that shows for the first time with its deletion.
    guard job.events > 1 else { return }
    let finished = job.finished ?? job.created
    let after = event.pointee.time.since(finished)
    guard after >= 0, after <= lowMinutes, !context.isExpectedActivity else { return }
    let share = seen <= 1 ? 0 : Double(deleted) / Double(seen - 1)
    // Who deletes his jobs as a rule does so today, unless somebody else does it or it is another
    // size of job.
    let isHabit = seen > 1 && share >= habitShare
    let isLarger = job.rows >= highRows && job.rows > 3 * largest
    if isHabit, !isLarger, !context.isFromNewcomer { return }
    if context.profilePointer.pointee.isFounding(context.core.logStart),
      context.profilePointer.pointee.age(at: event.pointee.time) < 7
    {
      return
    }
    // A declared integration in its first week has had no time for habits.
    let isDeclaredNewcomer =
      context.registration?.approved ?? false
      && context.profilePointer.pointee.age(at: event.pointee.time) < 7
    let severity: Severity =
      isDeclaredNewcomer
      ? .low : job.rows >= highRows ? .high : after <= minutes ? .medium : .low
    let others = max(0, seen - 1)
    let habit =
      others == 0
      ? "it is the credential's only query job in 28 days"
      : "this credential deleted \(Int(share * 100)) % of its "
        + "\(Wording.count(others, "other job")) in 28 days"
    context.raise(severity) {
      FindingDraft(
        confidence: 0.75,
        explanation: "bulk job with \(Wording.count(job.rows, "row")) deleted "
          + "\(Wording.duration(after)) after its result; \(habit)",
        observed: [
          .init("deleted_after_s", .integer(after / 1_000)), .init("rows", .integer(job.rows)),
        ],
        expected: [
          .init("own_deletion_share", VolumeFinding.number(share)),
          .init("jobs_28d", .integer(Int64(seen))),
        ])
    }
  }

  public func encode(credential index: UInt32, into out: inout ByteWriter) {
    guard let s = states[index] else { return }
    out.put(s.week)
    for i in 0..<4 {
      out.put(s.seen[i])
      out.put(s.deleted[i])
    }
    out.put(s.largest)
  }

  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    if reader.isAtEnd { return }
    var s = State()
    s.week = try reader.int64()
    for i in 0..<4 {
      s.seen[i] = try reader.uint32()
      s.deleted[i] = try reader.uint32()
    }
    s.largest = try reader.int64()
    states[index] = s
  }
}

extension JobDeletedSoon.State {
  fileprivate mutating func turn(to now: Int64) {
    guard now > week else { return }
    let steps = week == .min ? 4 : min(4, now &- week)
    for _ in 0..<steps {
      for i in stride(from: 3, to: 0, by: -1) {
        seen[i] = seen[i - 1]
        deleted[i] = deleted[i - 1]
      }
      seen[0] = 0
      deleted[0] = 0
    }
    week = now
  }

  fileprivate func total(_ weeks: InlineArray<4, UInt32>) -> Int {
    (0..<4).reduce(0) { $0 + Int(weeks[$1]) }
  }
}
