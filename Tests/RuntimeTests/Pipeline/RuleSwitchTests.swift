import Detection
import EventSources
import SecurityModel
import Storage
import Testing

@testable import Runtime

/// The analyst's rules in a pipeline: what the screen is told, and what it may switch.
@Suite("Switching rules")
struct RuleSwitchTests {
  private func run(
    disabled: Set<String> = [], switching: [(String, Bool)] = []
  ) throws -> (status: IngestStatus, findings: Int) {
    let shop = try Workshop()
    try shop.write("a.jsonl", Traffic.text(Traffic.attack))
    let file = try shop.writeRule()
    let board = StatusBoard()
    for (detector, isOn) in switching { board.ruleSwitches.set(detector, isOn: isOn) }
    let store = MemoryStore()
    let pipeline = try shop.pipeline(
      .once, into: store, tick: 1 << 16, settings: EngineSettings(), board: board, stop: StopFlag()
    ) {
      $0.rulePaths = [file]
      $0.disabledRules = disabled
    }
    #expect(board.current.rules.rules.map(\.detector) == [Workshop.ruleDetector])
    try pipeline.run()
    let findings = try store.findings(FindingQuery(now: Workshop.now, limit: .max))
    return (board.current, findings.count { $0.finding.detector == Workshop.ruleDetector })
  }

  @Test("at the end of input the screen is told of all hits")
  func counted() throws {
    let (status, findings) = try run()
    let rule = try #require(status.rules.rules.first)
    #expect(rule.isEnabled)
    #expect(rule.hits > 0 && rule.hits <= UInt64(Traffic.attack.count))
    #expect(rule.lastHit != nil)
    #expect(findings > 0)
  }

  @Test("a rule that is switched off finds nothing, and the status says so")
  func off() throws {
    let (status, findings) = try run(switching: [(Workshop.ruleDetector, false)])
    #expect(status.rules.rules.map(\.isEnabled) == [false])
    #expect(status.rules.rules.map(\.hits) == [0])
    #expect(findings == 0)
  }

  @Test("a rule that the configuration switches off can be switched on; the last word counts")
  func on() throws {
    #expect(try run(disabled: [Workshop.ruleDetector]).findings == 0)
    let (status, findings) = try run(
      disabled: [Workshop.ruleDetector],
      switching: [(Workshop.ruleDetector, false), (Workshop.ruleDetector, true)])
    #expect(status.rules.rules.map(\.isEnabled) == [true])
    #expect(findings > 0)
  }

  @Test("windows stored by another version are forgotten, which is said; the store opens")
  func otherVersion() throws {
    let shop = try Workshop()
    try shop.write("a.jsonl", Traffic.text(Traffic.attack.prefix(100)))
    let file = try shop.writeRule()
    let store = MemoryStore()
    let before = try shop.collect(into: store) { $0.rulePaths = [file] }
    #expect(!before.notices.contains { $0.contains("begin anew") })
    var checkpoint = Checkpoint()
    checkpoint.watermark = try store.watermark()
    checkpoint.state = [.init(key: "rules/windows", bytes: [250, 1, 2, 3])]
    try store.commit(checkpoint, storedAt: Workshop.now)
    try shop.write("b.jsonl", Traffic.text(Traffic.attack.dropFirst(100)))
    let after = try shop.collect(into: store) { $0.rulePaths = [file] }
    #expect(after.notices.contains { $0.contains("begin anew") })
    #expect(after.rules.rules.allSatisfy { $0.hits > 0 })
    // What was written since can be read.
    let again = try shop.collect(into: store) { $0.rulePaths = [file] }
    #expect(!again.notices.contains { $0.contains("begin anew") })
  }

  @Test("a change is taken once, and leaves the configuration's other rules off")
  func takenOnce() {
    let switches = RuleSwitches()
    #expect(switches.takeChange(to: ["A"]) == nil)
    switches.set("B", isOn: false)
    switches.set("C", isOn: true)
    #expect(switches.takeChange(to: ["A", "C"]) == ["A", "B"])
    #expect(switches.takeChange(to: ["A", "C"]) == nil)
    #expect(switches.current == ["B": false, "C": true])
  }
}
