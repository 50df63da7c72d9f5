import ArgumentParser
import LogFormats
import Runtime
import SecurityModel
import Settings
import SigmaRules

/// `crmwatch rules test`
struct RulesTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Try rules on logs: what would have fired, and on which events.",
    discussion: """
      The logs are those that --on names: the store keeps findings and their evidence, not the
      events, so it can't be searched again.

      Each log is recognised and decoded as in crmwatch collect, and a rule sees the events of its
      log source. With --raw a log is JSON Lines (or one JSON list) whose own keys are the fields:
      log sources don't matter, dots reach into nested objects, and the time of an event is in
      `timestamp`, `ts` or another usual field, or in the one that --time-field names. Events
      without a time are not correlated.

      Correlations are worked out in the order of the events' times and name the events that
      completed them. Rules that only serve correlations are not reported.

      With --json there is one object for each rule that matched, and for each file when there are
      several: {"rule","title","events":[…]}; events are line numbers that begin at 0 (in a JSON
      list, positions). Records that can't be read go to standard error as FILE:LINE: reason and
      are skipped. Exits with 1 when a rule has an error; the others are tried all the same.

      Examples:
        crmwatch rules test export.yml --on /var/log/salesforce/
        crmwatch rules test rules/ --on monday.csv.gz --on tuesday.csv.gz --json
        crmwatch rules test rules/ --on events.jsonl --raw --json | jq '{rule, n: .events|length}'
      """)
  @Argument(help: "Rule files and folders (default: those of --rules and the configuration).")
  var paths: [String] = []
  @Option(
    name: .long,
    help: "Events: file, folder, quoted glob, or - for standard input. Repeatable; needed.")
  var on: [String] = []
  @Flag(name: .long, help: "Take each JSON object's own keys as fields; don't decode.")
  var raw = false
  @Option(name: .long, help: "With --raw, the field that has the time of the event.")
  var timeField: String?
  @Option(name: .long, help: "Format of every log; otherwise each is recognised.")
  var format: String?
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if on.isEmpty { throw ValidationError("--on is missing; name the logs to try the rules on") }
    if raw, format != nil { throw ValidationError("--format has no meaning with --raw") }
    if !raw, timeField != nil { throw ValidationError("--time-field goes with --raw") }
  }

  func run() throws {
    guarded {
      let configuration = try options.configuration()
      let diagnostics = Diagnostics(options)
      let files = try RuleFiles(paths, options, configuration)
      let (engine, issues) = files.engine(configuration)
      for issue in issues {
        let line = RuleFiles.line(issue)
        if issue.severity == .error { diagnostics.complain(line) } else { diagnostics.detail(line) }
      }
      let formats = FormatCatalog(configuration.formats)
      let events = TrialEvents(
        engine, raw: raw, timeField: timeField,
        format: try Formats.named(format, among: formats), formats: formats,
        diagnostics: diagnostics, isQuiet: options.quiet)
      try events.read(on)
      let results = events.trial.finish()
      let output = LineOutput()
      let report = TrialReport(files: events.names, results: results)
      if json {
        report.writeJSON(to: output)
      } else {
        report.write(to: output, try options.console())
      }
      try output.finish()
      diagnostics.say(summary(engine, events, results))
      if events.unreadable > 0 {
        throw Failure(
          .badData, "\(RuleFiles.counted(events.unreadable, "log")) of no known format")
      }
      if issues.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    }
  }

  private func summary(
    _ engine: RuleEngine, _ events: TrialEvents, _ results: [RuleTrial.Result]
  ) -> String {
    let hits = results.reduce(0) { $0 + $1.hits.count }
    var text =
      "\(results.count) of "
      + RuleFiles.counted(engine.set.rules.count + engine.set.correlations.count, "rule")
      + " would have fired \(RuleFiles.counted(hits, "time")) on "
      + RuleFiles.counted(Int(clamping: events.trial.events), "event")
    if events.skipped > 0 {
      text += "; \(RuleFiles.counted(Int(clamping: events.skipped), "record")) skipped"
    }
    if !engine.set.correlations.isEmpty, events.trial.timeless > 0 {
      text += "; \(events.trial.timeless) without a time, not correlated"
    }
    let counters = events.trial.counters
    let dropped = counters.evictedGroups &+ counters.droppedHits &+ counters.cutValues
    if dropped > 0 { text += "; correlations left out \(dropped) at their limits" }
    if events.trial.regexLimitHits > 0 {
      text += "; \(events.trial.regexLimitHits) searches given up at the step limit"
    }
    return text
  }
}
