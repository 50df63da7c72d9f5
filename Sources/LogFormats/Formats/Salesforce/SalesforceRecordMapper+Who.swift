import SecurityModel

/// Who acts: user, application, client, and the credential that follows from them.
extension SalesforceRecordMapper {
  /// Sets `credential`, `integration`, `user`, `app`, `userAgent` and what follows from them.
  ///
  /// - Throws: `DecodeFailure` when nobody is named, unless it is a login, which may fail before
  ///   anybody is known.
  @inline(__always)
  func identity(
    _ row: SalesforceRow, _ kind: SalesforceRecordKind, into event: inout APIEvent
  ) throws(DecodeFailure) {
    let hash = identityHash(row, kind)
    if let known = identities.find(hash) {
      known.pointee.apply(to: &event)
    } else {
      let identity = readIdentity(row, kind)
      identities.store(identity, under: hash)
      identity.apply(to: &event)
    }
    if event.credential.isNone { try unknown(kind, into: &event) }
  }

  /// Without user and application the session stands in for them.
  @inline(never)
  private func unknown(
    _ kind: SalesforceRecordKind, into event: inout APIEvent
  ) throws(DecodeFailure) {
    if event.session != 0 {
      event.credential = symbols.intern(KeyedHash.text(event.session))
      event.integration = event.credential
    } else if kind != .login, kind != .loginHistory, kind != .identityVerification {
      throw DecodeFailure("no user, application or session is named")
    }
  }

  /// A hash of every field that `readIdentity` reads, seeded with the store's secret key.
  @inline(__always)
  private func identityHash(_ row: SalesforceRow, _ kind: SalesforceRecordKind) -> UInt64 {
    var hash = context.secrets.key0 ^ UInt64(kind.rawValue) << 32
    func add(_ field: SalesforceField) {
      let text = row[field]
      // Even an absent value takes its place in the chain.
      hash =
        text.isEmpty
        ? hash &* 0x9E37_79B9_7F4A_7C15 &+ 1 : identities.chain(text, hash)
    }
    add(.userID)
    add(.username)
    add(.connectedAppID)
    add(.application)
    add(.client)
    add(.userAgent)
    add(.userType)
    add(.browser)
    switch kind {
    case .loginAs: add(.delegatedUsername)
    case .identityProvider: add(.appID)
    case .sessionHijacking: add(.currentUserAgent)
    case .setupAudit:
      add(.createdByID)
      add(.createdByName)
    default: break
    }
    return hash | 1
  }

  @inline(never)
  private func readIdentity(
    _ row: SalesforceRow, _ kind: SalesforceRecordKind
  ) -> Identity {
    var identity = Identity()
    identity.user = user(row, kind, &identity.flags)
    identity.app = id(
      kind == .identityProvider ? row[.appID] : row[.connectedAppID], &identity.flags)
    let name = UserAgentReader.trimmed(row[.client])
    let client = Self.isUnknown(name) ? Symbol.none : text(name, &identity.flags)
    agent(row, kind, name, into: &identity)
    let application = identity.app.isNone ? client : identity.app
    identity.credential = CredentialText.credential(
      application: application, user: identity.user, in: context)
    if application.isNone, kind.countsAsCall, !identity.user.isNone {
      identity.flags.insert(.userOnly)
    }
    let applicationName = UserAgentReader.trimmed(row[.application])
    let appName =
      Self.isUnknown(applicationName) ? Symbol.none : text(applicationName, &identity.flags)
    identity.integration =
      !appName.isNone
      ? appName
      : !application.isNone ? (client.isNone ? application : client) : identity.credential
    if !identity.app.isNone {
      identity.type = .oauthApp
    } else if row[.userType].isWord("guest") {
      identity.type = .guest
    }
    return identity
  }

  /// Salesforce's words for a program that it doesn't know.
  private static func isUnknown(_ name: UnsafeRawBufferPointer) -> Bool {
    name.isEmpty || name.isWord("unknown")
  }

  private func text(
    _ bytes: UnsafeRawBufferPointer, _ flags: inout APIEvent.Flags
  ) -> Symbol {
    if HostileText.isPresent(in: bytes) { flags.insert(.hostileText) }
    return context.symbolHidingSecret(bytes)
  }

  private func id(_ bytes: UnsafeRawBufferPointer, _ flags: inout APIEvent.Flags) -> Symbol {
    bytes.isEmpty ? .none : text(significant(bytes), &flags)
  }

  /// Who acts: the user, or whoever is logged in as the user.
  private func user(
    _ row: SalesforceRow, _ kind: SalesforceRecordKind, _ flags: inout APIEvent.Flags
  ) -> Symbol {
    switch kind {
    case .loginAs:
      let delegate = text(row[.delegatedUsername], &flags)
      if !delegate.isNone { return delegate }
    case .setupAudit:
      let author = id(row[.createdByID], &flags)
      if !author.isNone { return author }
      return id(row.first(.createdByName, .userID), &flags)
    default: break
    }
    let user = id(row[.userID], &flags)
    // Failed logins may know only the name that was typed.
    return user.isNone ? text(row[.username], &flags) : user
  }

  /// Sets `userAgent` and `clientFamily` from the user agent, else the client's name, else the
  /// browser.
  private func agent(
    _ row: SalesforceRow, _ kind: SalesforceRecordKind, _ name: UnsafeRawBufferPointer,
    into identity: inout Identity
  ) {
    var agent = row[.userAgent]
    if kind == .sessionHijacking, agent.isEmpty { agent = row[.currentUserAgent] }
    if UserAgentReader.isCode(agent) {
      if !Self.isUnknown(name) {
        agent = name
      } else if !Self.isUnknown(row[.browser]) {
        agent = row[.browser]
      }
    }
    if agent.isEmpty || (agent.count == 1 && agent[0] == 0x2D) { return }
    let reading = UserAgentReader.make(agent.cut(0, SymbolTable.maximumLength), context)
    identity.userAgent = reading.agent
    identity.clientFamily = reading.family
    if reading.isHostile { identity.flags.insert(.hostileText) }
  }
}
