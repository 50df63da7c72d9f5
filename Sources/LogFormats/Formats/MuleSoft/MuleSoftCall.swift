import SecurityModel

/// What MuleSoft's logs of calls have in common: a request through a gateway by a client.
struct MuleSoftCall {
  let context: DecodeContext
  private let anonymous = AccessLogIdentity()

  init(_ context: DecodeContext) { self.context = context }

  /// Sets method, operation, endpoint and objects from the request line's parts.
  func readTarget(
    _ path: UnsafeRawBufferPointer, method: HTTPMethod, into event: inout APIEvent
  ) {
    event.platform = .mulesoft
    event.method = method
    if HostileText.isPresent(in: path) { event.flags.insert(.hostileText) }
    PathReader.read(path, method: method, context: context, into: &event)
    if event.surface == .unknown { event.surface = .rest }
    if event.objectCount == 0, event.surface == .rest { addObject(of: path, into: &event) }
  }

  /// No MuleSoft log names objects: the last fixed word of the path does (`/v1/contacts/42`).
  private func addObject(of target: UnsafeRawBufferPointer, into event: inout APIEvent) {
    let path = RequestTarget(target).path.cut(0, PathSegments.maximumBytes)
    var end = path.count
    while end > 0 {
      var start = end
      while start > 0, path[start - 1] != 0x2F { start -= 1 }
      let part = path.cut(start, end)
      if Self.namesObject(part) {
        event.addObject(context.symbols.intern(part))
        return
      }
      end = start - 1
    }
  }

  private static func namesObject(_ part: UnsafeRawBufferPointer) -> Bool {
    part.count >= 2 && PathShape.isName(part) && !PathShape.isVariable(part)
      && PathShape.versionPrefix(part) == nil && !part.isWord("api") && !part.isWord("rest")
      && !part.isWord("services") && !SecretNames.looksSecret(part)
  }

  /// Sets the credential: the client application, else what an access log would say.
  func readClient(id: Symbol, name: Symbol, into event: inout APIEvent) {
    event.app = id
    event.credential = id.isNone ? name : id
    if event.credential.isNone {
      event.credential = anonymous.credential(of: event, context.symbols)
    } else {
      event.credentialType = .oauthApp
    }
    event.integration = name.isNone ? event.clientFamily : name
  }

  /// Sets the outcome from an HTTP status, and from the policy that refused the call, if one did.
  func readResult(
    status: UInt16, refused: Bool, policy: UnsafeRawBufferPointer, into event: inout APIEvent
  ) {
    event.status = status
    event.outcome = StatusReader.outcome(of: status)
    event.failure = StatusReader.failure(
      of: status, operation: event.operation, surface: event.surface)
    if refused || !policy.isEmpty && event.outcome == .failure {
      event.outcome = .failure
      event.failure = Self.failure(ofPolicy: policy)
    }
  }

  /// Why a policy refuses calls, by its name.
  static func failure(ofPolicy name: UnsafeRawBufferPointer) -> FailureKind {
    if name.contains(word: "rate") || name.contains(word: "sla") || name.contains(word: "spike")
      || name.contains(word: "throttl") || name.contains(word: "quota")
    {
      return .rateLimited
    }
    if name.contains(word: "client") || name.contains(word: "auth") || name.contains(word: "jwt")
      || name.contains(word: "token") || name.contains(word: "ldap")
      || name.contains(word: "openid")
    {
      return .badSecret
    }
    return .policy
  }

  /// Words that stand for no value.
  static func isNothing(_ text: UnsafeRawBufferPointer) -> Bool {
    text.isEmpty || text.isWord("n/a") || text.isWord("-") || text.isWord("null")
      || text.isWord("none") || text.isWord("unknown")
  }
}
