import SecurityModel
import Testing
import TerminalKit

@testable import Dashboard

@Suite struct RandomKeysTests {
  static let keys: [Key] =
    "jkgGaincmAMrsSeyYoOvx*/\\:?12346+_[]purt%z{}hl=-0L,.<>J fqQ8by'é漢".map { Key.character($0) }
    + [
      .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown,
      .backspace, .delete, .control("d"), .control("u"), .control("r"), .control("o"),
      .control("k"), .control("w"), .control("g"), .alt("b"), .function(1), .function(9),
      .paste("two\nlines \u{1B}[31m"), .focusIn,
    ]

  @Test(
    "random keys at random sizes never trap, and every row is as wide as the screen",
    arguments: 0..<16)
  func random(seed: UInt64) {
    var random = TestRandom(seed: seed)
    let charsets: [Charset] = [
      .unicode, .block, .console, .ascii, Charset(.unicode, ambiguousIsWide: true),
    ]
    var harness = Harness(charset: charsets[Int(seed) % charsets.count])
    harness.answersActions = seed % 3 != 0
    harness.answersQueries = seed % 4 != 0
    var state = harness.state
    for step in 0..<150 {
      switch random.next() % 24 {
      case 0:
        let size = Size(width: Int(random.next() % 220), height: Int(random.next() % 70))
        harness.send(.resize(size))
      case 1: harness.send(.snapshot(snapshot(&random)))
      case 2: harness.send(.tick(Fixture.wall.advanced(by: Int64(step) * 1_000)))
      case 3:
        let event = MouseEvent(
          action: random.next() % 3 == 0 ? .scrollDown : .press, button: .left,
          position: Point(x: Int(random.next() % 200), y: Int(random.next() % 60)))
        harness.send(.key(.mouse(event)))
      case 4:
        harness.send(
          .acted(
            request: harness.lastRequest,
            harness.lastDrafts.map {
              ActionOutcome(
                finding: $0.finding,
                result: .conflict(by: "ana\u{1B}", verb: "close", at: Fixture.wall))
            }))
      default:
        harness.send(.key(Self.keys[Int(random.next() % UInt64(Self.keys.count))]))
      }
      state = harness.state
      guard step % 3 == 0 else { continue }
      let frame = Dashboard.view(state, theme: Fixture.theme, size: state.size)
      #expect(frame.grid.size == state.size)
      check(frame)
    }
  }

  /// Every row is exactly as wide as the screen, and holds nothing that moves a terminal.
  private func check(_ frame: Frame) {
    frame.grid.withCells { cells in
      for y in 0..<frame.grid.height {
        var width = 0
        for x in 0..<frame.grid.width { width += cells[y * frame.grid.width + x].glyph.width }
        if width != frame.grid.width { Issue.record("row \(y) is \(width) cells wide") }
      }
      let dangerous = cells.first { cell in
        let value = cell.glyph.base
        let isControl = value < 0x20 && !cell.glyph.isContinuation || (0x7F...0x9F).contains(value)
        return isControl || (0x202A...0x202E).contains(value) || (0x200B...0x200F).contains(value)
      }
      #expect(dangerous == nil)
    }
  }

  private func snapshot(_ random: inout TestRandom) -> Snapshot {
    let changed = (0..<(random.next() % 8)).map { _ in
      Fixture.record(
        Fixture.finding(
          Int(random.next() % 60), "V-1", "漢字 \u{202E}title \(random.next() % 9)",
          Severity(rawValue: UInt8(random.next() % 5)) ?? .low, "int-mulesoft",
          age: Int64(random.next() % 5_000)),
        FindingStatus.allCases[Int(random.next() % 5)])
    }
    let removed =
      random.next() % 4 == 0 ? [Fixture.findings[Int(random.next() % 15)].finding.id] : []
    let collector: CollectorState = random.next() % 5 == 0 ? .stopped(reason: "disk full") : .live
    return Fixture.snapshot(
      findings: .merge(changed: changed, removed: removed), credentials: .unchanged,
      collector: collector)
  }

  @Test("the most extreme numbers that a store can hold never trap")
  func extremes() {
    var harness = Harness(width: 200, height: 60)
    harness.answersQueries = false
    for time in [Timestamp.distantPast, .distantFuture, Timestamp(milliseconds: 0)] {
      for number in [Int64.min, .max, 0] {
        var finding = Fixture.finding(1, "X", "t", .high, "svc-billing@acme", age: 0)
        finding.lastSeen = time
        finding.firstSeen = .distantFuture
        finding.count = Int(number)
        finding.risk = Int(number)
        finding.confidence = .nan
        finding.observed = .object([.init("a", .integer(number)), .init("b", .double(.infinity))])
        var row = Fixture.credential("svc-billing@acme", "x", .human, calls: 1, risk: 1)
        row.callsPerHour = number == 0 ? .infinity : .nan
        row.week = [.nan, -.infinity, 1e300]
        row.record.lastSeen = time
        row.record.calls = number
        row.record.errors = .max
        row.record.rows24h = number
        row.record.risk = Int(number)
        var snapshot = Fixture.snapshot(
          findings: .replace([Fixture.record(finding, mutedUntil: time)]),
          credentials: .replace([row]))
        snapshot.eventTime = time
        snapshot.wallTime = time
        snapshot.lag = number
        snapshot.eventRate = .nan
        snapshot.rateSeries = [.infinity, .nan]
        snapshot.learning = Learning(learning: 3, firstReadyIn: number)
        snapshot.counters.skipped = number
        snapshot.sources[0].position = number
        snapshot.sources[0].size = 1
        harness.send(.snapshot(snapshot))
        for (key, sort) in [("1", 8), ("2", 7)] {
          harness.type(key)
          for _ in 0..<sort { harness.type("s") }
        }
        harness.type("3hhhh----llll====0")
        let request = harness.state.chartAsked ?? ChartRequest(credential: "", window: .day)
        harness.send(
          .chart(
            ChartData(
              request: request, end: time,
              rollups: [HourRollup(credential: "x", hour: time, calls: number, errors: .max)],
              markers: [ChartMarker(time: .distantFuture, severity: .low, finding: "x")])))
        for script in ["1<Enter>", "<Esc>2<Enter>", "<Esc>4", "5", "1m8x<Enter>"] {
          harness.type(script)
          check(harness.frame)
        }
        harness.send(
          .snapshot(Fixture.snapshot(findings: .replace([]), credentials: .unchanged)))
        check(harness.frame)
      }
    }
  }

  @Test("the same messages give the same frames")
  func deterministic() {
    func run() -> String {
      var harness = Harness()
      harness.type("jjaj  c<Esc>/sev>=low<Enter>2jj<Enter>?")
      return harness.text
    }
    #expect(run() == run())
  }
}
