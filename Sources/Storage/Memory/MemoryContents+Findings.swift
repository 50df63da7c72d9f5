import SecurityModel

extension MemoryStore.Contents {
  /// The findings that match, in no order.
  func matches(_ query: FindingQuery) -> [MemoryStore.StoredFinding] {
    let phrases = query.text.map { SearchText.phrases($0) }
    if let phrases, phrases.isEmpty { return [] }
    return findings.values.filter { stored in
      let finding = stored.finding
      guard query.matches(finding) else { return false }
      let needsState = !query.statuses.isEmpty || query.assignee != nil || phrases != nil
      guard needsState else { return true }
      let state = stored.state(now: query.now)
      if !query.statuses.isEmpty, !query.statuses.contains(state.status) { return false }
      if let assignee = query.assignee, assignee != state.assignee ?? "" { return false }
      guard let phrases else { return true }
      let notes = SearchText.words(
        state.notes.map(\.text).joined(separator: "\n").unicodeScalars)
      return phrases.allSatisfy { phrase in
        (stored.fields + [notes]).contains { SearchText.contains($0, phrase: phrase) }
      }
    }
  }

  /// The incidents that match, newest first.
  func incidents(_ query: IncidentQuery) -> [IncidentRecord] {
    var groups: [String: [MemoryStore.StoredFinding]] = [:]
    for stored in findings.values where !stored.finding.incident.isEmpty {
      groups[stored.finding.incident, default: []].append(stored)
    }
    var result: [IncidentRecord] = []
    for (id, group) in groups where query.id == nil || query.id == id {
      let sorted = group.sorted {
        ($0.finding.raised, $0.finding.id) < ($1.finding.raised, $1.finding.id)
      }
      let severity = sorted.map(\.finding.severity).max() ?? .info
      let first = sorted.map(\.finding.firstSeen).min() ?? .distantPast
      let last = sorted.map(\.finding.lastSeen).max() ?? .distantPast
      guard severity >= query.minimumSeverity,
        query.from.map({ last >= $0 }) ?? true, query.to.map({ first < $0 }) ?? true,
        query.credential.map({ $0 == sorted.first?.finding.credential }) ?? true,
        !query.openOnly || sorted.contains(where: { $0.state(now: query.now).status.isOpen })
      else { continue }
      let records = sorted.prefix(max(1, query.findingLimit)).map {
        $0.record(now: query.now, includesEvidence: query.includesEvidence)
      }
      if let incident = IncidentRecord(
        id: id, findings: records, severity: severity, firstSeen: first, lastSeen: last,
        total: sorted.count)
      {
        result.append(incident)
      }
    }
    result.sort { $0.lastSeen == $1.lastSeen ? $0.id < $1.id : $0.lastSeen > $1.lastSeen }
    return Array(result.dropFirst(max(0, query.offset)).prefix(max(0, query.limit)))
  }

  /// Open findings by credential.
  func openByCredential() -> [String: Int] {
    var counts: [String: Int] = [:]
    for stored in findings.values where stored.state(now: lastTime).status.isOpen {
      counts[stored.finding.credential, default: 0] += 1
    }
    return counts
  }
}

extension FindingQuery {
  /// Everything but status, assignee and text.
  func matches(_ finding: Finding) -> Bool {
    if finding.severity < minimumSeverity { return false }
    if let detector {
      if detector.hasSuffix("-") {
        if !finding.detector.hasPrefix(detector) { return false }
      } else if finding.detector != detector {
        return false
      }
    }
    if let credential, finding.credential != credential { return false }
    if let integration, finding.integration != integration { return false }
    if let incident, incident.isEmpty || finding.incident != incident { return false }
    if let platform, finding.platform != platform { return false }
    if let org, finding.org != org { return false }
    if let from, finding.raised < from { return false }
    if let to, finding.raised >= to { return false }
    return true
  }

  /// True when the first finding comes before the second.
  func isOrdered(_ a: Finding, _ storedA: Timestamp, _ b: Finding, _ storedB: Timestamp) -> Bool {
    let (first, second) =
      isDescending ? ((b, storedB), (a, storedA)) : ((a, storedA), (b, storedB))
    return key(first.0, first.1) < key(second.0, second.1)
  }

  private func key(_ finding: Finding, _ stored: Timestamp) -> (Int64, Int64, String) {
    let raised = finding.raised.milliseconds
    let key: (Int64, Int64) =
      switch sort {
      case .raised: (raised, 0)
      case .firstSeen: (finding.firstSeen.milliseconds, 0)
      case .lastSeen: (finding.lastSeen.milliseconds, 0)
      case .stored: (stored.milliseconds, 0)
      case .severity: (Int64(finding.severity.rawValue), raised)
      case .risk: (Int64(finding.risk), 0)
      case .count: (Int64(finding.count), 0)
      }
    return (key.0, key.1, finding.id)
  }
}
