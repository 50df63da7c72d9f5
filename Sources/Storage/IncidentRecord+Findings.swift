import SecurityModel

extension IncidentRecord {
  /// The incident that findings (in time order) make; nil without any.
  ///
  /// It is titled after its most severe finding, the earliest of those.
  init?(
    id: String, findings: [FindingRecord], severity: Severity, firstSeen: Timestamp,
    lastSeen: Timestamp, total: Int
  ) {
    guard var lead = findings.first?.finding else { return nil }
    for record in findings where record.finding.severity > lead.severity {
      lead = record.finding
    }
    self.init(
      id: id, title: lead.title + (total > 1 ? " and \(total - 1) more" : ""),
      severity: severity, platform: lead.platform, org: lead.org, credential: lead.credential,
      integration: lead.integration, firstSeen: firstSeen, lastSeen: lastSeen,
      findings: findings)
  }
}
