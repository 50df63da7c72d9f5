import SecurityModel

/// Who made the call: user, application, client, and the credential that follows from them.
extension EventLogFileMapper {
  /// Sets `credential`, `integration`, `user`, `app`, `userAgent` and what follows from them.
  ///
  /// Few identities make most of the rows, so they are remembered by the texts they come from.
  @inline(__always)
  func identity(
    _ row: EventLogFileRow, _ kind: EventLogFileKind, into event: inout APIEvent
  ) {
    let hash = identityHash(row, kind)
    if let known = identities.find(hash) {
      known.pointee.apply(to: &event)
    } else {
      let identity = readIdentity(row, kind)
      identities.store(identity, under: hash)
      identity.apply(to: &event)
    }
  }

  /// A hash of every column that `readIdentity` reads, seeded with the store's secret key, so that
  /// nobody who chooses names can make one identity pass for another.
  @inline(__always)
  private func identityHash(_ row: EventLogFileRow, _ kind: EventLogFileKind) -> UInt64 {
    var hash = context.secrets.key0 ^ UInt64(kind.rawValue) << 32
    func add(_ column: EventLogFileColumn) {
      let text = row[column]
      // Even an absent value takes its place in the chain.
      hash =
        text.isEmpty
        ? hash &* 0x9E37_79B9_7F4A_7C15 &+ 1 : identities.chain(text, hash)
    }
    add(.userId)
    add(.connectedAppId)
    add(.connectedAppName)
    add(.clientName)
    add(.userAgent)
    add(.userType)
    if row[.userId].isEmpty {
      add(.userIdDerived)
      add(.userName)
    }
    if row[.clientName].isEmpty { add(.browserType) }
    switch kind {
    case .loginAs:
      add(.delegatedUserId)
      add(.delegatedUserName)
    case .insufficientAccess: add(.actualLoggedInUserId)
    case .metadataApiOperation: add(.clientId)
    default: break
    }
    return hash | 1
  }

  @inline(never)
  private func readIdentity(_ row: EventLogFileRow, _ kind: EventLogFileKind) -> Identity {
    var identity = Identity()
    identity.user = user(row, kind)
    identity.app = id(row[.connectedAppId])
    let name = UserAgentReader.trimmed(
      kind == .metadataApiOperation ? row[.clientId] : row[.clientName])
    let client = context.symbolHidingSecret(name)
    if !client.isNone { note(name, into: &identity.flags) }
    agent(row, name, into: &identity)
    let application = identity.app.isNone ? client : identity.app
    identity.credential = CredentialText.credential(
      application: application, user: identity.user, in: context)
    noteSymbol(identity.user, into: &identity.flags)
    noteSymbol(identity.app, into: &identity.flags)
    if application.isNone, kind.countsAsCall, !identity.user.isNone {
      identity.flags.insert(.userOnly)
    }
    let appName = context.symbolHidingSecret(row[.connectedAppName])
    note(row[.connectedAppName], into: &identity.flags)
    identity.integration =
      !appName.isNone
      ? appName
      : !application.isNone
        ? (client.isNone ? application : client)
        : identity.user
    if !identity.app.isNone {
      identity.type = .oauthApp
    } else if row[.userType].isWord("guest") {
      identity.type = .guest
    }
    return identity
  }

  private func noteSymbol(_ symbol: Symbol, into flags: inout APIEvent.Flags) {
    if symbols.withBytes(of: symbol, HostileText.isPresent) { flags.insert(.hostileText) }
  }

  /// Who acts: the user, or the administrator behind the user.
  private func user(_ row: EventLogFileRow, _ kind: EventLogFileKind) -> Symbol {
    switch kind {
    case .loginAs:
      let administrator = id(row[.delegatedUserId])
      if !administrator.isNone { return administrator }
      return context.symbolHidingSecret(row[.delegatedUserName])
    case .insufficientAccess:
      let actual = id(row[.actualLoggedInUserId])
      if !actual.isNone { return actual }
    default: break
    }
    let user = id(row.first(.userId, .userIdDerived))
    // Failed logins may know only the name that was typed.
    return user.isNone ? context.symbolHidingSecret(row[.userName]) : user
  }

  /// Sets `userAgent` and `clientFamily` from the user agent if it is text, else the client name,
  /// else the browser. A number is a client-type code: kept as text when there is nothing else.
  private func agent(
    _ row: EventLogFileRow, _ name: UnsafeRawBufferPointer, into identity: inout Identity
  ) {
    var agent = row[.userAgent]
    if UserAgentReader.isCode(agent) {
      if !name.isEmpty {
        agent = name
      } else if !row[.browserType].isEmpty {
        agent = Self.percentDecoded(row[.browserType], context)
      }
    }
    if agent.isEmpty || (agent.count == 1 && agent[0] == 0x2D) { return }
    let reading = UserAgentReader.make(agent.cut(0, SymbolTable.maximumLength), context)
    identity.userAgent = reading.agent
    identity.clientFamily = reading.family
    if reading.isHostile { identity.flags.insert(.hostileText) }
  }

  /// `BROWSER_TYPE` without its percent-encoding; valid until the next text is decoded.
  static func percentDecoded(
    _ text: UnsafeRawBufferPointer, _ context: DecodeContext
  ) -> UnsafeRawBufferPointer {
    guard PercentDecoder.isNeeded(text, plusIsBlank: false) else { return text }
    let scratch = context.paths.value
    return scratch.filled(PercentDecoder.decode(text, plusIsBlank: false, into: scratch.bytes))
  }
}
