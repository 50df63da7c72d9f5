import Detection
import EventSources
import Foundation
import SecurityModel
import Storage

@testable import Runtime

/// A folder of logs for one test, and pipelines that read it.
final class Workshop {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "crmwatch-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Where the logs are.
  var logs: String { path + "/logs" }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = logs + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Findings of `writeRule`'s rule.
  static let ruleDetector = "SIGMA-0badf00d"

  /// A file, beside the logs, with a rule that every call matches.
  func writeRule() throws -> String {
    let file = path + "/any.yml"
    let rule = """
      title: Any call at all
      id: 0badf00d-1111-4222-8333-444444444444
      logsource:
        category: api
      detection:
        selection:
          operation|exists: true
        condition: selection
      level: low
      """
    try Data(rule.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }

  func append(_ name: String, _ text: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: logs + "/" + name))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  /// Wall-clock time in all these tests.
  static let now = Timestamp(seconds: 1_756_684_800)  // 2025-09-01T00:00:00Z

  /// A run to the end of what is there, with a commit about every `tick` events.
  @discardableResult
  func collect(
    into store: any Store, tick: Int64 = 1 << 16, settings: EngineSettings = EngineSettings(),
    change: (inout IngestOptions) -> Void = { _ in }
  ) throws -> IngestStatus {
    let board = StatusBoard()
    let pipeline = try pipeline(
      .once, into: store, tick: tick, settings: settings, board: board, stop: StopFlag(),
      change: change)
    try pipeline.run()
    return board.current
  }

  func pipeline(
    _ mode: SourceHub.Mode, into store: any Store, tick: Int64, settings: EngineSettings,
    board: StatusBoard, stop: StopFlag, change: (inout IngestOptions) -> Void = { _ in }
  ) throws -> IngestPipeline {
    var options = IngestOptions(
      sources: [try SourceSpec.parse(logs)], mode: mode, detection: settings)
    options.tickEvents = tick
    options.recordedTickFactor = 1
    options.recordedTickEvents = tick
    options.chunkSize = 16 << 10
    change(&options)
    // Time stands still for runs to the end, so that commits depend on nothing but events.
    let still: @Sendable () -> Int64 = { 0 }
    let running: @Sendable () -> Int64 = { Pause.monotonicMilliseconds() }
    let clock = WallClock(now: { Self.now }, monotonic: mode == .once ? still : running)
    return try IngestPipeline(options, store: store, clock: clock, board: board, stop: stop)
  }

  func sqlite() throws -> SQLiteStore {
    try SQLiteStore.open(
      path: path + "/store.db", role: .collector, newSecret: KeyedHash(key0: 0, key1: 0),
      now: Self.now)
  }
}

/// What must be equal however the same events came in.
struct Harvest: Equatable {
  var findings: [String] = []
  var credentials: [String] = []
  var hours: [String] = []
  var events: Int64 = 0
  var duplicates: Int64 = 0
  var skipped: Int64 = 0
  var raised: Int64 = 0

  init(_ store: any Store) throws {
    var query = FindingQuery(now: Workshop.now, limit: .max)
    query.sort = .raised
    findings = try store.findings(query).map { record in
      let f = record.finding
      return
        "\(f.id) \(f.detector) \(f.severity) \(f.credential) \(f.raised.rfc3339) \(f.count) "
        + "\(f.explanation) \(f.incident) \(f.risk) \(f.observed.text) \(f.evidence.count)"
    }
    .sorted()
    for entry in try store.credentials(CredentialQuery(limit: .max)) {
      let r = entry.record
      credentials.append(
        "\(r.id) \(r.calls) \(r.errors) \(r.rows) \(r.bytes) \(r.firstSeen.rfc3339) "
          + "\(r.lastSeen.rfc3339) \(r.risk)")
      for hour in try store.rollups(credential: r.id, from: .distantPast, to: .distantFuture) {
        hours.append(
          "\(r.id) \(hour.hour.rfc3339) \(hour.calls) \(hour.errors) \(hour.rows) \(hour.bytes) "
            + "\(hour.minuteCalls)")
      }
    }
    credentials.sort()
    hours.sort()
    let counters = try store.counters()
    events = counters.events
    duplicates = counters.duplicates
    skipped = counters.skipped
    raised = counters.findings
  }

  /// The first thing that differs, for a message.
  func difference(_ other: Harvest) -> String? {
    for (name, a, b) in [
      ("finding", findings, other.findings), ("credential", credentials, other.credentials),
      ("hour", hours, other.hours),
    ] where a != b {
      let onlyA = a.filter { !b.contains($0) }
      let onlyB = b.filter { !a.contains($0) }
      return "\(name): \(onlyA.prefix(2)) against \(onlyB.prefix(2))"
    }
    if self == other { return nil }
    return "counters: \(events) \(duplicates) \(skipped) \(raised) against \(other.events) "
      + "\(other.duplicates) \(other.skipped) \(other.raised)"
  }
}

/// Lines of a month with an attack at its end, in event-time order.
enum Traffic {
  static let attack: [String] = {
    guard let script = try? FixtureScript("EXF-009/fires.jsonl") else { return [] }
    // The lines begin with different members; order them by their time.
    return script.records.map { ($0, time($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
  }()

  static func time(_ line: String) -> String {
    guard let at = line.range(of: "\"ts\":\"") else { return "" }
    return String(line[at.upperBound...].prefix(24))
  }

  static func text(_ lines: some Sequence<String>) -> String {
    lines.map { $0 + "\n" }.joined()
  }
}

/// Numbers that look random and are the same in every run.
struct Dice {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next(_ bound: Int) -> Int {
    state = StableHash.mix(state &+ 0x9E37_79B9_7F4A_7C15)
    return Int(state % UInt64(max(1, bound)))
  }
}
