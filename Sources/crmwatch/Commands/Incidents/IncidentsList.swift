import ArgumentParser
import SecurityModel
import Storage

/// `crmwatch incidents list`
struct IncidentsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List incidents, oldest first.",
    discussion: "Example: crmwatch incidents list --open --severity high --json")
  @Option(name: .long, help: "Least severity: info, low, medium, high, critical.")
  var severity: String = "info"
  @Option(name: .long, help: "Only this credential.") var credential: String?
  @Option(name: .long, help: "Only those that last until this time or longer.") var since: String?
  @Option(name: .long, help: "Only those that begin before this time.") var until: String?
  @Flag(name: .long, help: "Only those with a finding that is not closed or muted.")
  var open = false
  @Option(name: .long, help: "At most so many, the newest (default: all).") var limit: Int?
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      guard let least = Severity(name: severity) else {
        throw Failure(
          .usage, "--severity: unknown `\(severity)`; known: info, low, medium, high, critical")
      }
      if let limit, limit < 0 { throw Failure(.usage, "--limit can't be negative") }
      var query = IncidentQuery(now: options.now, limit: limit ?? .max)
      query.minimumSeverity = least
      query.credential = credential
      query.openOnly = open
      if let since { query.from = try Arguments.time(since, option: "--since") }
      if let until { query.to = try Arguments.time(until, option: "--until") }
      query.findingLimit = .max
      try options.withStore { store in
        let output = LineOutput()
        for incident in try store.incidents(query).reversed() {
          if json {
            output.line(IncidentJSON.value(incident, detail: false))
            continue
          }
          output.line(
            [
              incident.firstSeen.rfc3339, incident.lastSeen.rfc3339,
              console.styled(incident.severity.mark, Console.emphasis(incident.severity)),
              incident.id, "\(incident.findings.count) findings", Safe.text(incident.credential),
              Safe.text(incident.title),
            ].joined(separator: "  "))
        }
        try output.finish()
      }
    }
  }
}
