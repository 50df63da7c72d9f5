public import SecurityModel

/// HubSpot account activity: logins.
public struct HubSpotLoginFormat: LogFormat {
  public init() {}

  public var name: String { "hubspot-login" }
  public var title: String { "HubSpot login activity" }
  public var summary: String {
    "Sign-ins to a HubSpot account, with addresses: the account activity API's login."
  }
  public var platform: Platform { .hubspot }
  public var fields: [String] {
    [
      "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "ip",
      "ip_country", "user_agent", "api", "operation", "status",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, HubSpotLoginMapper.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    JSONRecordDecoder(HubSpotLoginMapper(fields: .init(context, HubSpotLoginMapper.map)), context)
  }
}

/// One sign-in: `{"id", "loginAt", "loginSucceeded", "email", "userId", "ipAddress", …}`.
struct HubSpotLoginMapper: JSONMapper {
  enum Field: Int, JSONField {
    case id, time, succeeded, email, userID, address, agent, country, portal

    var paths: [String] {
      switch self {
      case .id: ["id"]
      case .time: ["loginAt"]
      case .succeeded: ["loginSucceeded"]
      case .email: ["email", "userEmail"]
      case .userID: ["userId"]
      case .address: ["ipAddress"]
      case .agent: ["userAgent"]
      case .country: ["countryCode"]
      case .portal: ["portalId"]
      }
    }
  }

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  let fields: JSONFields<Field>

  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    guard values.has(.time), values.has(.email) || values.has(.userID) else { return nil }
    let isWhole = values.bool(.succeeded) != nil
    return FormatMatch(
      confidence: isWhole ? 0.95 : 0.7, reason: "JSON objects with loginAt and loginSucceeded")
  }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    event.platform = .hubspot
    event.time = try fields.requiredTime(.time)
    try HubSpotActor.set(id: .userID, email: .email, fields, into: &event)
    event.org = fields.steadySymbol(.portal, place: 0, into: &event)
    event.surface = .ui
    event.operation = .login
    if let succeeded = fields.values.bool(.succeeded) {
      event.outcome = succeeded ? .success : .failure
      event.failure = succeeded ? .none : .badSecret
    }
    event.ip = fields.address(.address) ?? .none
    event.country = fields.steadySymbol(.country, place: 1, into: &event)
    UserAgentReader.read(fields.text(.agent), context: fields.context, into: &event)
    JSONEventID.set(fields.text(.id), into: &event)
  }

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    normalizer.set(id: fields.text(.id))
  }
}
