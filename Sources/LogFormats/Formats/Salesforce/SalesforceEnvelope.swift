import SecurityModel

/// Takes the message around a stream's event away, for the full record.
enum SalesforceEnvelope {
  /// The members of the event itself, then what the message around it told: `channel`, `schema`,
  /// `replayId`.
  static func opened(_ members: [JSONValue.Member]) -> [JSONValue.Member] {
    var around: [JSONValue.Member] = []
    var payload: [JSONValue.Member]?
    for member in members {
      switch (JSONSecrets.folded(member.name), member.value) {
      case ("payload", .object(let inner)): payload = inner
      case ("data", .object(let inner)) where hasPayload(inner):
        for member in inner {
          if JSONSecrets.folded(member.name) == "payload", let inner = member.value.members {
            payload = inner
          } else {
            around += told(member)
          }
        }
      default: around += told(member)
      }
    }
    let event = payload ?? []
    return (event + around).map { .init($0.name, AvroUnion.unwrapped($0.value)) }
  }

  private static func hasPayload(_ members: [JSONValue.Member]) -> Bool {
    members.contains { JSONSecrets.folded($0.name) == "payload" && $0.value.members != nil }
  }

  /// `{"event": {"replayId": 1}}` tells its members.
  private static func told(_ member: JSONValue.Member) -> [JSONValue.Member] {
    guard JSONSecrets.folded(member.name) == "event", let inner = member.value.members else {
      return [member]
    }
    return inner
  }
}
