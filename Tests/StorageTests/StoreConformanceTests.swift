import SecurityModel
import Testing

@testable import Storage

/// What every store must do.
@Suite("Every store")
struct StoreConformanceTests {
  static let kinds = StoreFixture.Kind.allCases

  @Test("resumes where the last commit left off", arguments: kinds)
  func resume(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    let source = SourceCheckpoint(
      uri: "/logs/b.csv", device: .max, inode: 7, fingerprint: 1 << 63, fingerprintLength: 64,
      restart: 100, restartLine: 5, read: 120, header: 0, format: "elf", size: 500, events: 12,
      skipped: 1, lastEvent: Timestamp(milliseconds: -3), state: "open", tail: .max - 4,
      tailEnd: 130)
    try fixture.commit {
      $0.sources = [source, SourceCheckpoint(uri: "-")]
      $0.counters.events = 12
      $0.counters.byFormat = ["elf": 12]
      $0.counters.evicted = ["objects": 2]
      $0.watermark = OrderKey(time: Timestamp(milliseconds: 77), tieBreak: .max)
    }
    let point = try fixture.store.load()
    #expect(point.sources == [SourceCheckpoint(uri: "-"), source])
    #expect(point.counters.events == 12)
    #expect(point.counters.byFormat == ["elf": 12])
    #expect(point.counters.evicted == ["objects": 2])
    #expect(point.watermark == OrderKey(time: Timestamp(milliseconds: 77), tieBreak: .max))
    #expect(try fixture.store.watermark() == point.watermark)
    #expect(point.secret == Make.secret)

    try fixture.commit { $0.counters.events = 13 }
    let next = try fixture.store.load()
    #expect(next.sources == point.sources)
    #expect(next.counters.byFormat.isEmpty)
    #expect(next.watermark == .start)
  }

  @Test("keeps state blobs by key, in key order, and deletes empty ones", arguments: kinds)
  func stateBlobs(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    try fixture.commit {
      $0.state = [
        .init(key: "engine", bytes: [1]), .init(key: "credential/b", bytes: [0, 255]),
        .init(key: "credential/a", bytes: [2]), .init(key: "dedup/1", bytes: [3]),
      ]
    }
    try fixture.commit {
      $0.state = [.init(key: "dedup/1", bytes: []), .init(key: "engine", bytes: [9, 9])]
    }
    func blobs(_ prefix: String, limit: Int = .max) throws -> [String] {
      var seen: [String] = []
      try fixture.store.forEachState(prefix: prefix) { key, bytes in
        seen.append(key + "=" + bytes.map { String($0) }.joined(separator: ","))
        return seen.count < limit
      }
      return seen
    }
    #expect(try blobs("") == ["credential/a=2", "credential/b=0,255", "engine=9,9"])
    #expect(try blobs("credential/") == ["credential/a=2", "credential/b=0,255"])
    #expect(try blobs("", limit: 1) == ["credential/a=2"])
    // Reading inside a callback must not disturb the walk.
    var count = 0
    try fixture.store.forEachState { _, _ in
      count += 1
      try? fixture.store.forEachState { _, _ in true }
      return count < 50
    }
    #expect(count == 3)
  }

  @Test("adds rollup deltas per credential and over all", arguments: kinds)
  func rollups(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    try fixture.commit {
      $0.rollups = [
        Make.rollup("a", hour: 10, minute: 0, calls: 300), Make.rollup("b", hour: 10, minute: 59),
        Make.rollup("a", hour: 10, minute: 59, calls: 2), Make.rollup("a", hour: 30),
        Make.rollup("a", hour: -7),
      ]
    }
    try fixture.commit { $0.rollups = [Make.rollup("a", hour: 10, minute: 30, calls: .max)] }
    let all = (Timestamp.distantPast, Timestamp.distantFuture)
    let a = try fixture.store.rollups(credential: "a", from: all.0, to: all.1)
    #expect(a.map { $0.hour.milliseconds / 3_600_000 } == [-7, 10, 30])
    #expect(a[1].calls == 302 + Int64(UInt32.max))
    #expect(a[1].errors == 3 && a[1].rows == 30 && a[1].bytes == 300)
    #expect(a[1].minuteCalls[0] == 300 && a[1].minuteCalls[59] == 2)
    #expect(a[1].minuteCalls[30] == .max)
    let sum = try fixture.store.rollups(credential: nil, from: all.0, to: all.1)
    #expect(sum.map { $0.hour.milliseconds / 3_600_000 } == [-7, 10, 30])
    #expect(sum[1].calls == 303 + Int64(UInt32.max))
    #expect(sum[1].minuteCalls[59] == 3)

    let hour: Int64 = 3_600_000
    func hours(_ from: Int64, _ to: Int64) throws -> [Int64] {
      try fixture.store.rollups(
        credential: "a", from: Timestamp(milliseconds: from), to: Timestamp(milliseconds: to)
      ).map { $0.hour.milliseconds / hour }
    }
    #expect(try hours(10 * hour + 5, 30 * hour) == [10])
    #expect(try hours(10 * hour, 30 * hour + 1) == [10, 30])
    #expect(try hours(11 * hour, 30 * hour).isEmpty)
    #expect(try hours(30 * hour, 10 * hour).isEmpty)
    #expect(try fixture.store.rollups(credential: "nobody", from: all.0, to: all.1).isEmpty)
  }

  @Test("keeps what a feed hands out as if it had been given as values", arguments: kinds)
  func feed(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    let feed = Make.Feed(["a", "b", "c"])
    try fixture.commit { $0.feed = feed }
    try fixture.commit {
      $0.feed = Make.Feed(["a", "b"])
      $0.rollups = [Make.rollup("a", hour: 3, calls: 5)]
    }
    var query = CredentialQuery()
    query.sort = .name
    query.isDescending = false
    let records = try fixture.store.credentials(query).map(\.record)
    #expect(records == ["a", "b", "c"].map { feed.record($0) })
    #expect(try fixture.store.credential("b")?.record == feed.record("b"))
    let hours = try fixture.store.rollups(credential: "a", from: .distantPast, to: .distantFuture)
    // Two commits, and five calls given as a value.
    #expect(hours.map(\.calls) == [13, 8])
    #expect(hours.map { $0.minuteCalls[7] } == [8, 8])
    let all = try fixture.store.rollups(credential: nil, from: .distantPast, to: .distantFuture)
    #expect(all.map(\.calls) == [25, 20])
    var keys: [String] = []
    try fixture.commit { $0.state = [.init(key: "a", bytes: [1]), .init(key: "x", bytes: [1])] }
    try fixture.store.forEachState { key, _ in
      keys.append(key)
      return true
    }
    #expect(keys == ["a"] + (1...3).map { CredentialState.key($0) } + ["x"])
    keys.removeAll()
    try fixture.store.forEachState(prefix: "credential/0000000002") { key, bytes in
      keys.append(key)
      #expect(Array(bytes) == feed.state("b"))
      return true
    }
    #expect(keys == [CredentialState.key(2)])
    #expect(try fixture.store.check(now: .distantFuture).isEmpty)
  }

  @Test("adds up what came in hundreds of ticks, early and late", arguments: kinds)
  func manyTicks(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    var expected: [String: [Int64: Int64]] = [:]
    for tick in 0..<400 {
      var rollups: [HourRollup] = []
      for n in 0..<4 {
        let random = StableHash.mix(UInt64(tick * 4 + n))
        // Days pass; now and then something belongs to one long gone.
        let hour = Int64(tick / 8) + (random % 9 == 0 ? -30 : 0)
        let name = "c\(random % 23)"
        rollups.append(Make.rollup(name, hour: hour, minute: Int(random % 60)))
        expected[name, default: [:]][hour, default: 0] += 1
      }
      try fixture.commit { $0.rollups = rollups }
    }
    for (name, hours) in expected {
      let read = try fixture.store.rollups(credential: name, from: .distantPast, to: .distantFuture)
      #expect(
        read.map { [$0.hour.milliseconds / 3_600_000, $0.calls] }
          == hours.sorted { $0.key < $1.key }.map { [$0.key, $0.value] })
      #expect(
        read.allSatisfy { $0.minuteCalls.reduce(0) { $0 + Int64($1) } == $0.calls }, "\(name)")
    }
    #expect(try fixture.store.check(now: .distantFuture).isEmpty)
  }

  @Test("holds volumes at the ends of their range instead of overflowing", arguments: kinds)
  func absurdVolumes(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    var absurd = Make.rollup("a", hour: 1, calls: .max)
    absurd.rows = .max
    absurd.bytes = .max
    absurd.minuteCalls += [5]
    try fixture.commit { $0.rollups = [absurd, absurd] }
    try fixture.commit { $0.rollups = [absurd] }
    let read = try fixture.store.rollups(
      credential: "a", from: .distantPast, to: .distantFuture)[0]
    #expect(read.rows == .max && read.bytes == .max)
    #expect(read.minuteCalls.count == 60 && read.minuteCalls[0] == .max)
  }

  @Test("gives back credentials whole, sorted and filtered", arguments: kinds)
  func inventory(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    var other = Make.credential("Zed", risk: 90, calls: 1)
    other.flags = []
    other.isDeclared = false
    other.owner = nil
    try fixture.commit {
      $0.credentials = [
        Make.credential("a", risk: 10, calls: 9), Make.credential("b", risk: 10, calls: 20), other,
      ]
      $0.findings = [Make.finding("f1", credential: "b"), Make.finding("f2", credential: "b")]
    }
    #expect(try fixture.store.credential("Zed")?.record == other)
    #expect(try fixture.store.credential("zed") == nil)
    #expect(try fixture.store.credential("b")?.openFindings == 2)
    func ids(_ change: (inout CredentialQuery) -> Void) throws -> [String] {
      var query = CredentialQuery()
      change(&query)
      let entries = try fixture.store.credentials(query)
      if query.offset == 0, query.limit > 10 {
        #expect(try fixture.store.countCredentials(query) == entries.count)
      }
      return entries.map(\.record.id)
    }
    #expect(try ids { _ in } == ["Zed", "a", "b"])
    #expect(try ids { $0.sort = .calls } == ["b", "a", "Zed"])
    #expect(
      try ids {
        $0.sort = .name; $0.isDescending = false
      } == ["Zed", "a", "b"])
    #expect(
      try ids {
        $0.sort = .openFindings; $0.limit = 1
      } == ["b"])
    #expect(
      try ids {
        $0.limit = 1; $0.offset = 1
      } == ["a"])
    #expect(try ids { $0.flag = "dormant" } == ["a", "b"])
    #expect(try ids { $0.flag = "dorm" }.isEmpty)
    #expect(try ids { $0.isDeclared = false } == ["Zed"])
    #expect(try ids { $0.minimumRisk = 50 } == ["Zed"])
    #expect(try ids { $0.text = "U-ZED" } == ["Zed"])
    #expect(try ids { $0.text = "%" }.isEmpty)
    #expect(try ids { $0.platform = .salesforce }.isEmpty)
    #expect(
      try ids {
        $0.readiness = .ready; $0.type = .apiKey; $0.org = "123"
      }.count == 3)

    try fixture.act(.close(.falsePositive), on: "f1")
    #expect(try fixture.store.credential("b")?.openFindings == 1)
    try fixture.commit { $0.credentials = [Make.credential("a", risk: 99)] }
    #expect(try ids { _ in } == ["a", "Zed", "b"])
  }

  @Test("keeps the latest thousand failures and counts all", arguments: kinds)
  func failures(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    for tick in 0..<3 {
      try fixture.commit {
        $0.failures = (1...600).map {
          ParseFailure(
            source: "a.csv", line: Int64(tick * 600 + $0), column: 4,
            reason: $0 % 2 == 0 ? "odd quote" : "no time")
        }
      }
    }
    let log = try fixture.store.failures(limit: 5_000)
    #expect(log.latest.count == ParseFailureLog.limit)
    #expect(log.latest.first?.line == 1_800 && log.latest.last?.line == 801)
    #expect(log.latest.first?.column == 4)
    #expect(
      log.totals == [
        .init(source: "a.csv", reason: "no time", count: 900),
        .init(source: "a.csv", reason: "odd quote", count: 900),
      ])
    #expect(try fixture.store.failures(limit: 2).latest.count == 2)
  }

  @Test("bounds the pairs of source and reason that it counts apart", arguments: kinds)
  func manyReasons(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    let extra = 5
    try fixture.commit {
      $0.failures = (0..<(ParseFailureLog.totalLimit + extra)).map {
        ParseFailure(source: "s\($0)", reason: "r")
      }
    }
    let totals = try fixture.store.failures(limit: 1).totals
    #expect(totals.count == ParseFailureLog.totalLimit + 1)
    #expect(
      totals.first
        == .init(source: "", reason: ParseFailureLog.otherReason, count: Int64(extra)))
  }

  @Test("tells what changed through its version", arguments: kinds)
  func version(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    try fixture.commit { $0.counters.events = 1 }
    let first = try fixture.store.version()
    try fixture.commit { $0.counters.events = 1 }
    #expect(try fixture.store.version() == first)
    try fixture.commit { $0.counters.events = 2 }
    let second = try fixture.store.version()
    #expect(second.ingest > first.ingest && second.findings == first.findings)
    try fixture.commit {
      $0.counters.events = 2
      $0.findings = [Make.finding("f")]
    }
    let third = try fixture.store.version()
    #expect(third.findings > second.findings && third.analyst == second.analyst)
    try fixture.act(.acknowledge, on: "f")
    let fourth = try fixture.store.version()
    #expect(fourth.analyst > third.analyst && fourth.findings == third.findings)
    try fixture.act(.acknowledge, on: "unknown")
    #expect(try fixture.store.version() == fourth)
  }

  @Test("shows the health of sources", arguments: kinds)
  func health(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    try fixture.commit {
      $0.sources = [
        SourceCheckpoint(uri: "b", read: 5, state: "vanished"),
        SourceCheckpoint(uri: "a", read: 6, format: "elf", size: 9),
      ]
    }
    let health = try fixture.store.sourceHealth()
    #expect(health.map(\.uri) == ["a", "b"])
    #expect(health.map(\.isHealthy) == [true, false])
    // A log that was read to its end may go.
    try fixture.commit {
      $0.sources = [SourceCheckpoint(uri: "z", read: 50, size: 50, state: "vanished")]
    }
    #expect(try fixture.store.sourceHealth().last?.isHealthy == true)
    #expect(health[0].position == 6 && health[0].size == 9)
  }

  @Test("prunes old volumes and closed findings only", arguments: kinds)
  func prune(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    try fixture.commit {
      $0.rollups = (0..<20).map { Make.rollup("a", hour: $0) }
      $0.findings = [
        Make.finding("open", raised: 100, incident: "I1"),
        Make.finding("shut", raised: 100, incident: "I1"),
        Make.finding("late", raised: 5_000),
      ]
    }
    try fixture.act(.note, on: "open", text: "keep me")
    try fixture.act(.close(.test), on: "shut")
    try fixture.act(.close(.test), on: "late")
    let hour: Int64 = 3_600_000
    let report = try fixture.store.prune(
      Retention(
        minutesBefore: Timestamp(milliseconds: 12 * hour),
        rollupsBefore: Timestamp(milliseconds: 7 * hour + 5),
        closedFindingsBefore: Timestamp(milliseconds: 1_000)))
    #expect(report == PruneReport(minutes: 5, rollups: 7, findings: 1, actions: 1))
    let rollups = try fixture.store.rollups(
      credential: "a", from: .distantPast, to: .distantFuture)
    #expect(rollups.map { $0.hour.milliseconds / hour } == Array(7..<20))
    #expect(rollups.map { $0.minuteCalls[0] } == (7..<20).map { $0 < 12 ? 0 : 1 })
    #expect(rollups.allSatisfy { $0.calls == 1 })
    let all = try fixture.store.rollups(credential: nil, from: .distantPast, to: .distantFuture)
    #expect(all.map(\.hour) == rollups.map(\.hour))
    #expect(try fixture.store.finding("shut", now: .distantFuture) == .none)
    #expect(try fixture.store.history(of: "open").count == 1)
    #expect(try fixture.store.history(of: "late").count == 1)
    #expect(
      try fixture.store.incident("I1", now: .distantFuture)?.findings.map(\.finding.id) == ["open"])
    #expect(try fixture.store.check(now: .distantFuture).isEmpty)
    #expect(
      try fixture.store.prune(Retention(closedFindingsBefore: Timestamp(milliseconds: 1_000)))
        == PruneReport())
  }

  @Test("refuses everything once closed", arguments: kinds)
  func closed(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    fixture.store.close()
    func isClosed(_ body: () throws -> Void) -> Bool {
      do {
        try body()
        return false
      } catch StoreError.closed {
        return true
      } catch {
        return false
      }
    }
    #expect(isClosed { _ = try fixture.store.load() })
    #expect(isClosed { try fixture.commit { $0.counters.events = 1 } })
    fixture.store.close()
  }
}
