import SecurityModel
import Testing
import TerminalKit

@testable import Dashboard

@Suite struct LiveListTests {
  @Test("the cursor stays on its finding, on its line, when 50 rows arrive above it")
  func cursorStays() {
    var harness = Harness(width: 80, height: 24)
    harness.type("jjjj")
    let title = harness.cursorTitle
    let line = harness.state.findings.cursor - harness.state.findings.offset
    let new = (0..<50).map {
      Fixture.record(
        Fixture.finding(900 + $0, "VOL-001", "newer", .critical, "int-mulesoft", age: 0))
    }
    harness.send(.snapshot(Fixture.snapshot(findings: .merge(changed: new, removed: []))))
    #expect(harness.cursorTitle == title)
    #expect(harness.state.findings.cursor - harness.state.findings.offset == line)
    #expect(harness.state.findings.newAbove == 50)
    #expect(harness.text.contains("^ 50 new"))
    harness.type("a")
    #expect(harness.lastDrafts.map(\.finding) == ["0000000000000005"])
    harness.type("g")
    #expect(harness.state.findings.newAbove == 0)
  }

  @Test("before the first key the top row is under the cursor")
  func follows() {
    var harness = Harness()
    let new = Fixture.record(
      Fixture.finding(900, "VOL-001", "newer", .critical, "int-mulesoft", age: 0))
    harness.send(.snapshot(Fixture.snapshot(findings: .merge(changed: [new], removed: []))))
    #expect(harness.cursorTitle == "newer")
  }

  @Test(
    "rows put in one by one end in the order of a full sort", arguments: FindingRow.Column.allCases)
  func incrementalOrder(column: FindingRow.Column) {
    var random = TestRandom(seed: 7)
    var list = LiveList<FindingRow>(order: .init(column))
    var truth: [String: FindingRow] = [:]
    for step in 0..<400 {
      let number = Int(random.next() % 200)
      let finding = Fixture.finding(
        number, "D-\(random.next() % 5)", "t", Severity(rawValue: UInt8(random.next() % 5))!,
        "c\(random.next() % 9)", age: Int64(random.next() % 50), count: Int(random.next() % 4))
      let row = FindingRow(Fixture.record(finding))
      truth[row.id] = row
      list.merge([row]) { $0.finding.severity != .info }
      guard step % 40 == 39 else { continue }
      let expected = truth.values.filter { $0.finding.severity != .info }

        .sorted { SortKey.precedes($0.key(.init(column)), $1.key(.init(column))) }.map(\.id)
      #expect((0..<list.count).compactMap { list.row($0)?.id } == expected)
      // A filter taken away shows the others in their places.
      list.refilter { _ in true }
      let all = truth.values.sorted {
        SortKey.precedes($0.key(.init(column)), $1.key(.init(column)))
      }
      #expect((0..<list.count).compactMap { list.row($0)?.id } == all.map(\.id))
      list.refilter(narrowing: true) { $0.finding.severity != .info }
    }
  }

  @Test("reversing turns the whole order round, ties too")
  func reversed() {
    var list = LiveList<FindingRow>(order: .init(.severity))
    list.replace(Fixture.findings.map { FindingRow($0) }) { _ in true }
    let forward = (0..<list.count).compactMap { list.row($0)?.id }
    list.sort(by: .init(.severity, isReversed: true)) { _ in true }
    #expect((0..<list.count).compactMap { list.row($0)?.id } == forward.reversed())
  }

  @Test("rows that go take nothing else with them; the cursor goes to the next one")
  func removal() {
    var harness = Harness()
    harness.type("j")
    harness.send(
      .snapshot(
        Fixture.snapshot(
          findings: .merge(changed: [], removed: ["0000000000000002"]), credentials: .unchanged)))
    #expect(harness.state.findings.rows.count == 14)
    #expect(harness.cursorTitle == "New network AS9009 and token reuse")
  }

  @Test("a snapshot that nobody read loses nothing when a newer one is folded in")
  func coalesce() {
    func rows(_ numbers: [Int]) -> [FindingRecord] {
      numbers.map { Fixture.record(Fixture.finding($0, "V", "t", .low, "c", age: 0)) }
    }
    var delta = Delta.merge(changed: rows([1, 2]), removed: ["x"])
    delta.merge(
      .merge(changed: rows([2, 3]), removed: [rows([1])[0].finding.id]), id: \.finding.id)
    guard case .merge(let changed, let removed) = delta else {
      Issue.record("not a merge")
      return
    }
    #expect(changed.map(\.finding.id) == rows([2, 3]).map(\.finding.id))
    #expect(Set(removed) == ["x", rows([1])[0].finding.id])
  }
}

/// A small repeatable generator (SplitMix64).
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
