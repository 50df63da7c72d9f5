import SecurityModel

/// Reads the words and sentences in which Salesforce's JSON records speak, where Event Log Files
/// have codes.
///
/// Sources: "Real-Time Event Monitoring Objects" and the pages of `LoginHistory` and
/// `IdentityVerificationEvent` in the object reference.
enum SalesforceSentence {
  // MARK: Calls

  /// API family of an `ApiType`: `REST`, `REST API`, `SOAP Partner`, `Bulk`.
  static func surface(ofAPIType type: UnsafeRawBufferPointer) -> APISurface {
    if type.startsWith("rest") { return .rest }
    if type.contains(word: "metadata") { return .metadata }
    if type.contains(word: "tooling") { return .tooling }
    if type.startsWith("soap") { return .soap }
    if type.startsWith("bulk") { return type.contains(word: "2") ? .bulk2 : .bulk }
    if type.startsWith("stream") { return .streaming }
    if type.startsWith("graphql") { return .graphql }
    if type.startsWith("apex") { return .apexrest }
    return .unknown
  }

  /// Operation of an `Operation` field: `Query`, `QueryMore`, `Create`, `Read`.
  static func operation(_ word: UnsafeRawBufferPointer) -> Operation {
    if word.isEmpty { return .other }
    if word.isWord("read") || word.startsWith("view") { return .read }
    if word.isWord("count") { return .query }
    return SalesforceWords.operation(ofMethod: word, metadata: false)
  }

  /// Operation of a `FileAction`: `API_DOWNLOAD`, `UI_DOWNLOAD`, `PREVIEW`, `UPLOAD`.
  static func operation(ofFileAction action: UnsafeRawBufferPointer) -> Operation {
    if action.contains(word: "download") { return .download }
    if action.contains(word: "upload") || action.contains(word: "save")
      || action.contains(word: "create") || action.contains(word: "insert")
    {
      return .upload
    }
    if action.contains(word: "delete") { return .delete }
    if action.contains(word: "preview") || action.contains(word: "view") { return .read }
    if action.contains(word: "update") || action.contains(word: "edit") { return .update }
    return .other
  }

  /// Sets outcome and failure from an `OperationStatus` or a general `Status`.
  static func outcome(_ word: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if word.isEmpty { return }
    if let outcome = StatusReader.outcome(ofWord: word) {
      event.outcome = outcome
    } else if word.startsWith("fail") || word.startsWith("error") {
      event.outcome = .failure
    }
    if event.outcome == .failure, event.failure == .none {
      event.failure = StatusReader.failure(ofCode: word)
    }
  }

  /// Sets outcome and failure from a `PolicyOutcome`: a transaction security policy acted.
  static func policy(_ word: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if word.isEmpty { return }
    if word.endsWith("block") || word.isWord("blocked") || word.startsWith("denied")
      || word.startsWith("twofadenied") || word.startsWith("twofafailed")
    {
      event.outcome = .failure
      event.failure = .policy
    } else if word.isWord("twofasucceeded") || word.isWord("twofaautomatedsuccess") {
      event.flags.insert(.mfa)
    }
  }

  // MARK: Logins

  /// True for a `LoginType` of OAuth: `Remote Access 2.0`, `Remote Access Client` (OAuth 1).
  static func isOAuth(loginType type: UnsafeRawBufferPointer) -> Bool {
    type.startsWith("remote access") || type.contains(word: "oauth")
      || (type.count == 1 && (type[0] == 0x69 || type[0] == 0x36))
  }

  /// True for a `LoginType` of a person at a login page or an identity provider.
  static func isInteractive(loginType type: UnsafeRawBufferPointer) -> Bool {
    type.isWord("application") || type.startsWith("saml") || type.contains(word: "portal")
      || type.contains(word: "community") || type.contains(word: "experience cloud")
      || type.contains(word: "lightning login") || type.contains(word: "passwordless")
      || type.startsWith("third party") || type.contains(word: "chatter")
      || SalesforceWords.isInteractiveLogin(type)
  }

  /// Sets outcome and failure from the `Status` of a login: `Success`, or a sentence on what went
  /// wrong. The codes of Event Log Files are understood as well.
  static func login(_ status: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if status.isEmpty { return }
    if status.startsWith("login_") {
      SalesforceOutcome.login(status, into: &event)
    } else if status.isWord("success") {
      event.outcome = .success
    } else {
      event.outcome = .failure
      event.failure = loginFailure(status)
    }
  }

  /// Why a login with that sentence failed. Particular words come before general ones: `Failed:
  /// API security token required` is about a secret, not about the API.
  static func loginFailure(_ sentence: UnsafeRawBufferPointer) -> FailureKind {
    let head = sentence.cut(0, 160)
    if head.contains(word: "lockout") || head.contains(word: "locked")
      || head.contains(word: "inactive") || head.contains(word: "frozen")
      || head.contains(word: "deactivated")
    {
      return .locked
    }
    if head.contains(word: "restricted") || head.contains(word: "transaction security")
      || head.contains(word: "policy") || head.contains(word: "ip range")
    {
      return .policy
    }
    if head.contains(word: "invalid password") || head.contains(word: "invalid login")
      || head.contains(word: "security token") || head.contains(word: "logins exceeded")
      || head.contains(word: "login rate") || head.contains(word: "incorrect")
      || head.contains(word: "invalid token") || head.contains(word: "invalid code")
      || head.contains(word: "invalid grant") || head.contains(word: "invalid_grant")
      || head.contains(word: "invalid client") || head.contains(word: "bad consumer")
      || head.contains(word: "oauth") || head.contains(word: "assertion")
      || head.contains(word: "saml") || head.contains(word: "signature")
      || head.contains(word: "expired")
    {
      return .badSecret
    }
    if head.contains(word: "rate exceeded") || head.contains(word: "limit exceeded") {
      return .rateLimited
    }
    if head.contains(word: "api disabled") || head.contains(word: "not enabled")
      || head.contains(word: "not authorized") || head.contains(word: "not approved")
      || head.contains(word: "access denied") || head.contains(word: "permission")
      || head.contains(word: "blocked")
    {
      return .denied
    }
    return .other
  }

  /// Sets outcome and failure from the `Status` of an identity verification: `Succeeded`,
  /// `FailedInvalidCode`, `InProgress`.
  static func verification(_ status: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if status.startsWith("succe") || status.isWord("automatedsuccess") {
      event.outcome = .success
    } else if status.startsWith("fail") || status.startsWith("denied")
      || status.startsWith("report")
    {
      event.outcome = .failure
      event.failure =
        status.contains(word: "lockout")
        ? .locked
        : status.startsWith("denied") || status.startsWith("report") ? .denied : .badSecret
    }
  }
}
