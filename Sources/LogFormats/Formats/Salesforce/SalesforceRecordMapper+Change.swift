import SecurityModel

/// Changes of permissions and configuration.
extension SalesforceRecordMapper {
  /// `PermissionSetEvent`: its lists are texts.
  func permissionSet(_ row: SalesforceRow, into event: inout APIEvent) {
    event.surface = .config
    event.operation = .permissionChange
    event.endpoint = symbol(row[.operation].cut(0, 200), into: &event)
    let user = SalesforceList.first(row[.impactedUserIDs])
    event.target = id(user.isEmpty ? SalesforceList.first(row[.parentIDList]) : user, into: &event)
    event.outcome = .success
  }

  /// `SetupAuditTrail`: what is listed was done.
  func setupAudit(_ row: SalesforceRow, into event: inout APIEvent) {
    event.surface = .config
    let action = row[.action]
    event.endpoint = symbol(action.cut(0, 200), into: &event)
    event.operation =
      Operation(
        rawValue: actions.meaning(of: event.endpoint) {
          SalesforceSetupWords.operation(ofAction: action).rawValue
        }) ?? .other
    if HostileText.isPresent(in: row[.display]) || HostileText.isPresent(in: row[.section])
      || HostileText.isPresent(in: row[.delegateUser])
    {
      event.flags.insert(.hostileText)
    }
    event.outcome = .success
  }
}
