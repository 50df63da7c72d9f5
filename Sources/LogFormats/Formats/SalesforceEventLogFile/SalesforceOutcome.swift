import SecurityModel

/// Turns the words and numbers by which Salesforce says "it worked" into an outcome.
///
/// Sources: the object reference for `REQUEST_STATUS` and `LOGIN_STATUS`, the REST and SOAP
/// developer guides for error codes.
enum SalesforceOutcome {
  /// Sets outcome and failure from an HTTP status; nothing for 0.
  static func http(_ status: UInt16, into event: inout APIEvent) {
    guard status != 0 else { return }
    event.outcome = StatusReader.outcome(of: status)
    event.failure = StatusReader.failure(
      of: status, operation: event.operation, surface: event.surface)
  }

  /// Sets outcome and failure from `REQUEST_STATUS`, where nothing better is known.
  static func requestStatus(_ word: UnsafeRawBufferPointer, into event: inout APIEvent) {
    guard event.outcome == .unknown, !word.isEmpty else { return }
    if word.count == 1 {
      switch word[0] {
      case 0x53: event.outcome = .success
      case 0x46: fail(.other, &event)
      case 0x41: fail(.denied, &event)
      case 0x4E: fail(.notFound, &event)
      // R redirect, U undefined, and whatever comes: not known.
      default: break
      }
    } else if word.isWord("success") {
      event.outcome = .success
    } else if word.startsWith("fail") || word.isWord("error") {
      fail(.other, &event)
    }
  }

  /// Sets outcome and failure from `SUCCESS`, `IS_SUCCESSFUL` and their like.
  static func boolean(_ word: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if word.isWord("1") || word.isWord("true") || word.isWord("1.0") {
      event.outcome = .success
    } else if word.isWord("0") || word.isWord("false") || word.isWord("0.0") {
      fail(.other, &event)
    }
  }

  /// A message that is there means failure, whatever the status says (`S` is also given when Apex
  /// threw); its error code says which.
  static func exception(_ message: UnsafeRawBufferPointer, into event: inout APIEvent) {
    guard !message.isEmpty else { return }
    let kind = kind(ofMessage: message)
    event.outcome = .failure
    if kind != .other || event.failure == .none { event.failure = kind }
  }

  /// The kind of failure that an error code in `message` names.
  static func kind(ofMessage message: UnsafeRawBufferPointer) -> FailureKind {
    let head = message.cut(0, 256)
    if head.contains(word: "invalid_session_id") { return .expiredSession }
    if head.contains(word: "limit_exceeded") { return .rateLimited }
    if head.contains(word: "insufficient_access") || head.contains(word: "api_disabled")
      || head.contains(word: "insufficient_api") || head.contains(word: "not_authorized")
    {
      return .denied
    }
    if head.contains(word: "invalid_login") { return .badSecret }
    if head.contains(word: "malformed") || head.contains(word: "invalid_field")
      || head.contains(word: "invalid_type") || head.contains(word: "invalid_query")
      || head.contains(word: "invalid_search")
    {
      return .malformed
    }
    if head.contains(word: "not_found") || head.contains(word: "entity_is_deleted") {
      return .notFound
    }
    if head.contains(word: "server_unavailable") || head.contains(word: "unknown_exception") {
      return .server
    }
    return .other
  }

  /// Sets outcome and failure from `LOGIN_STATUS`; unknown words are failures.
  static func login(_ status: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if status.isEmpty { return }
    event.outcome = loginOutcome(status)
    event.failure = event.outcome == .failure ? loginFailure(status) : .none
  }

  /// The outcome of a `LOGIN_STATUS`. Steps of a login and redirects to the right server are
  /// neither success nor failure.
  static func loginOutcome(_ status: UnsafeRawBufferPointer) -> Outcome {
    if status.isWord("login_no_error") { return .success }
    let isStep =
      status.startsWith("login_challenge_") || status.isWord("login_twofactor_req")
      || status.isWord("login_lightning_login")
      || status.isWord("login_error_switch_sfdc_instance")
      || status.isWord("login_error_switch_sfdc_login")
    return isStep ? .unknown : .failure
  }

  /// Why a login with that `LOGIN_STATUS` failed.
  static func loginFailure(_ status: UnsafeRawBufferPointer) -> FailureKind {
    if status.endsWith("_password_lockout") || status.endsWith("_user_inactive")
      || status.endsWith("_user_frozen")
    {
      return .locked
    }
    if status.endsWith("_invalid_password") || status.endsWith("_logins_exceeded")
      || status.endsWith("_rate_exceeded") || status.endsWith("_must_use_api_token")
    {
      return .badSecret
    }
    if status.endsWith("_restricted_domain") || status.endsWith("_restricted_time")
      || status.endsWith("_txn_security_policy") || status.endsWith("_invalid_ip")
    {
      return .policy
    }
    if status.endsWith("_exceed_get_at_lmt") { return .rateLimited }
    if status.endsWith("_api_disabled") { return .denied }
    // A token, code or assertion that isn't valid: guessing or replay.
    if status.startsWith("login_oauth_") || status.startsWith("login_saml_") { return .badSecret }
    return .other
  }

  @inline(__always)
  private static func fail(_ kind: FailureKind, _ event: inout APIEvent) {
    event.outcome = .failure
    event.failure = kind
  }
}
