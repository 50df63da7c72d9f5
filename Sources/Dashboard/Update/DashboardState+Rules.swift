import TerminalKit

extension DashboardState {
  /// The rule under the cursor of the list of rules.
  var currentRule: RuleHealth? {
    guard let rules = live?.rules?.rules, !rules.isEmpty else { return nil }
    return rules[safe: min(scroll[.rules] ?? 0, rules.count - 1)]
  }

  /// Leaves the cursor on its rule when a snapshot has put the rules in another order.
  mutating func keepRule(_ detector: String?) {
    guard let detector, let rules = live?.rules?.rules, currentRule?.detector != detector,
      let index = rules.firstIndex(where: { $0.detector == detector })
    else { return }
    scroll[.rules] = index
  }

  /// Why the rule under the cursor can't be switched.
  var whyRuleStays: SafeText? {
    guard focus == .rules else { return "this is for the rules: press 6" }
    guard let live, live.rules != nil else { return "only the process that collects can switch" }
    guard currentRule != nil else { return "no rule is under the cursor" }
    return live.collector == .finished ? "the end of input was reached: rules have run" : nil
  }

  mutating func toggleRule(_ effects: inout [Effect]) {
    guard let rule = currentRule else { return }
    let isOn = !rule.isOn
    live?.rules?.set(rule.detector, isOn: isOn)
    effects.append(.switchRule(detector: rule.detector, isOn: isOn))
    let id = SafeText(untrusted: rule.detector, limit: 20)
    if isOn {
      say("on again until crmwatch ends", hint: "rules: {disabled: …} holds at the next start")
    } else {
      let howLong: SafeText =
        size.width < 80 ? "off for now; always: " : "off until crmwatch ends; for good: "
      say(howLong + "rules: {disabled: [" + id + "]}")
    }
  }

  /// Enter on a rule: its findings.
  mutating func openRule(_ effects: inout [Effect]) {
    guard let rule = currentRule else { return say("nothing to open here", .warning) }
    show(.overview, focus: .alerts)
    setFilter("rule:" + Self.quoted(rule.detector), &effects)
    if findings.isEmpty {
      say("no open finding of this rule", .warning, hint: "\\ shows all findings again")
    } else {
      say("findings of this rule", hint: "\\ shows all again")
    }
  }
}
