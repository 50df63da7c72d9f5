import ArgumentParser
import SecurityModel
import Storage

/// `crmwatch incidents show`
struct IncidentsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show an incident with the time line of its findings.",
    discussion: "Example: crmwatch incidents show I3f2a0011aabb")
  @Argument(help: "Incident; the id may be shortened.") var id: String
  @Flag(name: .long, help: "One JSON object with whole findings.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let console = try options.console()
      try options.withStore { store in
        let incident = try find(store)
        let output = LineOutput()
        if json {
          output.line(IncidentJSON.value(incident, detail: true))
        } else {
          page(incident, console, output)
        }
        try output.finish()
      }
    }
  }

  private func find(_ store: any Store) throws -> IncidentRecord {
    if let exact = try store.incident(id, now: options.now) { return exact }
    var query = IncidentQuery(now: options.now, limit: .max)
    query.findingLimit = 1
    let wanted = id.lowercased()
    let ids = try store.incidents(query).map(\.id).filter {
      !wanted.isEmpty && $0.lowercased().hasPrefix(wanted)
    }
    guard let first = ids.first else {
      throw Failure(.no, "no incident has the id `\(id)`; see crmwatch incidents list")
    }
    guard ids.count == 1, let incident = try store.incident(first, now: options.now) else {
      throw Failure(
        .usage,
        "`\(id)` is not unique, give more of it: " + ids.prefix(20).joined(separator: ", "))
    }
    return incident
  }

  private func page(_ incident: IncidentRecord, _ console: Console, _ output: LineOutput) {
    let mark = console.styled(
      "\(incident.severity.mark) \(incident.severity.name)", Console.emphasis(incident.severity))
    output.line("\(console.heading(Safe.text(incident.title)))  \(mark)")
    output.line("  id          \(incident.id)")
    output.line("  credential  \(Safe.text(incident.credential))")
    output.line("  integration \(Safe.text(incident.integration))")
    output.line(
      "  seen        \(incident.firstSeen.rfc3339) to \(incident.lastSeen.rfc3339)")
    output.line("")
    output.line(console.heading("Findings (\(incident.findings.count))"))
    for record in incident.findings { output.line("  " + FindingText.line(record, console)) }
  }
}
