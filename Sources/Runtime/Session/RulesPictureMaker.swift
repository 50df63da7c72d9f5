import Dashboard
import SecurityModel
import SigmaRules

/// Makes what the screen shows of the rules; anew only when something has changed.
struct RulesPictureMaker {
  private var made: (status: RulesStatus, switches: [String: Bool], picture: RulesPicture)?

  /// - Parameter switches: what the analyst has switched and the pipeline may not have taken yet.
  mutating func picture(_ status: RulesStatus, _ switches: [String: Bool]?) -> RulesPicture {
    let switches = switches ?? [:]
    if let made, made.status == status, made.switches == switches { return made.picture }
    let rules = status.rules.map { rule in
      RuleHealth(
        detector: rule.detector, title: rule.title, file: rule.file,
        severity: rule.level == "informational" ? .info : Severity(name: rule.level) ?? .medium,
        isCorrelation: rule.isCorrelation, isOn: switches[rule.detector] ?? rule.isEnabled,
        hits: rule.hits, lastHit: rule.lastHit, costShare: rule.costShare)
    }
    let problems = status.issues.map { issue in
      RuleProblem(
        file: issue.file, line: issue.line, column: issue.column,
        isError: issue.severity == .error, message: issue.message)
    }
    let picture = RulesPicture(
      rules: rules, problems: problems, microsecondsPerEvent: status.microsecondsPerEvent,
      regexLimitHits: status.regexLimitHits, evictions: status.evictions,
      isConfigured: status.loadedAt != nil)
    made = (status, switches, picture)
    return picture
  }
}
