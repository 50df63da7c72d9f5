import SecurityModel

/// Judges statuses and error codes: did the call succeed, and if not, why.
enum StatusReader {
  /// The outcome of an HTTP status: below 400 is success; 0 (none) and 499 (nginx: the client went
  /// away before the answer) say nothing.
  @inline(__always)
  static func outcome(of status: UInt16) -> Outcome {
    status == 0 || status == 499 ? .unknown : status < 400 ? .success : .failure
  }

  /// Why a call with that HTTP status failed; `.none` when it didn't.
  static func failure(
    of status: UInt16, operation: Operation, surface: APISurface
  ) -> FailureKind {
    switch status {
    case 0..<400, 499: return .none
    case 400:
      // Token endpoints answer a wrong secret with 400 `invalid_grant` or `invalid_client`.
      return isSignIn(operation, surface) ? .badSecret : .malformed
    case 401: return isSignIn(operation, surface) ? .badSecret : .expiredSession
    case 403: return .denied
    case 404, 410: return .notFound
    case 405, 406, 411...415, 422: return .malformed
    case 423: return .locked
    case 429: return .rateLimited
    case 500...599: return .server
    default: return .other
    }
  }

  private static func isSignIn(_ operation: Operation, _ surface: APISurface) -> Bool {
    operation == .token || operation == .login || surface == .login
  }

  /// The outcome that a platform's own word means; nil when the word isn't known.
  ///
  /// Salesforce `LOGIN_…` statuses: only `LOGIN_NO_ERROR` is a success, challenges are steps on
  /// the way, everything else is a failure.
  static func outcome(ofWord word: UnsafeRawBufferPointer) -> Outcome? {
    if word.startsWith("login_") { return SalesforceOutcome.loginOutcome(word) }
    if word.count == 1 {
      // `REQUEST_STATUS` of Event Log Files: success; failed, authorization error, not found.
      if word.isWord("s") { return .success }
      if word.isWord("f") || word.isWord("a") || word.isWord("n") { return .failure }
      return nil
    }
    if word.isWord("success") || word.isWord("succeeded") || word.isWord("ok")
      || word.isWord("true") || word.isWord("successful") || word.isWord("completed")
      || word.isWord("jobcomplete") || word.isWord("allowed")
    {
      return .success
    }
    if word.isWord("failure") || word.isWord("failed") || word.isWord("error")
      || word.isWord("false") || word.isWord("denied") || word.isWord("blocked")
      || word.isWord("unauthorized") || word.isWord("forbidden") || word.isWord("aborted")
    {
      return .failure
    }
    return nil
  }

  /// Why a call with that error code failed; `.other` for codes that aren't known. The codes are
  /// those of the Salesforce APIs, of OAuth (RFC 6749) and of Salesforce `LOGIN_STATUS`.
  static func failure(ofCode code: UnsafeRawBufferPointer) -> FailureKind {
    if code.startsWith("login_") {
      return SalesforceOutcome.loginOutcome(code) == .failure
        ? SalesforceOutcome.loginFailure(code) : .none
    }
    if code.isWord("invalid_session_id") || code.isWord("session_expired")
      || code.isWord("invalid_token")
    {
      return .expiredSession
    }
    if code.isWord("invalid_grant") || code.isWord("invalid_client")
      || code.isWord("invalid_login") || code.isWord("invalid_client_credentials")
    {
      return .badSecret
    }
    if code.contains(word: "limit_exceeded") || code.contains(word: "rate_limit")
      || code.contains(word: "too_many_requests")
    {
      return .rateLimited
    }
    if code.startsWith("insufficient_access") || code.isWord("access_denied")
      || code.isWord("api_disabled_for_org") || code.startsWith("no_access")
      || code.isWord("insufficient_scope")
    {
      return .denied
    }
    if code.isWord("not_found") || code.isWord("entity_is_deleted") { return .notFound }
    if code.startsWith("malformed") || code.startsWith("invalid_field")
      || code.isWord("invalid_type") || code.startsWith("json_parser")
      || code.isWord("invalid_request")
    {
      return .malformed
    }
    if code.isWord("server_unavailable") || code.isWord("unknown_exception") { return .server }
    return .other
  }
}
