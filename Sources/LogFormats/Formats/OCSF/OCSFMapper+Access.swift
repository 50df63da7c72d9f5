import SecurityModel

/// Authentication and User Access Management.
extension OCSFMapper {
  /// A sign-in, its end, or a step of it.
  func authentication(into event: inout APIEvent) {
    switch fields.count(.activityID) {
    case 2: event.operation = .logout
    case 3, 4, 5: event.operation = .token
    case 7: event.operation = .loginAs
    default: event.operation = .login
    }
    // 4 OpenID, 6 OAuth 2.0.
    let number = fields.count(.authProtocolID)
    let name = fields.text(.authProtocol)
    let isOAuth =
      number == 4 || number == 6 || name.contains(word: "oauth") || name.contains(word: "openid")
    event.surface = isOAuth ? .oauth : .login
    PathReader.read(requestTarget(), method: .none, context: context, into: &event)
    event.method = HTTPMethod(fields.text(.method))
    event.surface = isOAuth ? .oauth : .login
  }

  /// Privileges were given to or taken from a user.
  func access(into event: inout APIEvent) {
    event.surface = .config
    event.operation = .permissionChange
    if fields.has(.userUID) {
      event.target = significantSymbol(.userUID, into: &event)
    } else {
      event.target = fields.symbol(.userName, or: .userMail, into: &event)
    }
    var first = fields.record.cut(0, 0)
    fields.values.forEachElement(fields.token(.privileges)) { element in
      if first.isEmpty, !element.isEscaped { first = fields.text(element) }
    }
    event.endpoint = fields.symbol(first.cut(0, 200), into: &event)
    forEachResource { resource in
      event.addObject(fields.symbol(resource.object.cut(0, 80), into: &event))
    }
  }
}
