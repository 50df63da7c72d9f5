public import SecurityModel

/// Events in the shape of the Elastic Common Schema, nested or with dots in their keys.
public struct ElasticCommonSchemaFormat: LogFormat {
  public init() {}

  public let name = "ecs"
  public let title = "Elastic Common Schema"
  public let summary =
    "JSON with the field names of the Elastic Common Schema, nested or flattened, as Elastic's"
    + " integrations and many shippers write it."
  public let platform = Platform.generic
  public var fields: [String] { Self.plan.fields }

  static let plan = MappingPlan(mapping)

  /// Field names: Elastic Common Schema reference, version 8.
  private static let mapping = FormatMapping(
    name: "ecs", records: .json,
    time: TimeRule(["event.start", "@timestamp", "event.created"], .automatic),
    fields: [
      FieldMapping("id", ["event.id"]),
      FieldMapping(
        "platform", ["observer.vendor", "event.module", "service.name", "cloud.service.name"],
        .words([
          .init(from: "salesforce", to: "salesforce"), .init(from: "hubspot", to: "hubspot"),
          .init(from: "mulesoft", to: "mulesoft"), .init(from: "dynamics", to: "dataverse"),
          .init(from: "dynamics365", to: "dataverse"), .init(from: "dataverse", to: "dataverse"),
          .init(from: "*", to: ""),
        ])),
      FieldMapping("org", ["organization.id", "cloud.account.id", "organization.name"]),
      FieldMapping(
        "user",
        [
          "user.id", "user.name", "user.email", "client.user.id", "client.user.name",
          "source.user.id", "source.user.name", "user.full_name",
        ]),
      FieldMapping("target_credential", ["user.target.name", "user.target.id"]),
      FieldMapping("ip", ["client.ip", "source.ip", "client.address", "source.address"]),
      FieldMapping(
        "ip_country", ["client.geo.country_iso_code", "source.geo.country_iso_code"]),
      FieldMapping("user_agent", ["user_agent.original", "user_agent.name"]),
      FieldMapping("event_type", ["event.action", "event.code", "event.dataset"]),
      FieldMapping(
        "api", ["event.category"],
        .words([.init(from: "authentication", to: "login"), .init(from: "*", to: "")])),
      FieldMapping(
        "failure", ["error.code", "event.reason", "error.type"], .words(reasons)),
      FieldMapping(
        "operation", ["event.category"],
        .words([
          .init(from: "authentication", to: "login"), .init(from: "*", to: ""),
        ])),
      FieldMapping("operation", ["event.action"], .words(actions)),
      FieldMapping("method", ["http.request.method"]),
      FieldMapping("uri", ["url.original", "url.full"]),
      FieldMapping("uri", ["url.path", "url.query"], .target),
      FieldMapping("status", ["http.response.status_code"]),
      FieldMapping("response_bytes", ["http.response.body.bytes", "http.response.bytes"]),
      FieldMapping("request_bytes", ["http.request.body.bytes", "http.request.bytes"]),
      FieldMapping("duration_ms", ["event.duration"], .unit(.nanoseconds)),
      FieldMapping("request_id", ["http.request.id", "trace.id"]),
      FieldMapping("tls_version", ["tls.version"]),
      FieldMapping("error", ["error.code", "error.type"]),
      FieldMapping(
        "outcome", ["event.outcome"],
        .words([
          .init(from: "success", to: "success"), .init(from: "failure", to: "failure"),
          .init(from: "unknown", to: "unknown"), .init(from: "*", to: ""),
        ])),
    ])

  /// Words of `event.action` that are operations; others only name the event's type.
  private static let actions: [FieldMapping.Word] =
    Operation.allCases.filter { $0 != .other }.map { .init(from: $0.name, to: $0.name) }
    + [
      .init(from: "logon", to: "login"), .init(from: "user_login", to: "login"),
      .init(from: "user-login", to: "login"), .init(from: "logged-in", to: "login"),
      .init(from: "login-attempt", to: "login"), .init(from: "search", to: "query"),
      .init(from: "get", to: "read"), .init(from: "view", to: "read"),
      .init(from: "insert", to: "create"), .init(from: "creation", to: "create"),
      .init(from: "modify", to: "update"), .init(from: "change", to: "update"),
      .init(from: "edit", to: "update"), .init(from: "remove", to: "delete"),
      .init(from: "deletion", to: "delete"), .init(from: "*", to: ""),
    ]

  /// Words for why something failed, as products write them.
  private static let reasons: [FieldMapping.Word] =
    [
      ("invalid_credentials", "bad_secret"), ("invalid_password", "bad_secret"),
      ("wrong_password", "bad_secret"), ("bad_password", "bad_secret"),
      ("account_locked", "locked"), ("user_locked", "locked"), ("user_locked_out", "locked"),
      ("session_expired", "expired_session"), ("token_expired", "expired_session"),
      ("access_denied", "denied"), ("forbidden", "denied"), ("rate_limited", "rate_limited"),
      ("too_many_requests", "rate_limited"), ("not_found", "not_found"), ("*", ""),
    ].map { .init(from: $0.0, to: $0.1) }

  /// What makes an object more than a wrapped line: somebody, something done, somewhere.
  private static let groups = [
    ["@timestamp"], ["event.action", "event.category", "event.outcome", "http.request.method"],
    [
      "user.id", "user.name", "user.email", "source.ip", "client.ip", "user_agent.original",
      "url.path", "url.original",
    ], ["ecs.version"],
  ]

  /// Sure when every object has `@timestamp`, an action or request, and somebody or somewhere.
  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    guard !JSONSample.isOurs(sample) else { return .none }
    let reader = JSONFieldReader(JSONFieldMap(Self.groups, spelling: .exact))
    var isVersioned = true
    let share = MappedProbe.share(ofObjects: sample) { record in
      guard (try? reader.scan(record)) == true,
        (0..<3).allSatisfy({ reader.slots[$0].kind != .null })
      else { return false }
      if reader.slots[3].kind == .null { isVersioned = false }
      return true
    }
    guard let share, share >= 0.8 else { return .none }
    return FormatMatch(
      confidence: isVersioned ? 0.9 : share == 1 ? 0.85 : 0.7,
      reason: "JSON objects with @timestamp, event or http, and user, source or url fields")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    MappedDecoder(Self.plan, context)
  }
}
