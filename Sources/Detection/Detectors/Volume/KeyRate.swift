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

  private struct State {
    var window = SlidingCount()
    var lateWindow = SlidingCount()
    /// Starts of separate excesses (at least a quiet minute between them) in the last 24 h.
    var bursts: [Int64] = []
    var lastAbove = Int64.min
  }

  public let interest: Interest = .calls
  private let limit: Int
  private let repeats: Int
  private var states: [State?] = []

  public init(_ tunables: TunableValues) {
    limit = tunables.count("per_key_per_minute")
    repeats = tunables.count("repeats")
  }

  public mutating func observe(_ context: inout DetectorContext) {
    let index = Int(context.profilePointer.pointee.index)
    while states.count <= index {
      states.append(contentsOf: repeatElement(nil, count: max(256, states.count)))
    }
    if states[index] == nil { states[index] = State() }
    let time = context.event.pointee.time
    let isLate = context.event.pointee.flags.contains(.late)
    let length = Timestamp.Duration.minute
    let count =
      isLate
      ? states[index]?.lateWindow.add(time, length: length, capacity: limit + 1) ?? 0
      : states[index]?.window.add(time, length: length, capacity: limit + 1) ?? 0
    guard count > limit, var state = states[index], !context.isExpectedActivity else { return }
    if state.lastAbove == .min || time.milliseconds &- state.lastAbove > length {
      state.bursts.append(time.milliseconds)
      state.bursts.removeAll { time.milliseconds &- $0 > Timestamp.Duration.day }
      if state.bursts.count > 1_000 { state.bursts.removeFirst() }
    }
    state.lastAbove = max(state.lastAbove, time.milliseconds)
    states[index] = state
    let bursts = state.bursts.count
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

  public func encode(credential index: UInt32, into out: inout ByteWriter) {
    guard Int(index) < states.count, let state = states[Int(index)] else { return }
    state.window.encode(into: &out)
    state.lateWindow.encode(into: &out)
    out.put(UInt64(state.bursts.count))
    for burst in state.bursts { out.put(burst) }
    out.put(state.lastAbove)
  }

  public mutating func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    if reader.isAtEnd { return }
    var state = State()
    state.window = try SlidingCount(from: &reader)
    state.lateWindow = try SlidingCount(from: &reader)
    for _ in 0..<(try reader.unsigned()) { state.bursts.append(try reader.int64()) }
    state.lastAbove = try reader.int64()
    while states.count <= Int(index) {
      states.append(contentsOf: repeatElement(nil, count: max(256, states.count)))
    }
    states[Int(index)] = state
  }
}
