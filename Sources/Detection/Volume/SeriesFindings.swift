import SecurityModel

/// Runs the detectors' volume logic over many series and writes what they raise as JSON Lines.
struct SeriesFindings: Sendable {
  private var workspace: VolumeWorkspace
  private let expected: [ExpectedActivity]
  private var volumes: [CredentialVolume] = []
  private var names: [String] = []
  private var announced: [Int] = []
  private var index: [String: Int] = [:]
  private var interval: Int64 = 0
  private var origin: Int64?
  private var latest: Int64 = 0
  private var newcomers = Newcomers()
  /// Rows held back until the length of a bucket is known.
  private var held: [(name: String, count: UInt32, time: Int64)] = []
  private static let mostHeld = 5_000

  init(tunables: VolumeTunables, expected: [ExpectedActivity]) {
    workspace = VolumeWorkspace(tunables: tunables)
    self.expected = expected
  }

  mutating func add(_ name: String, _ value: Double, at time: Int64, into out: inout [UInt8]) {
    guard value >= 0 else { return }
    let count = UInt32(min(4e9, value.rounded()))
    if held.count < Self.mostHeld && volumes.isEmpty {
      held.append((name, count, time))
      learnInterval(time)
      return
    }
    release(into: &out)
    feed(name, count, at: time, into: &out)
  }

  mutating func finish(into out: inout [UInt8]) {
    release(into: &out)
    for i in volumes.indices {
      volumes[i].advance(to: latest + HourCalendar.hourMilliseconds, in: &workspace)
      write(i, into: &out)
    }
  }

  /// The greatest common divisor of the distances between bucket starts, at most a day.
  private mutating func learnInterval(_ time: Int64) {
    guard let origin else {
      origin = time
      return
    }
    var a = Int64(clamping: (time - origin).magnitude)
    var b = interval
    while b != 0 { (a, b) = (b, a % b) }
    interval = min(a, 86_400_000)
  }

  private mutating func release(into out: inout [UInt8]) {
    guard !held.isEmpty else { return }
    let rows = held
    held = []
    for row in rows { feed(row.name, row.count, at: row.time, into: &out) }
  }

  private mutating func feed(
    _ name: String, _ count: UInt32, at time: Int64, into out: inout [UInt8]
  ) {
    let i: Int
    if let known = index[name] {
      i = known
    } else {
      i = volumes.count
      index[name] = i
      names.append(name)
      announced.append(-1)
      volumes.append(CredentialVolume())
      newcomers.meet(i, at: time)
    }
    latest = max(latest, time)
    if !expected.isEmpty,
      announced[i] < 0 || !expected[announced[i]].covers(name, at: Timestamp(milliseconds: time))
    {
      if let window = expected.firstIndex(where: {
        $0.covers(name, at: Timestamp(milliseconds: time))
      }) {
        announced[i] = window
        volumes[i].announce(
          from: expected[window].start.milliseconds,
          // The announced interval is closed; ours is half open.
          until: expected[window].end.advanced(by: 1).milliseconds, in: &workspace)
      }
    }
    if count > 0, !volumes[i].isAnnounced(time),
      let verdict = newcomers.judge(i, count, at: time, workspace.tunables)
    {
      workspace.verdicts.append(verdict)
    }
    volumes[i].add(count, at: time, in: &workspace)
    if !workspace.verdicts.isEmpty { write(i, into: &out) }
  }

  private mutating func write(_ i: Int, into out: inout [UInt8]) {
    for verdict in workspace.drain() {
      // A bucket is known at its end; a closed hour was known when it closed.
      let detected =
        verdict.kind == .sustained ? verdict.raised : verdict.raised + max(0, interval)
      let start = verdict.onset > 0 ? verdict.onset : verdict.windowStart
      out.append(contentsOf: Array("{\"credential\":".utf8))
      JSONValue.writeString(names[i], into: &out)
      out.append(contentsOf: Array(",\"detector\":\"\(Self.detector(verdict))\",\"start\":\"".utf8))
      out.append(contentsOf: Array(Timestamp(milliseconds: start).rfc3339.utf8))
      out.append(contentsOf: Array("\",\"detected_at\":\"".utf8))
      out.append(contentsOf: Array(Timestamp(milliseconds: detected).rfc3339.utf8))
      out.append(contentsOf: Array("\",\"end\":null,\"score\":".utf8))
      NumberText.appendScore(verdict.score, to: &out)
      out.append(contentsOf: Array(",\"explanation\":".utf8))
      JSONValue.writeString(verdict.explanation, into: &out)
      out.append(contentsOf: Array("}\n".utf8))
    }
  }

  private static func detector(_ verdict: VolumeVerdict) -> String {
    switch verdict.kind {
    case .spike: verdict.measure == .calls ? "VOL-001" : "EXF-001"
    case .sustained: "VOL-002"
    case .offSchedule, .dormant: "TIM-001"
    }
  }
}
