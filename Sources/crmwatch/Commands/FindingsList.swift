import ArgumentParser
import Runtime
import SecurityModel
import Storage
import TerminalKit

/// `crmwatch findings list`
struct FindingsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List findings, oldest first.")

  @Option(name: .long, help: "Least severity: info, low, medium, high, critical.")
  var severity: String = "info"
  @Option(
    name: .long, help: "new, acknowledged, in_progress, suppressed, closed, open or all.")
  var status: String = "all"
  @Option(name: .long, help: "Only this detector, or family with a dash (NEW-).")
  var detector: String?
  @Option(name: .long, help: "Only this credential.") var credential: String?
  @Option(name: .long, help: "Only raised at or after this time.") var since: String?
  @Option(name: .long, help: "Words that must occur.") var search: String?
  @Option(name: .long, help: "At most so many.") var limit: Int = .max
  @Flag(name: .long, help: "One JSON object a line.") var json = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    guarded {
      let store = try options.openStore(.viewer)
      defer { store.close() }
      var query = FindingQuery(now: WallClock.system.now(), limit: limit)
      guard let least = Severity(name: severity) else {
        throw Failure(
          .usage, "unknown severity `\(severity)`; known: info, low, medium, high, critical")
      }
      query.minimumSeverity = least
      switch status {
      case "all": break
      case "open": query.statuses = FindingQuery.open
      default:
        guard let one = FindingStatus(rawValue: status) else {
          throw Failure(.usage, "unknown status `\(status)`")
        }
        query.statuses = [one]
      }
      query.detector = detector
      query.credential = credential
      query.text = search
      query.isDescending = false
      query.includesEvidence = json
      if let since { query.from = try Arguments.time(since, option: "--since") }
      let output = LineOutput()
      try store.forEachFinding(query) { record in
        if json {
          output.line(FindingJSON.value(record).text)
        } else {
          output.line(FindingText.line(record))
        }
        return !output.isBroken
      }
      output.flush()
    }
  }
}
