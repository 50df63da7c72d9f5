import SecurityModel

/// Who acts: user, application, key, session, and the credential that follows from them.
extension OCSFMapper {
  /// API Activity and User Access Management: the actor.
  func callIdentity(into event: inout APIEvent) throws(DecodeFailure) {
    event.user = user(.actorUserUID, .actorUserName, .actorUserMail, into: &event)
    try identity(key: .actorCredential, session: .actorSession, type: .actorUserType, &event)
  }

  /// Authentication: the user whose sign-in it is; somebody else may have caused it.
  func subjectIdentity(into event: inout APIEvent) throws(DecodeFailure) {
    let subject = user(.userUID, .userName, .userMail, into: &event)
    let actor = user(.actorUserUID, .actorUserName, .actorUserMail, into: &event)
    let isSwitch = fields.count(.activityID) == 7
    if isSwitch, !actor.isNone {
      event.user = actor
      if actor != subject { event.target = subject }
    } else {
      event.user = subject.isNone ? actor : subject
    }
    try identity(
      key: subject.isNone ? .actorCredential : .userCredential,
      session: fields.has(.sessionUID) ? .sessionUID : .actorSession,
      type: subject.isNone ? .actorUserType : .userType, &event)
    if event.integration.isNone {
      event.integration = fields.symbol(.serviceName, into: &event)
    }
  }

  private func user(
    _ uid: OCSFField, _ name: OCSFField, _ mail: OCSFField, into event: inout APIEvent
  ) -> Symbol {
    if fields.has(uid) { return significantSymbol(uid, into: &event) }
    return fields.symbol(name, or: mail, into: &event)
  }

  private func identity(
    key: OCSFField, session: OCSFField, type: OCSFField, _ event: inout APIEvent
  ) throws(DecodeFailure) {
    event.session = context.secretHash(fields.text(session))
    var hash = UInt64(event.user.index) << 8 | UInt64(event.platform.rawValue)
    hash = identities.chain(fields.text(.appUID), hash ^ context.secrets.key0)
    hash = identities.chain(fields.text(.appName), hash)
    hash = identities.chain(fields.text(key), hash)
    hash = identities.chain(fields.text(type), hash) | 1
    let identity: Identity
    if let known = identities.find(hash) {
      identity = known.pointee
    } else {
      identity = readIdentity(key, type, event)
      identities.store(identity, under: hash)
    }
    event.app = identity.app
    event.integration = identity.integration
    event.credential = identity.credential
    event.credentialType = identity.type
    event.flags.formUnion(identity.flags)
    if event.credential.isNone, event.session != 0 {
      event.credential = context.symbols.intern(KeyedHash.text(event.session))
    }
    if event.credential.isNone {
      throw DecodeFailure("no user, application, key or session is named")
    }
  }

  @inline(never)
  private func readIdentity(
    _ key: OCSFField, _ type: OCSFField, _ event: APIEvent
  ) -> Identity {
    var read = APIEvent()
    read.platform = event.platform
    var identity = Identity()
    identity.app = significantSymbol(.appUID, into: &read)
    let name = fields.symbol(.appName, into: &read)
    let keyID = fields.symbol(key, into: &read)
    let application = !identity.app.isNone ? identity.app : !keyID.isNone ? keyID : name
    identity.integration = name.isNone ? application : name
    identity.credential =
      application.isNone
      ? event.user
      : event.user.isNone
        ? application
        : CredentialText.credential(application: application, user: event.user, in: context)
    identity.type = credentialType(type, key: keyID, app: identity.app)
    identity.flags = read.flags
    return identity
  }

  private func credentialType(_ type: OCSFField, key: Symbol, app: Symbol) -> CredentialType {
    switch fields.count(type) {
    // System and service accounts.
    case 3, 4: .serviceAccount
    default: !app.isNone ? .oauthApp : !key.isNone ? .apiKey : .unknown
    }
  }
}
