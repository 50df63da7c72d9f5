public import SecurityModel

/// EXF-005: queries that take every field, walked page by page.
public struct MaximumExtraction: Detector {
  public static let row = DetectorRow(
    id: "EXF-005", title: "Maximum-extraction SOQL repeated",
    summary: "FIELDS(ALL), FIELDS(STANDARD), star or over 40 fields, without a filter, page after "
      + "page.",
    why: "An application asks for the fields it needs; a thief asks for all of them, and walks the "
      + "table by id.",
    runbook: [
      "Read the query text in the evidence: which object, which cursor?",
      "Sum the rows of the walk; compare with the object's size.",
      "Check whether a data-quality or backup tool is being set up.",
      "If unexplained, revoke the token and review what was read.",
    ],
    severityRule: "medium; high with cursors over more than one object",
    requiredFields: ["query", "credential"],
    tunables: [
      Tunable("executions", 10, unit: "queries", help: "Pages within the window.", range: 2...1e6),
      Tunable(
        "window_minutes", 10, unit: "minutes", help: "Length of the window.", range: 1...1_440),
      Tunable(
        "habit_days", 3, unit: "days", help: "Days of the last 14 that make a shape a habit."),
    ],
    attack: ["T1213.004", "T1119"],
    owasp: ["API4:2023", "API3:2023"],
    controls: ControlMapping(
      soc2: ["CC6.1", "CC6.7", "CC7.2", "C1.1"],
      gdpr: ["Art. 5(1)(f)", "Art. 32", "Art. 33", "Art. 5(1)(c)", "Art. 25"],
      ccpa: ["1798.100(e)", "1798.150", "1798.100(c)"],
      nist80053: ["AC-4", "AC-23", "SI-4(18)", "AC-6"],
      hipaa: ["164.312(a)(1)", "164.312(b)", "164.402", "164.502(b)"],
      sox: ["404 (when the object feeds financial reporting)"],
      pciDSS: ["10.2.1", "7.2.1"]),
    kind: .sequence)

  private struct Shape {
    var key: UInt64
    var object: String
    var window = SlidingCount()
    /// Bit n = executed at least ten times in a window on the nth day before `day`.
    var days: UInt16 = 0
    var day = Int64.min
    var most = 0
    var hasPaged = false
  }

  private struct State {
    var shapes: [Shape] = []
    /// Shape of the last wide, unselective query: what a query_more continues.
    var current: UInt64 = 0
    var currentAt = Timestamp.distantPast
  }

  public let interest: Interest = .queries
  private let executions: Int
  private let window: Int64
  private let habitDays: Int
  private var states: [UInt32: State] = [:]

  public init(_ tunables: TunableValues) {
    executions = tunables.count("executions")
    window = tunables.milliseconds("window_minutes", per: Timestamp.Duration.minute)
    habitDays = tunables.count("habit_days")
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let event = context.event
    let flags = event.pointee.flags
    let index = context.profilePointer.pointee.index
    let isWide = flags.contains(.queryWide) && !flags.contains(.querySelective)
    let continues = event.pointee.operation == .queryMore
    guard isWide || continues && states[index] != nil else { return }
    var state = states[index] ?? State()
    defer { states[index] = state }
    var key = event.pointee.queryShape
    var paged = flags.contains(.queryPageLimit) || event.pointee.outcome == .failure
    if continues && !isWide {
      guard event.pointee.time.since(state.currentAt) <= window, state.current != 0 else { return }
      key = state.current
      paged = true
    }
    state.current = key
    state.currentAt = event.pointee.time
    let i = shapeIndex(&state, key, context)
    if paged { state.shapes[i].hasPaged = true }
    let count = state.shapes[i].window.add(event.pointee.time, length: window)
    guard count >= executions, state.shapes[i].hasPaged else { return }
    let isHabit = noteDay(&state.shapes[i], event.pointee.time, count)
    if isHabit || context.isExpectedActivity { return }
    let walked = state.shapes.filter {
      $0.hasPaged
        && $0.window.count(since: event.pointee.time.advanced(by: -6 * Timestamp.Duration.hour))
          >= executions
    }
    let objects = Set(walked.map(\.object)).sorted()
    let object = state.shapes[i].object
    let minutes = window / Timestamp.Duration.minute
    context.raise(objects.count > 1 ? .high : .medium, key: object) {
      FindingDraft(
        confidence: 0.8,
        explanation: "\(count) unfiltered all-field queries of one shape on \(object) in "
          + "\(minutes) minutes (limit \(executions)), not a habit of this credential",
        observed: [
          .init("executions", .integer(Int64(count))),
          .init("objects", .array(objects.map { .string($0) })),
        ],
        expected: [.init("executions", .integer(Int64(executions)))])
    }
  }

  private func shapeIndex(
    _ state: inout State, _ key: UInt64, _ context: borrowing DetectorContext
  ) -> Int {
    if let i = state.shapes.firstIndex(where: { $0.key == key }) { return i }
    let event = context.event
    let object = event.pointee.objectCount > 0 ? context.text(event.pointee.objects[0]) : "?"
    if state.shapes.count >= 16 { state.shapes.removeFirst() }
    state.shapes.append(Shape(key: key, object: object))
    return state.shapes.count - 1
  }

  /// Notes a walk on this day; true when the shape is walked on enough other days of the last 14
  /// and not much longer than ever.
  private func noteDay(_ shape: inout Shape, _ time: Timestamp, _ count: Int) -> Bool {
    let day = time.index(ofEvery: Timestamp.Duration.day)
    if day > shape.day {
      let step = shape.day == .min ? 16 : day &- shape.day
      shape.days = step >= 16 ? 0 : shape.days << UInt16(step)
      shape.day = day
    }
    let earlier = (shape.days >> 1) & 0x3FFF
    let isHabit =
      earlier.nonzeroBitCount >= habitDays && (shape.most == 0 || count <= 3 * shape.most)
    shape.days |= 1
    if isHabit || earlier == 0 { shape.most = max(shape.most, count) }
    return isHabit
  }

  public func encode(credential index: UInt32, into out: inout ByteWriter) {
    guard let state = states[index] else { return }
    out.putFixed(state.current)
    out.put(state.currentAt)
    out.put(UInt64(state.shapes.count))
    for shape in state.shapes {
      out.putFixed(shape.key)
      out.put(shape.object)
      shape.window.encode(into: &out)
      out.put(UInt64(shape.days))
      out.put(shape.day)
      out.put(shape.most)
      out.put(shape.hasPaged)
    }
  }

  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    if reader.isAtEnd { return }
    var state = State()
    state.current = try reader.fixed()
    state.currentAt = try reader.timestamp()
    for _ in 0..<(try reader.unsigned()) {
      var shape = Shape(key: try reader.fixed(), object: try reader.text())
      shape.window = try SlidingCount(from: &reader)
      shape.days = UInt16(truncatingIfNeeded: try reader.unsigned())
      shape.day = try reader.int64()
      shape.most = try reader.int()
      shape.hasPaged = try reader.bool()
      state.shapes.append(shape)
    }
    states[index] = state
  }
}
