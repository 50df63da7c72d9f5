import SecurityModel

/// Logins, sessions and their checks.
extension SalesforceRecordMapper {
  /// `LoginEvent`, `LoginHistory`: types are words, failures are sentences.
  func login(_ row: SalesforceRow, into event: inout APIEvent) {
    let type = row[.loginType]
    event.surface = SalesforceSentence.isOAuth(loginType: type) ? .oauth : .login
    event.operation = .login
    if event.credentialType == .unknown, !row[.browser].isEmpty, row[.apiType].isEmpty,
      SalesforceSentence.isInteractive(loginType: type)
    {
      event.credentialType = .human
    }
    SalesforceSentence.login(row[.status], into: &event)
    country(row, into: &event)
    let methods = row[.authMethodReference]
    if methods.contains(word: "mfa") || methods.contains(word: "otp")
      || methods.contains(word: "hwk") || methods.contains(word: "two_factor")
    {
      event.flags.insert(.mfa)
    }
  }

  private func country(_ row: SalesforceRow, into event: inout APIEvent) {
    event.country = symbol(row[.countryISO].cut(0, 8), into: &event)
  }

  /// `LoginAsEvent`: the delegate acts, the user is acted on.
  func loginAs(_ row: SalesforceRow, into event: inout APIEvent) {
    event.surface = .login
    event.operation = .loginAs
    event.target = id(row.first(.userID, .username), into: &event)
    event.outcome = .success
  }

  /// `LogoutEvent`.
  func logout(into event: inout APIEvent) {
    event.surface = .login
    event.operation = .logout
    event.outcome = .success
  }

  /// `IdentityVerificationEvent`: a step of a login, which has a record of its own.
  func verification(_ row: SalesforceRow, into event: inout APIEvent) {
    event.surface = .login
    event.operation = .login
    event.flags.insert(.secondaryRow)
    SalesforceSentence.verification(row[.status], into: &event)
    if event.outcome == .success { event.flags.insert(.mfa) }
    country(row, into: &event)
  }

  /// `IdentityProviderEventStore`: somebody signed in to another application through Salesforce.
  func identityProvider(_ row: SalesforceRow, into event: inout APIEvent) {
    event.surface = .login
    event.operation = .login
    let code = row[.errorCode]
    if code.isWord("success") {
      event.outcome = .success
    } else if !code.isEmpty {
      event.outcome = .failure
      event.failure =
        code.contains(word: "denied") || code.contains(word: "blocked") ? .denied : .other
    }
  }
}
