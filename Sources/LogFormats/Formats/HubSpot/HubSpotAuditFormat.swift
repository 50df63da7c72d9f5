public import SecurityModel

/// HubSpot account activity: the audit log.
public struct HubSpotAuditFormat: LogFormat {
  public init() {}

  public var name: String { "hubspot-audit" }
  public var title: String { "HubSpot audit logs" }
  public var summary: String {
    "Who did what in a HubSpot account: the account activity API's audit-logs."
  }
  public var platform: Platform { .hubspot }
  public var fields: [String] {
    [
      "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "api",
      "operation", "objects", "record_ids",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, HubSpotAuditMapper.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    JSONRecordDecoder(HubSpotAuditMapper(fields: .init(context, HubSpotAuditMapper.map)), context)
  }
}

/// One entry: `{"id", "category", "action", "occurredAt", "actingUser": {"userId", …}}`.
struct HubSpotAuditMapper: JSONMapper {
  enum Field: Int, JSONField {
    case id, time, category, subCategory, action, target, actor, userID, email, portal

    var paths: [String] {
      switch self {
      case .id: ["id"]
      case .time: ["occurredAt"]
      case .category: ["category"]
      case .subCategory: ["subCategory"]
      case .action: ["action"]
      case .target: ["targetObjectId"]
      case .actor: ["actingUser"]
      case .userID: ["actingUser.userId"]
      case .email: ["actingUser.userEmail"]
      case .portal: ["portalId"]
      }
    }
  }

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  let fields: JSONFields<Field>

  /// Told by the acting user being an object; a flattened export has its members instead.
  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    guard values.has(.time), values.has(.category) || values.has(.action),
      values.token(.actor).kind == .object || values.has(.userID) || values.has(.email)
    else { return nil }
    let isWhole = HubSpotActor.isConstant(values.text(.category)) && values.has(.action)
    return FormatMatch(
      confidence: isWhole ? 0.95 : 0.8,
      reason: "JSON objects with actingUser, category, action and occurredAt")
  }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    event.platform = .hubspot
    event.time = try fields.requiredTime(.time)
    try HubSpotActor.set(id: .userID, email: .email, fields, into: &event)
    event.org = fields.steadySymbol(.portal, place: 0, into: &event)
    let action = fields.text(.action)
    event.operation = Self.operation(action)
    event.eventType = fields.steadySymbol(.action, place: 1, into: &event)
    // The log shows what people do at the screen; it is no list of calls.
    event.surface = event.operation.operationClass == .administer ? .config : .ui
    if fields.has(.category) {
      event.addObject(fields.steadySymbol(.category, place: 2, into: &event))
    }
    if event.surface == .config { event.target = fields.symbol(.target, into: &event) }
    JSONEventID.set(fields.text(.id), into: &event)
  }

  /// The operation of an action; the list is open, so other words are no error.
  static func operation(_ action: UnsafeRawBufferPointer) -> Operation {
    if action.isWord("create") || action.isWord("clone") { return .create }
    if action.isWord("update") || action.isWord("edit") || action.isWord("merge")
      || action.isWord("publish") || action.isWord("unpublish") || action.isWord("move")
    {
      return .update
    }
    if action.isWord("delete") || action.isWord("archive") || action.isWord("purge")
      || action.isWord("permanently_delete") || action.isWord("remove")
    {
      return .delete
    }
    if action.isWord("restore") { return .undelete }
    if action.isWord("view") || action.isWord("read") || action.isWord("access") { return .read }
    if action.isWord("search") { return .search }
    if action.startsWith("export") { return .export }
    if action.startsWith("download") { return .download }
    if action.startsWith("import") || action.startsWith("upload") { return .upload }
    if action.startsWith("login") { return .login }
    if action.startsWith("logout") { return .logout }
    if action.startsWith("install") || action.startsWith("uninstall")
      || action.startsWith("enable") || action.startsWith("disable")
      || action.startsWith("activate") || action.startsWith("deactivate")
    {
      return .configChange
    }
    if action.startsWith("grant") || action.startsWith("revoke") || action.startsWith("assign") {
      return .permissionChange
    }
    return .other
  }

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    normalizer.set(id: fields.text(.id))
    normalizer.set(recordIDs: fields.text(.target))
  }
}
