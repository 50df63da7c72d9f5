import SecurityModel

/// Rows about logins, sessions, permissions and refusals.
extension EventLogFileMapper {
  /// `Login`.
  func login(_ row: EventLogFileRow, into event: inout APIEvent) {
    let type = row[.loginType]
    // `i` is OAuth 2 and `6` OAuth 1; `I` is something else.
    let isOAuth = type.count == 1 && (type[0] == 0x69 || type[0] == 0x36)
    event.surface = isOAuth ? .oauth : .login
    event.operation = .login
    path(row[.uri], method: .none, into: &event)
    address(preferring: row[.sourceIp], over: row[.clientIp], into: &event)
    if SalesforceWords.isInteractiveLogin(type), row[.apiType].isEmpty,
      !row[.browserType].isEmpty, event.credentialType == .unknown
    {
      event.credentialType = .human
    }
    SalesforceOutcome.login(row[.loginStatus], into: &event)
    event.country = symbol(row[.countryCode].cut(0, 8), into: &event)
    let methods = row[.authenticationMethodReference]
    if methods.contains(word: "mfa") || methods.contains(word: "otp")
      || methods.contains(word: "hwk") || methods.contains(word: "two_factor")
    {
      event.flags.insert(.mfa)
    }
  }

  /// `LoginAs`: an administrator acts as a user. `SalesforceLoginAs`: Salesforce's support does.
  func loginAs(_ row: EventLogFileRow, _ kind: EventLogFileKind, into event: inout APIEvent) {
    event.operation = .loginAs
    path(row[.uri], method: .none, into: &event)
    event.surface = .login
    event.target = id(
      kind == .loginAs ? row.first(.userId, .userIdDerived) : row[.actualUserId], into: &event)
    if kind == .salesforceLoginAs {
      address(preferring: row[.clientIp], over: row[.ipAddress], into: &event)
    }
    event.outcome = .success
  }

  /// `Logout`: also expiry and revocation, which the row doesn't tell apart.
  func logout(_ row: EventLogFileRow, into event: inout APIEvent) {
    event.operation = .logout
    let session = Self.code(row[.sessionType])
    let isOAuth = session.isWord("o") || Self.code(row[.appType]).isWord("2514")
    event.surface = isOAuth ? .oauth : .login
    event.outcome = .success
    // Ended on purpose: in these logs that is how the revocation of a token shows.
    if isOAuth, row[.userInitiatedLogout].isWord("1") { event.targetToken = event.session }
  }

  /// A coded value such as `X(db=Y,api=Z)` without its explanation.
  static func code(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    text.cut(0, text.index(of: 0x28) ?? text.count)
  }

  /// `PermissionUpdate`, `GroupMembership`.
  func permission(
    _ row: EventLogFileRow, _ kind: EventLogFileKind, into event: inout APIEvent
  ) {
    event.surface = .config
    event.operation = .permissionChange
    path(row[.uri], method: .none, into: &event)
    event.target = id(
      kind == .groupMembership ? row[.memberId] : row[.featureId], into: &event)
    event.endpoint = symbol(
      (kind == .groupMembership ? row[.operation] : row[.updateType]).cut(0, 200), into: &event)
    note(row[.description], into: &event.flags)
    event.outcome = .success
  }

  /// `InsufficientAccess`.
  func insufficientAccess(_ row: EventLogFileRow, into event: inout APIEvent) {
    path(row[.uri], method: .none, into: &event)
    event.operation = .denied
    objects(row[.entityType], into: &event)
    let account = id(row.first(.userId, .userIdDerived), into: &event)
    if account != event.user { event.target = account }
    event.outcome = .failure
    event.failure = .denied
  }

  /// `TransactionSecurity`: a policy was evaluated.
  func transactionSecurity(_ row: EventLogFileRow, into event: inout APIEvent) {
    event.surface = .config
    event.target = id(row[.policyId], into: &event)
    event.duration = NumberText.milliseconds(row.first(.evaluationTimeMs, .runTime))
    let result = row[.result]
    if result.isWord("triggered") || result.isWord("true") || result.isWord("1") {
      event.operation = .denied
      event.outcome = .failure
      event.failure = .policy
      path(row[.uri], method: .none, into: &event)
    }
  }

  /// `PackageInstall`: a new integration arrives.
  func packageInstall(_ row: EventLogFileRow, into event: inout APIEvent) {
    path(row[.uri], method: .none, into: &event)
    event.surface = .config
    event.operation = .configChange
    event.target = symbol(row[.packageName], into: &event)
    SalesforceOutcome.boolean(row[.isSuccessful], into: &event)
  }
}
