public import SecurityModel

/// VOL-003: one credential goes over its per-minute ceiling.
public struct KeyRate: Detector {
  public static let row = DetectorRow(
    id: "VOL-003", title: "Per-key rate",
    summary: "One credential goes over its per-minute ceiling.",
    why: "A ceiling holds from the first minute of a new credential, when no baseline can.",
    runbook: [
      "Look at the calls of that minute: one query paged through, or many different ones?",
      "Check whether the integration is catching up or looping on an error.",
      "Raise the ceiling for this integration if the rate is its normal work.",
    ],
    severityRule: "low; medium when repeated 3 times in 24 h",
    requiredFields: ["ts", "credential"],
    tunables: [
      Tunable(
        "per_key_per_minute", 300, unit: "calls/min",
        help: "Calls of one credential in a sliding minute.", range: 1...1e9),
      Tunable("repeats", 3, unit: "times", help: "Occurrences in 24 h that make it medium."),
    ],
    attack: ["T1119", "T1499"],
    owasp: ["API4:2023"],
    controls: ControlMapping(
      soc2: ["A1.1", "CC7.2", "CC7.3"],
      gdpr: ["Art. 32(1)(b)", "Art. 32", "Art. 33"],
      ccpa: ["1798.100(e)"],
      nist80053: ["SC-5", "AU-6", "SI-4"],
      hipaa: ["164.308(a)(7)", "164.308(a)(1)(ii)(D)", "164.312(b)"],
      sox: ["404 (ITGC monitoring)"],
      pciDSS: ["10.4.1.1"]),
    groupMinutes: 1_440, kind: .policy)

  /// What is kept of every credential: one cache line, without memory of its own.
  private struct State {
    var isUsed = false
    /// Where `busy` has the rest of it, and the window when it outgrew this one; -1 = nowhere.
    var busy: Int32 = -1
    var window = MomentWindow()
  }

  /// What is kept of a credential that calls often, calls late or went over its ceiling.
  private struct Busy {
    var window: SlidingCount?
    var lateWindow = SlidingCount()
    /// Starts of separate excesses (at least a quiet minute between them) in the last 24 h.
    var bursts: [Int64] = []
    var lastAbove = Int64.min
  }

  public let interest: Interest = .calls
  private let limit: Int
  private let repeats: Int
  private var states: [State] = []
  private var busy: [Busy] = []

  public init(_ tunables: TunableValues) {
    limit = tunables.count("per_key_per_minute")
    repeats = tunables.count("repeats")
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let index = Int(context.profilePointer.pointee.index)
    if index >= states.count { reach(index) }
    let time = context.event.pointee.time
    let isLate = context.event.pointee.flags.contains(.late)
    let count = Self.count(
      time, isLate: isLate, capacity: limit + 1, &states[index], &busy)
    guard count > limit, !context.isExpectedActivity else { return }
    let bursts = noteBurst(index, at: time.milliseconds)
    let limit = limit
    context.raise(bursts >= repeats ? .medium : .low, anchor: time) {
      FindingDraft(
        confidence: 0.6,
        explanation: "more than \(limit) calls within a minute (ceiling \(limit)); "
          + "\(bursts) such burst\(bursts == 1 ? "" : "s") in 24 h",
        observed: [
          .init("calls_per_minute", .integer(Int64(count))),
          .init("bursts_24h", .integer(Int64(bursts))),
        ],
        expected: [.init("calls_per_minute", .integer(Int64(limit)))])
    }
  }

  /// Makes room for the state of a credential.
  private mutating func reach(_ index: Int) {
    states.append(
      contentsOf: repeatElement(
        State(), count: max(256, states.count / 2, index + 1 - states.count)))
  }

  /// Counts a call; the number of those in the minute that ends with it.
  @inline(__always)
  private static func count(
    _ time: Timestamp, isLate: Bool, capacity: Int, _ state: inout State, _ busy: inout [Busy]
  ) -> Int {
    state.isUsed = true
    if !isLate, state.busy < 0,
      let count = state.window.add(time, length: Timestamp.Duration.minute, capacity: capacity)
    {
      return count
    }
    return countSlowly(time, isLate: isLate, capacity: capacity, &state, &busy)
  }

  @inline(never)
  private static func countSlowly(
    _ time: Timestamp, isLate: Bool, capacity: Int, _ state: inout State, _ busy: inout [Busy]
  ) -> Int {
    let length = Timestamp.Duration.minute
    if !isLate, state.busy >= 0, busy[Int(state.busy)].window == nil,
      let count = state.window.add(time, length: length, capacity: capacity)
    {
      return count
    }
    let i = place(&state, &busy)
    if isLate { return busy[i].lateWindow.add(time, length: length, capacity: capacity) }
    if busy[i].window == nil {
      busy[i].window = state.window.unbounded
      state.window = MomentWindow()
    }
    return busy[i].window?.add(time, length: length, capacity: capacity) ?? 0
  }

  /// The index in `busy` of a credential's rest.
  private static func place(_ state: inout State, _ busy: inout [Busy]) -> Int {
    if state.busy < 0 {
      state.busy = Int32(busy.count)
      busy.append(Busy())
    }
    return Int(state.busy)
  }

  /// Notes that the ceiling was exceeded; the number of separate excesses in the last 24 h.
  private mutating func noteBurst(_ index: Int, at time: Int64) -> Int {
    let i = Self.place(&states[index], &busy)
    if busy[i].lastAbove == .min || time &- busy[i].lastAbove > Timestamp.Duration.minute {
      busy[i].bursts.append(time)
      busy[i].bursts.removeAll { time &- $0 > Timestamp.Duration.day }
      if busy[i].bursts.count > 1_000 { busy[i].bursts.removeFirst() }
    }
    busy[i].lastAbove = max(busy[i].lastAbove, time)
    return busy[i].bursts.count
  }

  public func encode(credential index: UInt32, into out: inout ByteWriter) {
    guard Int(index) < states.count, states[Int(index)].isUsed else { return }
    let state = states[Int(index)]
    let rest = state.busy >= 0 ? busy[Int(state.busy)] : Busy()
    if let window = rest.window {
      window.encode(into: &out)
    } else {
      state.window.encode(into: &out)
    }
    rest.lateWindow.encode(into: &out)
    out.put(UInt64(rest.bursts.count))
    for burst in rest.bursts { out.put(burst) }
    out.put(rest.lastAbove)
  }

  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    if reader.isAtEnd { return }
    var state = State()
    state.isUsed = true
    var rest = Busy()
    let window = try SlidingCount(from: &reader)
    rest.lateWindow = try SlidingCount(from: &reader)
    for _ in 0..<(try reader.unsigned()) { rest.bursts.append(try reader.int64()) }
    rest.lastAbove = try reader.int64()
    if let small = MomentWindow(window) { state.window = small } else { rest.window = window }
    if rest.window != nil || !rest.lateWindow.moments.isEmpty || rest.lastAbove != .min {
      state.busy = Int32(busy.count)
      busy.append(rest)
    }
    if Int(index) >= states.count { reach(Int(index)) }
    states[Int(index)] = state
  }
}
