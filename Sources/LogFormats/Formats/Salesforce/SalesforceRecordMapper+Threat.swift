import SecurityModel

/// Findings of Salesforce's threat detection.
///
/// They are about calls and logins that have records of their own, therefore `secondaryRow`; what
/// they say (score, summary, data) stays in the full record as it is.
extension SalesforceRecordMapper {
  func threat(
    _ row: SalesforceRow, _ kind: SalesforceRecordKind, into event: inout APIEvent
  ) {
    event.surface = .unknown
    event.operation = SalesforceSentence.operation(row[.operation])
    switch kind {
    case .apiAnomaly:
      path(row[.uri], into: &event)
      if event.surface == .unknown { event.surface = .rest }
    case .reportAnomaly:
      event.surface = .report
      if event.operation == .other { event.operation = .report }
    case .credentialStuffing:
      // The login that was part of the attack and went through.
      event.surface =
        SalesforceSentence.isOAuth(loginType: row[.loginType]) ? .oauth : .login
      event.operation = .login
      event.outcome = .success
    case .loginAnomaly:
      event.surface = .login
      event.operation = .login
    case .sessionHijacking:
      event.surface = .ui
      if !event.ip.isPresent { address(row[.currentIP], into: &event) }
      if event.ip.isPresent { event.flags.remove(.internalAddress) }
    case .guestUserAnomaly:
      event.surface = .aura
      if event.credentialType == .unknown { event.credentialType = .guest }
    default: path(row[.uri], into: &event)
    }
    objects(row.first(.queriedEntities, .requestedEntities), into: &event)
    event.rows = NumberText.count(row[.rowsProcessed])
    if HostileText.isPresent(in: row[.summary]) { event.flags.insert(.hostileText) }
  }
}
