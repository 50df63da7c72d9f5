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
    event.app = significantSymbol(.appUID, into: &event)
    let name = fields.symbol(.appName, into: &event)
    let keyID = fields.symbol(key, into: &event)
    event.session = context.secretHash(fields.text(session))
    let application = !event.app.isNone ? event.app : !keyID.isNone ? keyID : name
    event.integration = name.isNone ? application : name
    event.credential =
      application.isNone
      ? event.user
      : event.user.isNone
        ? application
        : CredentialText.credential(application: application, user: event.user, in: context)
    if event.credential.isNone, event.session != 0 {
      event.credential = context.symbols.intern(KeyedHash.text(event.session))
    }
    if event.credential.isNone {
      throw DecodeFailure("no user, application, key or session is named")
    }
    event.credentialType = credentialType(type, key: keyID, app: event.app)
  }

  private func credentialType(_ type: OCSFField, key: Symbol, app: Symbol) -> CredentialType {
    switch fields.count(type) {
    // System and service accounts.
    case 3, 4: .serviceAccount
    default: !app.isNone ? .oauthApp : !key.isNone ? .apiKey : .unknown
    }
  }
}
