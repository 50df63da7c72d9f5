import Inventory
import SecurityModel
import Testing

@testable import Detection

/// Makes events for tests without a log format.
struct EventMaker {
  let symbols: SymbolTable
  var org = "00Dxx0000001abc"

  func call(
    _ credential: String, at time: Timestamp, object: String = "Account",
    operation: Operation = .query, ip: String = "203.0.113.9", client: String = "contoso-sync",
    surface: APISurface = .rest, rows: Int64 = 20, outcome: Outcome = .success
  ) -> APIEvent {
    var event = APIEvent()
    event.time = time
    event.platform = .salesforce
    event.org = symbols.intern(org)
    event.credential = symbols.intern(credential)
    event.integration = symbols.intern("app " + credential)
    event.user = symbols.intern("user-" + credential)
    event.app = symbols.intern("0H4" + credential)
    event.credentialType = .oauthApp
    event.surface = surface
    event.operation = operation
    event.outcome = outcome
    event.flags = [.countsAsCall]
    event.clientFamily = symbols.intern(client)
    event.userAgent = symbols.intern(client + "/1.0")
    event.endpoint = symbols.intern("/services/data/v*/\(operation.name)")
    event.addObject(symbols.intern(object))
    event.ip = IPAddress(text: ip) ?? .none
    event.rows = rows
    event.tieBreak = StableHash.mix(UInt64(bitPattern: time.milliseconds))
    return event
  }
}

let start = Timestamp(seconds: 1_751_328_000)  // 2025-07-01T00:00:00Z, a Tuesday

/// Thirty days of a steady sync every 15 minutes.
func history(_ maker: EventMaker, credential: String = "sync", days: Int = 30) -> [APIEvent] {
  var events: [APIEvent] = []
  for slot in 0..<(days * 96) {
    for n in 0..<(3 + slot % 3) {
      let time = start.advanced(
        by: Int64(slot) * 900_000 + Int64(n) * 1_700 + Int64(slot % 7) * 911)
      events.append(maker.call(credential, at: time, object: n % 2 == 0 ? "Account" : "Contact"))
    }
  }
  return events
}

func attack(_ maker: EventMaker, credential: String = "sync", day: Int = 30) -> [APIEvent] {
  let at = start.advanced(by: Int64(day) * Timestamp.Duration.day + 3 * Timestamp.Duration.hour)
  var events: [APIEvent] = []
  for n in 0..<400 {
    events.append(
      maker.call(
        credential, at: at.advanced(by: Int64(n) * 1_000), object: n < 5 ? "User" : "Case",
        ip: "198.51.100.77", client: "python-requests", rows: 2_000))
  }
  return events
}

@Suite struct EngineTests {
  private func run(_ events: [APIEvent], symbols: SymbolTable, checkpointEvery: Int? = nil)
    throws -> [Finding]
  {
    var engine = Engine(settings: EngineSettings(), symbols: symbols)
    var findings: [String: Finding] = [:]
    var order: [String] = []
    var state: [String: [UInt8]] = [:]
    func take() throws -> Checkpoint {
      let checkpoint = engine.takeCheckpoint()
      for finding in checkpoint.findings {
        if findings[finding.id] == nil { order.append(finding.id) }
        findings[finding.id] = finding
      }
      for blob in try checkpoint.allState() {
        state[blob.key] = blob.bytes.isEmpty ? nil : blob.bytes
      }
      return checkpoint
    }
    for (n, event) in events.enumerated() {
      engine.step(event)
      if let every = checkpointEvery, n % every == every - 1 {
        let checkpoint = try take()
        engine = Engine(settings: EngineSettings(), symbols: symbols)
        try engine.restore(counters: checkpoint.counters, watermark: checkpoint.watermark) { take in
          for (key, bytes) in state.sorted(by: { $0.key < $1.key }) {
            guard bytes.withUnsafeBytes({ take(key, $0) }) else { return }
          }
        }
      }
    }
    _ = try take()
    return order.compactMap { findings[$0] }
  }

  @Test func `a steady month is quiet`() throws {
    let symbols = SymbolTable()
    let found = try run(history(EventMaker(symbols: symbols)), symbols: symbols)
    #expect(found.map(\.detector) == [])
  }

  @Test func `a stolen token raises network, client, object and volume findings`() throws {
    let symbols = SymbolTable()
    let maker = EventMaker(symbols: symbols)
    let found = try run(history(maker) + attack(maker), symbols: symbols)
    let detectors = Set(found.map(\.detector))
    #expect(detectors.isSuperset(of: ["NEW-001", "NEW-004", "NEW-006", "VOL-001", "EXF-001"]))
    #expect(found.first { $0.detector == "NEW-001" }?.severity == .high)
    #expect(Set(found.filter { $0.credential == "sync" }.map(\.incident)).count == 1)
    #expect(detectors.contains("COR-003"))
  }

  @Test func `announced activity raises no volume finding and teaches nothing`() throws {
    let symbols = SymbolTable()
    let maker = EventMaker(symbols: symbols)
    var settings = EngineSettings()
    settings.expected = [
      ExpectedActivity(
        credential: "sync", start: start.advanced(by: 30 * Timestamp.Duration.day),
        end: start.advanced(by: 31 * Timestamp.Duration.day))
    ]
    let engine = Engine(settings: settings, symbols: symbols)
    let events = (history(maker, days: 34) + attack(maker) + attack(maker, day: 33)).sorted {
      $0.time < $1.time
    }
    let dayAfter = start.advanced(by: 32 * Timestamp.Duration.day)
    for event in events where event.time < dayAfter { engine.step(event) }
    let found = engine.takeCheckpoint().findings.map(\.detector)
    #expect(!found.contains("VOL-001") && !found.contains("EXF-001"))
    // The same three days later is not announced, and was not learnt.
    for event in events where event.time >= dayAfter { engine.step(event) }
    let later = engine.takeCheckpoint().findings.map(\.detector)
    #expect(later.contains("VOL-001") && later.contains("EXF-001"))
  }

  @Test func `only findings about volume can be accepted into the baseline`() throws {
    let symbols = SymbolTable()
    let maker = EventMaker(symbols: symbols)
    let engine = Engine(settings: EngineSettings(), symbols: symbols)
    for event in history(maker) + attack(maker) { engine.step(event) }
    let found = engine.takeCheckpoint().findings
    let volume = try #require(found.first { $0.detector == "VOL-001" })
    let other = try #require(found.first { $0.detector == "NEW-004" })
    #expect(engine.accept(volume))
    #expect(!engine.accept(other))
    #expect(!engine.takeCheckpoint().state.isEmpty)
  }

  @Test func `restarting at any checkpoint changes nothing`() throws {
    let symbols = SymbolTable()
    let maker = EventMaker(symbols: symbols)
    let events = history(maker) + history(maker, credential: "etl", days: 31) + attack(maker)
    let sorted = events.sorted {
      OrderKey(time: $0.time, tieBreak: $0.tieBreak)
        < OrderKey(time: $1.time, tieBreak: $1.tieBreak)
    }
    let whole = try run(sorted, symbols: symbols)
    let pieces = try run(sorted, symbols: symbols, checkpointEvery: 997)
    #expect(whole.map(\.id) == pieces.map(\.id))
    #expect(whole.map(\.explanation) == pieces.map(\.explanation))
    #expect(whole.map(\.count) == pieces.map(\.count))
    #expect(whole.map(\.risk) == pieces.map(\.risk))
    #expect(!whole.isEmpty)
  }

  @Test func `the reorder buffer makes arrival order irrelevant`() throws {
    let symbols = SymbolTable()
    let maker = EventMaker(symbols: symbols)
    let events = history(maker, days: 2)
    func order(_ input: [APIEvent]) -> [UInt64] {
      var buffer = ReorderBuffer()
      var seen: [UInt64] = []
      var newest = Timestamp.distantPast
      for event in input {
        newest = max(newest, event.time)
        buffer.push(event) { seen.append($0.tieBreak) }
        buffer.release(upTo: newest.advanced(by: -Timestamp.Duration.hour)) {
          seen.append($0.tieBreak)
        }
      }
      buffer.flush { seen.append($0.tieBreak) }
      return seen
    }
    var shuffled = events
    for i in stride(from: 0, to: shuffled.count - 5, by: 5) { shuffled.swapAt(i, i + 4) }
    let sorted = events.sorted {
      OrderKey(time: $0.time, tieBreak: $0.tieBreak)
        < OrderKey(time: $1.time, tieBreak: $1.tieBreak)
    }
    #expect(order(shuffled) == sorted.map(\.tieBreak))
    #expect(order(events.reversed()).count == events.count)
  }

  @Test func `a re-delivered record is counted once`() throws {
    let symbols = SymbolTable()
    let engine = Engine(settings: EngineSettings(), symbols: symbols)
    var event = EventMaker(symbols: symbols).call("sync", at: start)
    event.flags.insert(.dedup)
    event.dedupKey = 42
    engine.step(event)
    engine.step(event)
    let checkpoint = engine.takeCheckpoint()
    #expect(checkpoint.counters.events == 1)
    #expect(checkpoint.counters.duplicates == 1)
    #expect(try checkpoint.allRecords().first?.calls == 1)
  }

  @Test func `a checkpoint tells the same however often it is asked`() throws {
    let symbols = SymbolTable()
    let engine = Engine(settings: EngineSettings(), symbols: symbols)
    for event in history(EventMaker(symbols: symbols)).prefix(300) { engine.step(event) }
    let checkpoint = engine.takeCheckpoint()
    let first = try checkpoint.allState()
    #expect(try checkpoint.allState() == first)
    #expect(try checkpoint.feed?.credentialCount == checkpoint.allRecords().count)
    #expect(engine.takeCheckpoint().feed == nil)
  }

  @Test func `the inventory finds in a state what the profile holds`() throws {
    let symbols = SymbolTable()
    let maker = EventMaker(symbols: symbols)
    let engine = Engine(settings: EngineSettings(), symbols: symbols)
    for n in 0..<5 {
      engine.step(
        maker.call(
          "sync", at: start.advanced(by: Int64(n) * 60_000), object: n < 3 ? "Case" : "Ca\u{0}se",
          ip: "198.51.100.\(n)", client: "python-requests", rows: 7))
    }
    let record = try #require(try engine.takeCheckpoint().allRecords().first)
    #expect(record.objects.map(\.name) == ["Case", "Ca\u{0}se"])
    #expect(record.objects.map(\.count) == [3, 2])
    #expect(record.objects[0].firstSeen == start)
    #expect(record.objects[1].lastSeen == start.advanced(by: 240_000))
    #expect(record.networks.map(\.count) == [5])
    #expect(record.clients.map(\.name) == ["python-requests"])
    #expect(record.rows == 35 && record.calls == 5 && record.firstSeen == start)
  }

  @Test func `a state that is cut is refused`() throws {
    let symbols = SymbolTable()
    let engine = Engine(settings: EngineSettings(), symbols: symbols)
    for event in history(EventMaker(symbols: symbols)).prefix(50) { engine.step(event) }
    let blob = try #require(
      try engine.takeCheckpoint().allState().first { $0.key.hasPrefix("credential/") })
    for length in stride(from: 0, to: blob.bytes.count, by: 7) {
      let fresh = Engine(settings: EngineSettings(), symbols: SymbolTable())
      #expect(throws: ByteReader.Failure.self, "\(length)") {
        try fresh.restore(counters: IngestCounters(), watermark: .start) { take in
          _ = blob.bytes.prefix(length).withUnsafeBytes { take(blob.key, $0) }
        }
      }
    }
  }
}
