public import SecurityModel

/// HubSpot account activity: security events.
public struct HubSpotSecurityFormat: LogFormat {
  public init() {}

  public var name: String { "hubspot-security" }
  public var title: String { "HubSpot security activity" }
  public var summary: String {
    "Exports, integrations, secrets, people and policy of a HubSpot account: the account activity"
      + " API's security."
  }
  public var platform: Platform { .hubspot }
  public var fields: [String] {
    [
      "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "ip",
      "ip_country", "api", "operation", "target_credential",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, HubSpotSecurityMapper.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    JSONRecordDecoder(
      HubSpotSecurityMapper(fields: .init(context, HubSpotSecurityMapper.map)), context)
  }
}

/// One event: `{"id", "createdAt", "type", "userId", "actingUser": "ops@…", "ipAddress", …}`.
struct HubSpotSecurityMapper: JSONMapper {
  enum Field: Int, JSONField {
    case id, time, type, userID, actor, address, country, region, location, target, link, portal

    var paths: [String] {
      switch self {
      case .id: ["id"]
      case .time: ["createdAt"]
      case .type: ["type"]
      case .userID: ["userId"]
      case .actor: ["actingUser"]
      case .address: ["ipAddress"]
      case .country: ["countryCode"]
      case .region: ["regionCode"]
      case .location: ["location"]
      case .target: ["objectId"]
      case .link: ["infoUrl"]
      case .portal: ["portalId"]
      }
    }
  }

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  let fields: JSONFields<Field>

  /// `createdAt`, `type` and `userId` alone could be anybody's.
  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    guard values.has(.time), HubSpotActor.isConstant(values.text(.type)),
      values.has(.userID) || values.has(.actor), values.token(.actor).kind != .object
    else { return nil }
    let special: [Field] = [.actor, .link]
    let usual: [Field] = [.address, .country, .region, .location, .target]
    let count = special.filter(values.has).count * 2 + usual.filter(values.has).count
    guard count >= 2 else { return nil }
    return FormatMatch(
      confidence: count >= 3 ? 0.95 : 0.75,
      reason: "JSON objects with createdAt, an event type in capitals, and actingUser as a text")
  }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    event.platform = .hubspot
    event.time = try fields.requiredTime(.time)
    guard fields.has(.type) else {
      throw DecodeFailure("the required field `type` is missing")
    }
    try HubSpotActor.set(id: .userID, email: .actor, fields, into: &event)
    event.org = fields.steadySymbol(.portal, place: 0, into: &event)
    event.eventType = fields.symbol(.type, into: &event)
    let kind = HubSpotSecurityType.read(fields.text(.type))
    event.operation = kind.operation
    event.surface = kind.surface
    event.outcome = kind.outcome
    if kind.outcome == .failure { event.failure = .badSecret }
    event.target = fields.symbol(.target, into: &event)
    event.ip = fields.address(.address) ?? .none
    event.country = fields.steadySymbol(.country, place: 1, into: &event)
    JSONEventID.set(fields.text(.id), into: &event)
  }

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    normalizer.set(id: fields.text(.id))
  }
}
