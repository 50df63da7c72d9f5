import SecurityModel
import TerminalKit

/// What an empty pane says: why there is nothing, and which key or step helps.
enum EmptyText {
  static func alerts(_ state: DashboardState) -> [Line] {
    guard let live = state.live else { return [Line("waiting for the first data …", .textDim)] }
    if !state.findings.rows.isEmpty {
      if state.filter.text.isEmpty {
        return [
          Line("nothing is open: all findings are closed or muted", .ok),
          Line(("x", .hintKey), (" shows them", .textDim)),
        ]
      }
      return [
        Line(
          ("no finding matches ", .textDim),
          (SafeText(untrusted: state.filter.text, limit: 60), .accent)),
        Line(
          ("\\", .hintKey), (" clears the filter  ", .textDim), ("/", .hintKey),
          (" changes it", .textDim)),
      ]
    }
    if live.replay?.isCatchingUp ?? false {
      return [
        Line("reading the history to learn what is normal", .text),
        Line("then the replay begins", .textDim),
      ]
    }
    if live.sources.isEmpty, live.counters.events == 0 { return noSources }
    if live.counters.events == 0 {
      return [
        Line("no event has been read yet", .textDim),
        Line(("4", .hintKey), (" shows what the sources are doing", .textDim)),
      ]
    }
    return [Line("no findings", .ok)] + learning(live)
  }

  static let noSources: [Line] = [
    Line("nothing to read yet", .textStrong),
    Line("crmwatch watch FILE, a folder, - or unix:PATH reads logs", .textDim),
    Line("crmwatch demo shows it with sample data", .textDim),
  ]

  /// `learning: 12 credentials, first baselines ready in 9 days; fixed limits are on`
  static func learning(_ live: Snapshot) -> [Line] {
    let state = live.learning
    guard state.learning > 0 else {
      return [
        Line(SafeText(trusted: Human.count(live.counters.events) + " events watched"), .textDim)
      ]
    }
    var text = "learning: " + Human.plural(state.learning, "credential")
    if let given = state.firstReadyIn {
      let wait = min(max(0, given), 1_000 * Timestamp.Duration.day)
      let days = (wait + Timestamp.Duration.day - 1) / Timestamp.Duration.day
      text +=
        ", first baselines ready in "
        + (days > 2 ? "\(days) days" : Human.duration(max(0, wait)))
    }
    return [
      Line(SafeText(trusted: text), .text),
      Line("fixed limits and first-seen rules are on meanwhile", .textDim),
    ]
  }

  static func inventory(_ state: DashboardState) -> [Line] {
    guard let live = state.live else { return [Line("waiting …", .textDim)] }
    if !state.credentials.rows.isEmpty {
      return [
        Line("no credential matches", .textDim),
        Line(("\\", .hintKey), (" clears the filter", .textDim)),
      ]
    }
    if live.replay?.isCatchingUp ?? false { return [Line("learning …", .textDim)] }
    if live.sources.isEmpty { return [Line("no credentials yet", .textDim)] }
    return [Line("no credential has been seen yet", .textDim)]
  }

  static func rules(_ state: DashboardState) -> [Line] {
    guard let live = state.live else { return [Line("waiting …", .textDim)] }
    guard let rules = live.rules else {
      if live.collector == .attached {
        return [
          Line("the collector has the rules", .textStrong),
          Line("their findings are here; switching and counting is done there", .textDim),
          Line("crmwatch rules list shows what is in the files", .textDim),
        ]
      }
      return [
        Line("nobody collects, so no rule is at work", .textStrong),
        Line("crmwatch collect --rules DIR SOURCE runs them", .textDim),
      ]
    }
    guard rules.isConfigured else {
      return [
        Line("no rules of your own yet", .textStrong),
        Line("start with --rules DIR, or in the configuration:", .textDim),
        Line("rules: {paths: [DIR]}", .accent),
      ]
    }
    return rules.errors > 0
      ? [Line("no rule in the files can be used: see the mistakes", .warning)]
      : [Line("there is no rule in the files", .textStrong)]
  }
}
