import Testing
import TerminalKit

@testable import Dashboard

@Suite struct RulesPageTests {
  private func rules(_ harness: Harness) -> [RuleHealth] { harness.state.live?.rules?.rules ?? [] }

  private func switches(_ harness: Harness) -> [Effect] {
    harness.effects.filter { if case .switchRule = $0 { true } else { false } }
  }

  @Test("the rule with most hits comes first, then the worst of those without any")
  func order() {
    #expect(
      Fixture.rules.rules.map(\.detector) == [
        "SIGMA-1199aa02", "SIGMA-8a2e91b3", "SIGMA-c07b55de", "SIGMA-4f1d7c20", "SIGMA-77e0f1c4",
      ])
    #expect(Fixture.rules.problems.map(\.isError) == [true, false])
  }

  @Test("Space switches the rule under the cursor, and says how to do it for good")
  func toggle() {
    var harness = Harness()
    harness.type("6j ")
    #expect(switches(harness) == [.switchRule(detector: "SIGMA-8a2e91b3", isOn: false)])
    #expect(rules(harness)[1].isOn == false)
    #expect(harness.text.contains("rules: {disabled: [SIGMA-8a2e91b3]}"))
    harness.type("x")
    #expect(switches(harness).last == .switchRule(detector: "SIGMA-8a2e91b3", isOn: true))
    #expect(rules(harness)[1].isOn)
  }

  @Test("the cursor stays on its rule when hits change the order, so that no other is switched")
  func cursorKeepsItsRule() {
    var harness = Harness()
    harness.type("6jj")
    #expect(harness.state.currentRule?.detector == "SIGMA-c07b55de")
    var snapshot = Fixture.snapshot(findings: .unchanged, credentials: .unchanged)
    var changed = Fixture.rules.rules
    changed[4].hits = 99_000_000
    changed[3].hits = 98_000_000
    snapshot.rules = RulesPicture(rules: changed, isConfigured: true)
    harness.send(.snapshot(snapshot))
    #expect(harness.state.currentRule?.detector == "SIGMA-c07b55de")
    harness.type("x")
    #expect(switches(harness) == [.switchRule(detector: "SIGMA-c07b55de", isOn: false)])
  }

  @Test("nothing is switched where no rule runs", arguments: [CollectorState.attached, .finished])
  func refused(collector: CollectorState) {
    var snapshot = Fixture.snapshot(collector: collector)
    if collector == .attached { snapshot.rules = nil }
    var harness = Harness(snapshot: snapshot)
    harness.type("6x")
    #expect(switches(harness).isEmpty)
    #expect(harness.state.toast != nil)
  }

  @Test("Enter leads to the findings of the rule")
  func open() {
    var harness = Harness()
    harness.type("6<Enter>")
    #expect(harness.state.focus == .alerts)
    #expect(harness.state.filter.text == "rule:SIGMA-1199aa02")
  }

  @Test("the command line knows the page; Tab goes to the mistakes at every size")
  func reachable() {
    for (width, height) in [(60, 15), (80, 24), (200, 60)] {
      var harness = Harness(width: width, height: height)
      harness.type(":rules<Enter>")
      #expect(harness.state.place == .rules)
      harness.type("<Tab>")
      #expect(harness.state.focus == .ruleProblems)
      #expect(harness.text.contains("selektion"), "\(width)x\(height)")
    }
  }

  @Test("when the mistakes are mended the keys go back to the rules")
  func mended() {
    var harness = Harness()
    harness.type("6<Tab>")
    var snapshot = Fixture.snapshot()
    snapshot.rules = RulesPicture(rules: Fixture.rules.rules, isConfigured: true)
    harness.send(.snapshot(snapshot))
    #expect(harness.state.focus == .rules)
  }
}
