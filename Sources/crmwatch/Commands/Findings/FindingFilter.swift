import ArgumentParser
import SecurityModel
import Storage

/// The options that choose findings.
struct FindingFilter: ParsableArguments {
  @Option(name: .long, help: "Least severity: info, low, medium, high, critical.")
  var severity: String = "info"
  @Option(
    name: .long, help: "new, acknowledged, in_progress, suppressed, closed, open or all.")
  var status: String = "all"
  @Option(name: .long, help: "Only this detector, or family with a dash (NEW-).")
  var detector: String?
  @Option(name: .long, help: "Only this credential.") var credential: String?
  @Option(name: .long, help: "Only this integration.") var integration: String?
  @Option(name: .long, help: "Only this incident.") var incident: String?
  @Option(name: .long, help: "Only findings of this assignee; an empty name: of nobody.")
  var assignee: String?
  @Option(name: .long, help: "Only raised at or after this time.") var since: String?
  @Option(name: .long, help: "Only raised before this time.") var until: String?
  @Option(name: .long, help: "Words that must occur.") var search: String?
  @Option(name: .long, help: "At most so many (default: all).") var limit: Int?

  /// The query, oldest first.
  /// - Throws: `Failure` for words and times that aren't known.
  func query(now: Timestamp) throws -> FindingQuery {
    if let limit, limit < 0 { throw Failure(.usage, "--limit can't be negative") }
    var query = FindingQuery(now: now, limit: limit ?? .max)
    guard let least = Severity(name: severity) else {
      throw Failure(
        .usage,
        "--severity: unknown `\(severity)`; known: info, low, medium, high, critical")
    }
    query.minimumSeverity = least
    switch status {
    case "all": break
    case "open": query.statuses = FindingQuery.open
    default:
      guard let one = FindingStatus(rawValue: status) else {
        let known = FindingStatus.allCases.map(\.rawValue) + ["open", "all"]
        throw Failure(
          .usage, "--status: unknown `\(status)`; known: \(known.joined(separator: ", "))")
      }
      query.statuses = [one]
    }
    query.detector = detector
    query.credential = credential
    query.integration = integration
    query.incident = incident
    query.assignee = assignee
    query.text = search
    query.isDescending = false
    if let since { query.from = try Arguments.time(since, option: "--since") }
    if let until { query.to = try Arguments.time(until, option: "--until") }
    return query
  }
}
