import Detection
import Foundation
import LogFormats
import SecurityModel
import Settings

/// A compact way to write down weeks of traffic: native JSON Lines with a few directives.
///
/// - `#` is a comment.
/// - `{"include": "history.jsonl"}` takes in another script of `Tests/Fixtures`.
/// - `{"define": "sync", …}` names fields that `"use": "sync"` puts under those of a line.
/// - `"repeat": [["1d", 30], ["5m", 4]]` makes nested loops: the line once for each combination,
///   `ts` moved by the sum; `{n}` in a text is the running number.
/// - `"jitter": "90s"` moves each by up to that much, the same in every run.
/// - `{"settings": {…}}` sets what the user would configure.
/// - `{"expect": {"NEW-004": "high"}}` names what must be found, and how grave at least; `allow` what
///   may be told, and how grave at most.
struct FixtureScript {
  struct Problem: Error { var text: String }

  private(set) var records: [String] = []
  private(set) var settings = EngineSettings()
  private(set) var expected: [String: Severity] = [:]
  private(set) var allowed: [String: Severity] = [:]
  private var templates: [String: [JSONValue.Member]] = [:]

  init(_ path: String) throws { try read(path) }

  private mutating func read(_ path: String) throws {
    let text = try String(contentsOfFile: Self.folder + path, encoding: .utf8)
    for line in text.split(separator: "\n") {
      var members = try JSONReader.parse(String(line)).members ?? []
      members.removeAll { $0.name == "#" }
      if members.isEmpty { continue }
      if let name = take("include", &members)?.string {
        try read(name)
      } else if let name = take("define", &members)?.string {
        templates[name] = try merged(&members)
      } else if let value = take("settings", &members) {
        try apply(value)
      } else if let value = take("expect", &members) {
        for (id, severity) in try severities(value) { expected[id] = severity }
      } else if let value = take("allow", &members) {
        for (id, severity) in try severities(value) { allowed[id] = severity }
      } else {
        try expand(&members)
      }
    }
  }

  private func take(_ name: String, _ members: inout [JSONValue.Member]) -> JSONValue? {
    guard let i = members.firstIndex(where: { $0.name == name }) else { return nil }
    return members.remove(at: i).value
  }

  /// The members over those of the template that they name.
  private func merged(_ members: inout [JSONValue.Member]) throws -> [JSONValue.Member] {
    guard let name = take("use", &members)?.string else { return members }
    guard var result = templates[name] else { throw Problem(text: "no template \(name)") }
    for member in members {
      if let i = result.firstIndex(where: { $0.name == member.name }) {
        result[i] = member
      } else {
        result.append(member)
      }
    }
    return result.filter { $0.value != .null }
  }

  private mutating func expand(_ members: inout [JSONValue.Member]) throws {
    let loops = try (take("repeat", &members)?.array ?? []).map { loop in
      guard let pair = loop.array, pair.count == 2, let every = pair[0].string,
        let times = pair[1].integer
      else { throw Problem(text: "a loop is [\"interval\", times]") }
      return (every: try Self.milliseconds(every), times: times)
    }
    let jitter = try take("jitter", &members)?.string.map(Self.milliseconds) ?? 0
    let record = try merged(&members)
    guard let start = record.first(where: { $0.name == "ts" })?.value.string,
      let time = Self.time(start)
    else { throw Problem(text: "a record needs a `ts`") }
    let total = loops.reduce(Int64(1)) { $0 * $1.times }
    for n in 0..<total {
      var rest = n
      var offset: Int64 = 0
      for loop in loops.reversed() {
        offset += rest % loop.times * loop.every
        rest /= loop.times
      }
      if jitter > 0 { offset += Int64(StableHash.mix(UInt64(n) &+ 1) % UInt64(jitter)) }
      let line = JSONValue.object(
        record.map { member in
          member.name == "ts"
            ? .init("ts", .string(time.advanced(by: offset).rfc3339))
            : .init(member.name, Self.filled(member.value, n))
        })
      records.append(line.text)
    }
  }

  private static func filled(_ value: JSONValue, _ n: Int64) -> JSONValue {
    switch value {
    case .string(let text): .string(text.replacingOccurrences(of: "{n}", with: "\(n)"))
    case .array(let elements): .array(elements.map { filled($0, n) })
    default: value
    }
  }

  private static func time(_ text: String) -> Timestamp? {
    Array(text.utf8).withUnsafeBytes { TimestampParser.parse($0) }
  }

  private static func milliseconds(_ text: String) throws -> Int64 {
    let units: [(String, Int64)] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)]
    for (unit, length) in units + [("d", 86_400_000)] where text.hasSuffix(unit) {
      if let n = Int64(text.dropLast(unit.count)) { return n * length }
    }
    throw Problem(text: "\(text) is no interval")
  }

  private func severities(_ value: JSONValue) throws -> [String: Severity] {
    var result: [String: Severity] = [:]
    for member in value.members ?? [] {
      guard let severity = Severity.allCases.first(where: { $0.name == member.value.string }) else {
        throw Problem(text: "\(member.name) has no severity")
      }
      result[member.name] = severity
    }
    return result
  }

  private mutating func apply(_ value: JSONValue) throws {
    for member in value.members ?? [] {
      switch member.name {
      case "vip": settings.vip = Set(member.value.array?.compactMap(\.string) ?? [])
      case "sensitive":
        settings.sensitiveObjects = Set(member.value.array?.compactMap(\.string) ?? [])
      case "daily_quota": settings.dailyQuota = member.value.integer ?? 0
      case "clock_changes":
        for change in member.value.array ?? [] {
          let at = change.members?.first { $0.name == "at" }?.value.string
          let minutes = change.members?.first { $0.name == "minutes" }?.value.integer
          guard let time = at.flatMap(Self.time), let minutes else {
            throw Problem(text: "a clock change has `at` and `minutes`")
          }
          settings.clockChanges.append(ClockChange(at: time, minutes: Int(minutes)))
        }
      case "registry":
        settings.registrations = try RegistryReader.parse(
          member.value.string ?? "", file: "fixture")
        settings.hasRegistry = true
      case "tunables":
        for detector in member.value.members ?? [] {
          for tunable in detector.value.members ?? [] {
            settings.tunables[detector.name, default: [:]][tunable.name] = tunable.value.number
          }
        }
      default: throw Problem(text: "no setting \(member.name)")
      }
    }
  }

  /// `Tests/Fixtures/`.
  static let folder =
    URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path + "/"
}

extension FixtureScript {
  /// Decodes, orders and detects all records, with a checkpoint every `tick` events.
  ///
  /// - Parameter restarts: begins anew from the stored state at every checkpoint.
  func run(tick: Int = .max, restarts: Bool = false) throws -> [Finding] {
    let symbols = SymbolTable()
    let format = try found(LogFormatRegistry.format(named: "crmwatch-jsonl"))
    let decoder = format.makeDecoder(
      DecodeContext(symbols: symbols, secrets: KeyedHash(key0: 1, key1: 2)))
    var buffer = ReorderBuffer()
    var events: [APIEvent] = []
    for record in records {
      var event = APIEvent()
      let decoded = try Array(record.utf8).withUnsafeBytes { raw in
        try decoder.decode(raw, into: &event)
      }
      guard decoded == .event else { throw Problem(text: "not an event: \(record)") }
      buffer.push(event) { events.append(copy $0) }
    }
    buffer.flush { events.append(copy $0) }
    var run = EngineRun(settings: settings, symbols: symbols)
    for (n, event) in events.enumerated() {
      run.engine.step(event)
      if n % tick == tick - 1 { try run.checkpoint(restart: restarts) }
    }
    try run.checkpoint(restart: false)
    return run.findings
  }
}

/// Something that must be there.
private func found<T>(_ value: T?) throws -> T {
  guard let value else { throw FixtureScript.Problem(text: "missing") }
  return value
}
