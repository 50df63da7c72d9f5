import Foundation
import Runtime
import SecurityModel
import Storage

/// The dashboard as lines: what a screen reader, a printer or a log file can follow.
///
/// Every finding is one line when it is raised and one more when it gets more severe; nothing is
/// drawn, moved or painted over.
struct PlainWatch {
  private let store: any Store
  private let output = LineOutput()
  private let clock = WallClock.system
  /// What has been told of each finding.
  private var told: [String: Severity] = [:]
  private var seen: StoreVersion?
  private var wasCollected: Bool?

  /// What was said of each source that can't be read.
  private var complaints: [String: String] = [:]

  init(store: any Store) { self.store = store }

  /// Findings that are remembered at most; older ones are not told again, for they are not read.
  private static let limit = 2_000

  /// Runs until it is told to stop, or nobody reads on.
  /// - Parameter isCollected: whether somebody fills the store.
  mutating func run(until stop: StopFlag, isCollected: () -> Bool) throws(StoreError) {
    try begin()
    while !stop.isSet, !output.isBroken {
      mention(isCollected())
      try look()
      output.flush()
      Thread.sleep(forTimeInterval: 0.25)
    }
  }

  /// What is open already, worst first, and how many there are.
  private mutating func begin() throws(StoreError) {
    let counts = try store.findingCounts(now: clock.now())
    let parts = Severity.allCases.reversed().map { "\(counts.open($0)) \($0.name)" }
    output.line("open findings: " + parts.joined(separator: ", "))
    var query = FindingQuery(now: clock.now(), statuses: FindingQuery.open, limit: Self.limit)
    query.includesEvidence = false
    query.sort = .severity
    for record in try store.findings(query) { told[record.finding.id] = record.finding.severity }
    query.limit = 20
    for record in try store.findings(query) { tell(record.finding) }
  }

  /// Tells what is new since the last look.
  private mutating func look() throws(StoreError) {
    let version = try store.version()
    guard version.findings != seen?.findings else { return }
    seen = version
    var query = FindingQuery(now: clock.now(), statuses: FindingQuery.open, limit: Self.limit)
    query.includesEvidence = false
    // Newest first as read, told as they happened.
    for record in try store.findings(query).reversed() {
      let finding = record.finding
      if let severity = told[finding.id], severity >= finding.severity { continue }
      let isKnown = told.updateValue(finding.severity, forKey: finding.id) != nil
      tell(finding, isKnown ? "now " : "")
    }
    for source in try store.sourceHealth() where complaints[source.uri] != source.state {
      if source.isHealthy, complaints[source.uri] == nil { continue }
      complaints[source.uri] = source.state
      output.line("source " + Safe.text(source.uri) + ": " + Safe.text(source.state))
    }
  }

  /// A sentence with nothing in it that has to be seen: words for marks, the time first.
  private func tell(_ finding: Finding, _ before: String = "") {
    let name = finding.integration.isEmpty ? finding.credential : finding.integration
    output.line(
      "\(finding.raised.rfc3339) \(before)\(finding.severity.name), \(Safe.text(name)): "
        + "\(Safe.text(finding.title)). \(Safe.text(finding.explanation)). \(finding.id)")
  }

  private mutating func mention(_ isCollected: Bool) {
    guard isCollected != wasCollected else { return }
    wasCollected = isCollected
    output.line(isCollected ? "a collector fills the store" : "no collector: nothing new will come")
  }
}
