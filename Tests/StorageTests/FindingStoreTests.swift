import SecurityModel
import Testing

@testable import Storage

@Suite("Findings in every store")
struct FindingStoreTests {
  static let kinds = StoreFixture.Kind.allCases
  static let now = Timestamp(milliseconds: 10_000)

  @Test("come back as they were stored", arguments: kinds)
  func roundTrip(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    let finding = Make.finding("0123456789abcdef", incident: "I1")
    try fixture.commit(at: 5) { $0.findings = [finding] }
    let record = try #require(
      try fixture.store.finding("0123456789abcdef", now: Self.now).record)
    #expect(record.finding == finding)
    #expect(record.state == FindingState())
    #expect(record.stored == Timestamp(milliseconds: 5))
  }

  @Test("don't change when committed again, and keep their first time", arguments: kinds)
  func idempotent(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    try fixture.commit(at: 5) { $0.findings = [Make.finding("f")] }
    try fixture.act(.acknowledge, on: "f", text: "seen")
    let before = try fixture.store.version().findings
    try fixture.commit(at: 500) { $0.findings = [Make.finding("f")] }
    #expect(try fixture.store.version().findings == before)
    var grown = Make.finding("f")
    grown.count = 99
    grown.explanation = "zebra crossing"
    try fixture.commit(at: 900) { $0.findings = [grown] }
    #expect(try fixture.store.version().findings == before + 1)
    let record = try #require(try fixture.store.finding("f", now: Self.now).record)
    #expect(record.finding == grown)
    #expect(record.stored == Timestamp(milliseconds: 5))
    #expect(record.state.status == .acknowledged)
    #expect(try fixture.store.search("zebra", now: Self.now).count == 1)
    #expect(try fixture.store.search("412", now: Self.now).isEmpty)
    #expect(try fixture.store.search("seen", now: Self.now).count == 1)
  }

  @Test("are found by whole id or unique beginning", arguments: kinds)
  func prefixes(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    try fixture.commit {
      $0.findings = ["abc1", "abc2", "abd", "ab"].map { Make.finding($0) }
    }
    #expect(try fixture.store.finding("abd", now: Self.now).record?.finding.id == "abd")
    #expect(try fixture.store.finding("abc", now: Self.now) == .many(["abc1", "abc2"]))
    #expect(try fixture.store.finding("ab", now: Self.now).record?.finding.id == "ab")
    for id in ["", "x", "%", "ab'", "abc\u{0}"] {
      #expect(try fixture.store.finding(id, now: Self.now) == .none)
    }
  }

  @Test("are filtered, sorted and cut", arguments: kinds)
  func queries(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    var a = Make.finding("a", severity: .low, raised: 100)
    a.risk = 80
    var b = Make.finding("b", severity: .critical, raised: 200, credential: "cred|2")
    b.platform = .hubspot
    b.count = 50
    let c = Make.finding("c", severity: .high, raised: 300, detector: "NEW-004", incident: "I9")
    let d = Make.finding("d", severity: .info, raised: 200, detector: "VOL-010")
    try fixture.commit(at: 1) { $0.findings = [d, b] }
    try fixture.commit(at: 2) { $0.findings = [a, c] }
    try fixture.act(.close(.truePositive), on: "c")
    try fixture.act(.assign(to: "bo"), on: "a")
    func ids(_ change: (inout FindingQuery) -> Void) throws -> [String] {
      var query = FindingQuery(now: Self.now)
      change(&query)
      let found = try fixture.store.findings(query).map(\.finding.id)
      if query.limit >= 200, query.offset == 0 {
        #expect(try fixture.store.countFindings(query) == found.count)
        var seen: [String] = []
        try fixture.store.forEachFinding(query) { record in
          seen.append(record.finding.id)
          return true
        }
        #expect(seen == found)
      }
      // A limit beyond what is merged takes the other road to the same answer.
      var whole = query
      whole.limit = .max
      #expect(
        try Array(fixture.store.findings(whole).map(\.finding.id).prefix(max(0, query.limit)))
          == found)
      return found
    }
    #expect(try ids { _ in } == ["c", "d", "b", "a"])
    #expect(try ids { $0.isDescending = false } == ["a", "b", "d", "c"])
    #expect(try ids { $0.sort = .severity } == ["b", "c", "a", "d"])
    #expect(
      try ids {
        $0.sort = .risk; $0.limit = 1
      } == ["a"])
    #expect(
      try ids {
        $0.sort = .count; $0.limit = 1
      } == ["b"])
    #expect(try ids { $0.sort = .stored } == ["c", "a", "d", "b"])
    #expect(
      try ids {
        $0.sort = .lastSeen; $0.limit = 1
      } == ["c"])
    #expect(
      try ids {
        $0.sort = .firstSeen; $0.isDescending = false; $0.limit = 1
      } == ["a"])
    #expect(
      try ids {
        $0.limit = 2; $0.offset = 1
      } == ["d", "b"])
    #expect(try ids { $0.limit = 0 }.isEmpty)
    #expect(
      try ids {
        $0.limit = -5; $0.offset = -9
      }.isEmpty)
    #expect(try ids { $0.statuses = FindingQuery.open } == ["d", "b", "a"])
    #expect(try ids { $0.statuses = [.closed] } == ["c"])
    #expect(try ids { $0.minimumSeverity = .high } == ["c", "b"])
    #expect(try ids { $0.detector = "VOL-001" } == ["b", "a"])
    #expect(try ids { $0.detector = "VOL-" } == ["d", "b", "a"])
    #expect(try ids { $0.credential = "cred|2" } == ["b"])
    #expect(try ids { $0.incident = "I9" } == ["c"])
    #expect(try ids { $0.incident = "" }.isEmpty)
    #expect(try ids { $0.integration = "Sync" }.count == 4)
    #expect(try ids { $0.platform = .hubspot } == ["b"])
    #expect(try ids { $0.org = "00D2" }.isEmpty)
    #expect(try ids { $0.assignee = "bo" } == ["a"])
    #expect(try ids { $0.assignee = "" } == ["c", "d", "b"])
    #expect(
      try ids {
        $0.from = Timestamp(milliseconds: 200)
        $0.to = Timestamp(milliseconds: 300)
      } == ["d", "b"])
    var lean = FindingQuery(now: Self.now)
    lean.includesEvidence = false
    #expect(try fixture.store.findings(lean).allSatisfy { $0.finding.evidence.isEmpty })
  }

  @Test("are counted by status and severity", arguments: kinds)
  func counts(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    try fixture.commit {
      $0.findings = [
        Make.finding("a", severity: .high), Make.finding("b", severity: .high),
        Make.finding("c", severity: .low),
      ]
    }
    try fixture.act(.start, on: "a")
    try fixture.act(.mute(until: Timestamp(milliseconds: 5_000)), on: "b")
    let during = try fixture.store.findingCounts(now: Timestamp(milliseconds: 4_999))
    #expect(during.open(.high) == 1 && during.open == 2 && during.total == 3)
    #expect(during[.inProgress, .high] == 1 && during.total(.suppressed) == 1)
    let after = try fixture.store.findingCounts(now: Timestamp(milliseconds: 5_000))
    #expect(after.open(.high) == 2 && after.total(.suppressed) == 0)
  }

  @Test("make incidents", arguments: kinds)
  func incidents(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    var lead = Make.finding("b", severity: .high, raised: 300, incident: "I1")
    lead.title = "Mass export"
    try fixture.commit {
      $0.findings = [
        Make.finding("a", raised: 400, incident: "I1"), lead,
        Make.finding("c", severity: .low, raised: 900, credential: "z", incident: "I2"),
        Make.finding("d"),
      ]
    }
    var query = IncidentQuery(now: Self.now)
    let all = try fixture.store.incidents(query)
    #expect(all.map(\.id) == ["I2", "I1"])
    #expect(all[1].title == "Mass export and 1 more")
    #expect(all[1].severity == .high)
    #expect(all[1].findings.map(\.finding.id) == ["b", "a"])
    #expect(all[1].firstSeen.milliseconds == 250 && all[1].lastSeen.milliseconds == 450)
    query.minimumSeverity = .medium
    #expect(try fixture.store.incidents(query).map(\.id) == ["I1"])
    query = IncidentQuery(now: Self.now, limit: 1)
    #expect(try fixture.store.incidents(query).map(\.id) == ["I2"])
    query = IncidentQuery(now: Self.now)
    query.openOnly = true
    try fixture.act(.mute(until: Timestamp(milliseconds: 20_000)), on: "c")
    #expect(try fixture.store.incidents(query).map(\.id) == ["I1"])
    query.now = Timestamp(milliseconds: 20_000)
    #expect(try fixture.store.incidents(query).map(\.id) == ["I2", "I1"])
    query = IncidentQuery(now: Self.now)
    query.credential = "z"
    #expect(try fixture.store.incidents(query).map(\.id) == ["I2"])
    query = IncidentQuery(now: Self.now)
    query.to = Timestamp(milliseconds: 850)
    #expect(try fixture.store.incidents(query).map(\.id) == ["I1"])

    // A finding that moves to another incident leaves the old one.
    var moved = lead
    moved.incident = "I2"
    try fixture.commit { $0.findings = [moved] }
    #expect(try fixture.store.incident("I1", now: Self.now)?.findings.count == 1)
    let second = try #require(try fixture.store.incident("I2", now: Self.now))
    #expect(second.findings.map(\.finding.id) == ["b", "c"])
    #expect(second.findings[0].finding.evidence.count == 1)
    #expect(try fixture.store.incident("I3", now: Self.now) == nil)
    #expect(try fixture.store.check(now: Self.now).isEmpty)
  }

  @Test("are found by their words", arguments: kinds)
  func search(_ kind: StoreFixture.Kind) throws {
    let fixture = try StoreFixture(kind)
    try fixture.commit {
      $0.findings = [
        Make.finding("f1", explanation: "Jürgen's key exported Contacts"),
        Make.finding("f2", credential: "svc.loader@example.com", explanation: "日本語 text"),
      ]
    }
    try fixture.act(.note, on: "f2", text: "asked Mallory")
    func found(_ text: String) throws -> [String] {
      try fixture.store.search(text, now: Self.now).map(\.finding.id).sorted()
    }
    #expect(try found("contacts") == ["f1"])
    #expect(try found("CONT exp") == ["f1"])
    #expect(try found("ontacts").isEmpty)
    #expect(try found("jürgen") == ["f1"])
    #expect(try found("203.0.113.77") == ["f1", "f2"])
    #expect(try found("203.0.113.78").isEmpty)
    #expect(try found("svc.loader@example") == ["f2"])
    #expect(try found("日本語") == ["f2"])
    #expect(try found("mallory") == ["f2"])
    #expect(try found("VOL-001") == ["f1", "f2"])
    #expect(try found("contacts mallory").isEmpty)
  }

  @Test(
    "survive any text as a search",
    arguments: [
      "", " ", "\"", "\"\"", "*", "AND", "NOT", "a OR", "NEAR(", "NEAR(a b)", "title:", "^x", "-x",
      "(", ")", "a\"b", "'; DROP TABLE finding; --", "\u{0}", "x\u{0}y", "{a}", "+", "a*b*", ":",
      "\u{202E}abc", "\\", "finding_text MATCH", String(repeating: "a ", count: 5_000),
      String(repeating: "\"", count: 999), String(repeating: "x", count: 100_000), "\u{FFFD}",
      "\u{1F600}", "٣", "½", "a\u{301}",
    ])
  func hostileSearch(_ text: String) throws {
    for kind in StoreFixture.Kind.allCases {
      let fixture = try StoreFixture(kind)
      try fixture.commit { $0.findings = [Make.finding("f1", explanation: "harmless")] }
      _ = try fixture.store.search(text, now: Self.now)
      #expect(try fixture.store.search("harmless", now: Self.now).count == 1)
      if !text.unicodeScalars.contains(where: {
        $0.properties.isAlphabetic || $0 == "½" || $0 == "٣"
      }) {
        #expect(try fixture.store.search(text, now: Self.now).isEmpty)
      }
    }
  }

  @Test(
    "keep hostile texts byte for byte",
    arguments: [
      "nul\u{0}inside", "\u{0}", "quote' \" ; --", "bidi \u{202E}gnp.exe", "esc \u{1B}]0;x\u{7}",
      String(decoding: [0x61, 0xFF, 0xFE, 0x62] as [UInt8], as: UTF8.self), "e\u{301} é",
      "\u{10FFFF}\u{FEFF}", "line\nbreak\r\u{2028}", "\u{1F}",
    ])
  func hostileText(_ text: String) throws {
    for kind in StoreFixture.Kind.allCases {
      let fixture = try StoreFixture(kind)
      var finding = Make.finding(
        "f", credential: text, detector: text, incident: text, explanation: text)
      finding.title = text
      finding.org = text
      finding.integration = text
      finding.observed = .object([.init(text, .string(text))])
      finding.evidence[0].set(text, text)
      finding.attack = [text]
      var credential = Make.credential(text)
      credential.owner = text
      credential.objects[0].name = text
      credential.flags = [text]
      try fixture.commit {
        $0.findings = [finding]
        $0.credentials = [credential]
        $0.rollups = [Make.rollup(text, hour: 1)]
        $0.sources = [SourceCheckpoint(uri: text, state: text)]
        $0.state = [.init(key: text, bytes: Array(text.utf8))]
        $0.failures = [ParseFailure(source: text, reason: text)]
        $0.counters.byFormat = [text: 1]
      }
      try fixture.act(.assign(to: text), on: "f", by: text, text: text)
      let record = try #require(try fixture.store.finding("f", now: Self.now).record)
      #expect(record.finding == finding)
      #expect(record.state.assignee?.utf8.elementsEqual(text.utf8) == true)
      #expect(record.state.notes.first?.text.utf8.elementsEqual(text.utf8) == true)
      var query = FindingQuery(now: Self.now)
      query.credential = text
      query.incident = text
      query.assignee = text
      #expect(try fixture.store.findings(query).count == 1)
      #expect(try fixture.store.incident(text, now: Self.now)?.id == text)
      let entry = try #require(try fixture.store.credential(text))
      #expect(entry.record == credential && entry.openFindings == 1)
      #expect(
        try fixture.store.rollups(credential: text, from: .distantPast, to: .distantFuture).count
          == 1)
      #expect(try fixture.store.load().sources.first?.uri.utf8.elementsEqual(text.utf8) == true)
      #expect(try fixture.store.counters().byFormat == [text: 1])
      #expect(
        try fixture.store.failures(limit: 1).latest == [ParseFailure(source: text, reason: text)])
      var keys: [String] = []
      try fixture.store.forEachState(prefix: text) { key, bytes in
        #expect(key.utf8.elementsEqual(bytes))
        keys.append(key)
        return true
      }
      #expect(keys.count == 1)
      #expect(try fixture.store.check(now: Self.now).isEmpty)
    }
  }
}
