import ArgumentParser

/// `crmwatch incidents`: findings that belong together.
struct Incidents: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Findings of one credential that belong together.",
    discussion: """
      Findings of one credential within six hours of one another form an incident.

      Examples:
        crmwatch incidents list --open --severity high
        crmwatch incidents show I3f2a0011aabb
        crmwatch incidents list --json | jq 'select(.findings | length > 3)'
      """,
    subcommands: [IncidentsList.self, IncidentsShow.self],
    defaultSubcommand: IncidentsList.self)
}
