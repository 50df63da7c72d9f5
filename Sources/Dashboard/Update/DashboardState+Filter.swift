import SecurityModel

extension DashboardState {
  /// Whether a finding is shown, as a function that outlives changes of the state.
  var findingFilter: (FindingRow) -> Bool {
    let (filter, environment) = (filter, filterEnvironment)
    return { filter.matches($0, environment) }
  }

  /// Whether a credential is shown.
  var credentialFilter: (CredentialListRow) -> Bool {
    let (filter, matched) = (filter, matchedCredentials)
    guard !filter.isEmpty else { return { _ in true } }
    return { row in filter.matches(row) { matched.contains(row.id) } }
  }

  /// Filters all panes anew.
  mutating func apply(_ new: Filter, _ effects: inout [Effect]) {
    let isNarrower = new.narrows(filter)
    filter = new
    let matching = findingFilter
    findings.refilter(narrowing: isNarrower, matching: matching)
    matchedCredentials = credentialsOfShownFindings()
    let credentialMatching = credentialFilter
    credentials.refilter(narrowing: isNarrower, matching: credentialMatching)
    selection = selection.filter { id in findings[id].map(matching) ?? false }
    if new.wantsClosed, !askedForClosed {
      askedForClosed = true
      effects.append(.loadFindings(FindingsQuery(includesClosed: true)))
    }
  }

  private func credentialsOfShownFindings() -> Set<String> {
    guard !filter.isEmpty else { return [] }
    return Set((0..<findings.count).compactMap { findings.row($0)?.finding.credential })
  }

  /// Lets the inventory follow findings that changed; nil = any may have.
  mutating func findingsChanged(_ touched: [String]?) {
    mine = findings.rows.count { $0.isOpen && $0.state.assignee == analyst }
    guard !filter.isEmpty else { return }
    let before = matchedCredentials
    matchedCredentials = credentialsOfShownFindings()
    guard before != matchedCredentials else { return }
    let differing = before.symmetricDifference(matchedCredentials)
    let rows = differing.sorted().compactMap { credentials[$0] }
    let matching = credentialFilter
    credentials.merge(rows, matching: matching)
  }
}
