import SecurityModel
import Testing

@testable import Storage

@Suite("Analyst actions in every store")
struct AnalystStoreTests {
  static let kinds = StoreFixture.Kind.allCases

  private func fixture(_ kind: StoreFixture.Kind) throws -> StoreFixture {
    let fixture = try StoreFixture(kind)
    try fixture.commit { $0.findings = [Make.finding("f", severity: .medium)] }
    return fixture
  }

  @Test("give the finding its state", arguments: kinds)
  func derive(_ kind: StoreFixture.Kind) throws {
    let fixture = try fixture(kind)
    let first = try #require(try fixture.act(.acknowledge, on: "f", text: "mine").sequence)
    try fixture.act(.assign(to: "bo"), on: "f", by: "bo", at: 3_000)
    let last = try fixture.act(.close(.benignPositive), on: "f", by: "bo", at: 4_000)
    let state = try fixture.state("f")
    #expect(state.status == .closed && state.verdict == .benignPositive)
    #expect(state.assignee == "bo" && state.changedBy == "bo")
    #expect(state.version == last.sequence && state.version > first)
    #expect(state.notes.map(\.text) == ["mine"])
    let history = try fixture.store.history(of: "f")
    #expect(history.map(\.verb) == [.acknowledge, .assign(to: "bo"), .close(.benignPositive)])
    #expect(
      try fixture.store.history(of: nil, after: first, limit: 1).map(\.verb.name) == ["assign"])
    #expect(
      try fixture.store.latestActions(limit: 2).map(\.verb.name) == ["close", "assign"])
    #expect(try fixture.store.latestActions(limit: 0).isEmpty)
    #expect(try fixture.store.history(of: "g").isEmpty)
    #expect(try fixture.act(.note, on: "g", text: "x") == .unknownFinding)
  }

  @Test("are refused when another analyst was faster", arguments: kinds)
  func conflict(_ kind: StoreFixture.Kind) throws {
    let fixture = try fixture(kind)
    try fixture.act(.close(.falsePositive), on: "f", by: "bo", at: 2_500, base: 0)
    let refused = ActionResult.conflict(
      by: "bo", verb: "close", at: Timestamp(milliseconds: 2_500))
    for verb in [
      AnalystAction.Verb.acknowledge, .start, .reopen, .mute(until: .distantFuture),
      .close(.truePositive),
    ] {
      #expect(try fixture.act(verb, on: "f", by: "ana", base: 0) == refused)
    }
    #expect(try fixture.state("f").verdict == .falsePositive)
    #expect(try fixture.act(.note, on: "f", by: "ana", text: "why?", base: 0).sequence != nil)
    #expect(try fixture.act(.assign(to: "ana"), on: "f", by: "ana", base: 0).sequence != nil)
    #expect(
      try fixture.act(.assign(to: "bo"), on: "f", by: "bo", base: 0)
        == .conflict(by: "ana", verb: "assign", at: Timestamp(milliseconds: 2_000)))
    // Somebody who has seen the change, doesn't ask, or made it, is let through.
    let version = try fixture.state("f").version
    #expect(try fixture.act(.reopen, on: "f", by: "ana", base: version).sequence != nil)
    #expect(try fixture.act(.start, on: "f", by: "cy").sequence != nil)
    #expect(try fixture.act(.acknowledge, on: "f", by: "cy", base: version + 1).sequence != nil)
  }

  @Test("don't contradict what was undone again", arguments: kinds)
  func conflictWithUndone(_ kind: StoreFixture.Kind) throws {
    let fixture = try fixture(kind)
    let close = try #require(try fixture.act(.close(.test), on: "f", by: "bo").sequence)
    try fixture.act(.undo(sequence: close), on: "f", by: "bo")
    #expect(try fixture.act(.acknowledge, on: "f", by: "ana", base: 0).sequence != nil)
    // Undoing what the other had seen does contradict.
    let seen = try #require(try fixture.act(.start, on: "f", by: "ana").sequence)
    try fixture.act(.undo(sequence: seen), on: "f", by: "bo")
    #expect(
      try fixture.act(.close(.test), on: "f", by: "ana", base: seen)
        == .conflict(by: "bo", verb: "undo", at: Timestamp(milliseconds: 2_000)))
  }

  @Test("can be undone once, on their own finding only", arguments: kinds)
  func undo(_ kind: StoreFixture.Kind) throws {
    let fixture = try fixture(kind)
    try fixture.commit { $0.findings = [Make.finding("g")] }
    let ack = try #require(try fixture.act(.acknowledge, on: "f", text: "oops").sequence)
    #expect(try fixture.act(.undo(sequence: ack), on: "g") == .unknownFinding)
    #expect(try fixture.act(.undo(sequence: 999), on: "f") == .unknownFinding)
    #expect(try fixture.act(.undo(sequence: 0), on: "f") == .unknownFinding)
    let undo = try #require(try fixture.act(.undo(sequence: ack), on: "f", by: "bo").sequence)
    #expect(
      try fixture.act(.undo(sequence: ack), on: "f")
        == .conflict(by: "bo", verb: "undo", at: Timestamp(milliseconds: 2_000)))
    #expect(try fixture.act(.undo(sequence: undo), on: "f") == .unknownFinding)
    let state = try fixture.state("f")
    #expect(state.status == .new && state.notes.isEmpty && state.version == undo)
    #expect(try fixture.store.history(of: "f").count == 2)
    #expect(try fixture.store.search("oops", now: .distantFuture).isEmpty)
    #expect(
      try fixture.store.countFindings(FindingQuery(now: .distantPast, statuses: [.new])) == 2)
  }

  @Test("mute until the given time, also without a commit in between", arguments: kinds)
  func mute(_ kind: StoreFixture.Kind) throws {
    let fixture = try fixture(kind)
    try fixture.act(.mute(until: Timestamp(milliseconds: 5_000)), on: "f", text: "deploy")
    func ids(_ status: FindingStatus, _ now: Int64) throws -> [String] {
      try fixture.store.findings(
        FindingQuery(now: Timestamp(milliseconds: now), statuses: [status])
      ).map(\.finding.id)
    }
    for _ in 0..<2 {
      #expect(try ids(.suppressed, 4_999) == ["f"])
      #expect(try ids(.new, 4_999).isEmpty)
      #expect(try fixture.state("f", now: 4_999).status == .suppressed)
      #expect(try ids(.suppressed, 5_000).isEmpty)
      #expect(try ids(.new, 5_000) == ["f"])
      #expect(try fixture.state("f", now: 5_000).status == .new)
      // A commit before the end changes nothing.
      try fixture.commit(at: 4_999) { $0.counters.events += 1 }
    }
    try fixture.commit(at: 5_000) { $0.counters.events = 9 }
    #expect(try ids(.new, 5_000) == ["f"])
    #expect(try fixture.store.findingCounts(now: Timestamp(milliseconds: 5_001)).open == 1)
    #expect(try fixture.store.check(now: Timestamp(milliseconds: 5_001)).isEmpty)
  }

  @Test("hold until the severity rises", arguments: kinds)
  func escalation(_ kind: StoreFixture.Kind) throws {
    let fixture = try fixture(kind)
    try fixture.act(.acknowledge, on: "f")
    try fixture.commit { $0.findings = [Make.finding("f", severity: .medium, raised: 101)] }
    #expect(try fixture.state("f").status == .acknowledged)
    try fixture.commit { $0.findings = [Make.finding("f", severity: .high, raised: 101)] }
    var state = try fixture.state("f")
    #expect(state.status == .new && state.isEscalated)
    let fresh = FindingQuery(now: Timestamp(milliseconds: 10_000), statuses: [.new])
    #expect(try fixture.store.countFindings(fresh) == 1)
    #expect(try fixture.store.findingCounts(now: .distantFuture)[.new, .high] == 1)
    try fixture.act(.close(.truePositive), on: "f")
    state = try fixture.state("f")
    #expect(state.status == .closed && !state.isEscalated)
    #expect(try fixture.store.countFindings(fresh) == 0)
    #expect(try fixture.store.check(now: .distantFuture).isEmpty)
  }

  @Test("with too long a text change nothing at all", arguments: kinds)
  func tooLong(_ kind: StoreFixture.Kind) throws {
    let fixture = try fixture(kind)
    let long = String(repeating: "é", count: AnalystAction.maximumTextLength / 2 + 1)
    #expect(throws: StoreError.self) {
      try fixture.store.apply([
        AnalystAction(finding: "f", at: .distantPast, by: "ana", verb: .acknowledge),
        AnalystAction(finding: "f", at: .distantPast, by: "ana", verb: .note, text: long),
      ])
    }
    #expect(try fixture.store.history(of: "f").isEmpty)
    #expect(try fixture.act(.note, on: "f", text: String(long.dropLast())).sequence != nil)
  }
}
