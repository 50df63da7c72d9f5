import SecurityModel

/// Makes an event of an entry of the Anypoint audit log.
///
/// The names of its members are documented only in prose, so several are tried, and nothing but
/// time and actor is required.
struct MuleSoftAuditMapper: JSONMapper {
  enum Field: Int, JSONField {
    case id, time, product, objectType, action, subAction, objects, objectName, objectID
    case userID, userName, connectedApp, environment, organization, payload

    var paths: [String] {
      switch self {
      case .id: ["id", "mulesoft.audit.id", "attributes.mulesoft.audit.id"]
      case .time: ["timestamp", "time", "date", "timeUnixNano", "attributes.timestamp"]
      case .product: ["platform", "product", "mulesoft.audit.platform"]
      case .objectType: ["objectType", "mulesoft.audit.object.type"]
      case .action: ["action", "mulesoft.audit.action", "attributes.mulesoft.audit.action"]
      case .subAction: ["subAction", "subaction"]
      case .objects: ["objects"]
      case .objectName: ["objectName"]
      case .objectID: ["objectId"]
      case .userID: ["userId", "user.id", "mulesoft.audit.user.id"]
      case .userName: ["userName", "user.name", "mulesoft.audit.user.name"]
      case .connectedApp: ["connectedApp", "connectedAppName", "connectedApplication"]
      case .environment: ["environmentName", "environment", "environmentId"]
      case .organization: ["organizationId", "orgId", "organization.id", "payload.orgId"]
      case .payload: ["payload"]
      }
    }
  }

  /// What the payload of an entry about a connected application holds.
  enum Payload: Int, JSONField {
    case clientID, clientName, clientIP, grants, scopes, error

    var paths: [String] {
      let names: [String] =
        switch self {
        case .clientID: ["clientId", "client.id"]
        case .clientName: ["clientName", "client.name"]
        case .clientIP: ["clientIp", "ipAddress", "client.ip"]
        case .grants: ["grantTypes", "grantType"]
        case .scopes: ["scopes", "scope"]
        case .error: ["errorMessage", "error"]
        }
      return names + names.map { "properties." + $0 }
    }
  }

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  private static let payloadMap = JSONFieldMap(Payload.self, spelling: .folded)

  let fields: JSONFields<Field>
  private let payload: JSONFields<Payload>
  private let pairs: CredentialPairs
  private let scopes = ScopeText()
  private let scratch = ScratchBuffer(capacity: JSONValues<Field>.maximumTextLength)

  init(_ context: DecodeContext) {
    fields = JSONFields(context, Self.map)
    payload = JSONFields(context, Self.payloadMap)
    pairs = CredentialPairs(context)
  }

  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    guard values.has(.time), values.has(.action), values.has(.userID) || values.has(.userName)
    else { return nil }
    let marks: [Field] = [
      .product, .objectType, .objects, .payload, .connectedApp, .environment, .subAction,
    ]
    let count = marks.filter { values.token($0).kind != .null }.count
    // Of so common words there must be many.
    guard count >= 3, values.has(.product) || values.has(.connectedApp),
      values.has(.objectType) || values.token(.objects).kind == .array
    else { return nil }
    return FormatMatch(
      confidence: 0.85, reason: "JSON objects with action, objectType, platform and payload")
  }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    event.platform = .mulesoft
    event.time = try fields.requiredTime(.time)
    event.org = fields.steadySymbol(.organization, place: 0, into: &event)
    event.eventType = fields.steadySymbol(.action, place: 1, into: &event)
    if fields.has(.objectType) {
      event.addObject(fields.steadySymbol(.objectType, place: 2, into: &event))
    }
    JSONEventID.set(fields.text(.id), into: &event)
    let hasPayload = try readPayload()
    let client = hasPayload ? payload.symbol(.clientID, into: &event) : Symbol.none
    let isApp = !client.isNone || fields.text(.objectType).contains(word: "connected")
    event.operation = Self.operation(fields.text(.action), ofApp: isApp)
    if event.operation == .other {
      event.operation = Self.operation(fields.text(.subAction), ofApp: isApp)
    }
    event.surface =
      isApp
      ? .oauth : event.operation == .login || event.operation == .logout ? .login : .config
    try readActor(client, into: &event)
    if hasPayload {
      event.ip = payload.address(.clientIP) ?? .none
      payload.values.forEachElement(payload.token(.scopes)) {
        scopes.add(payload.text($0), fields.context)
      }
      event.scopes = scopes.take(fields.context)
      if payload.has(.error), !MuleSoftCall.isNothing(payload.text(.error)) {
        event.outcome = .failure
        event.failure = event.operation == .token || event.operation == .login ? .badSecret : .other
      }
    }
  }

  /// Scans the payload, which may also be JSON in a text, cut at some 30 KB.
  /// - Returns: false when there is none that can be read.
  private func readPayload() throws(DecodeFailure) -> Bool {
    let token = fields.token(.payload)
    if token.kind == .object { return try payload.values.scan(token.bytes(in: fields.record)) }
    guard token.kind == .string else { return false }
    let text = fields.text(token)
    guard text.first == 0x7B, text.count <= scratch.bytes.count else { return false }
    UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[0..<text.count]).copyMemory(from: text)
    do throws(DecodeFailure) {
      return try payload.values.scan(scratch.filled(text.count))
    } catch {
      return false
    }
  }

  /// A user, or a connected application; for a token the application that asked for it. In other
  /// entries the client in the payload is what was changed.
  private func readActor(_ client: Symbol, into event: inout APIEvent) throws(DecodeFailure) {
    let name = MuleSoftCall.isNothing(fields.text(.userName)) ? Field?.none : .userName
    if !MuleSoftCall.isNothing(fields.text(.userID)) {
      event.user = fields.symbol(.userID, into: &event)
    } else if let name {
      event.user = fields.symbol(name, into: &event)
    }
    if !MuleSoftCall.isNothing(fields.text(.connectedApp)) {
      event.app = fields.symbol(.connectedApp, into: &event)
    } else if event.operation == .token {
      event.app = client
    }
    event.target = client == event.app ? .none : client
    event.credential = pairs.credential(application: event.app, user: event.user)
    guard !event.credential.isNone else {
      throw DecodeFailure("the entry names no user and no connected application")
    }
    event.credentialType = event.app.isNone ? .human : .oauthApp
    if event.app.isNone, let name { event.integration = fields.symbol(name, into: &event) }
    if event.app == client, !client.isNone, payload.has(.clientName) {
      event.integration = payload.symbol(.clientName, into: &event)
    }
  }

  private static func operation(_ word: UnsafeRawBufferPointer, ofApp: Bool) -> Operation {
    if word.contains(word: "revoke") { return ofApp ? .revoke : .permissionChange }
    if word.contains(word: "token") { return .token }
    if word.contains(word: "logout") { return .logout }
    if word.contains(word: "login") { return ofApp ? .token : .login }
    if word.contains(word: "permission") || word.contains(word: "scope")
      || word.contains(word: "role") || word.contains(word: "grant")
    {
      return .permissionChange
    }
    if word.startsWith("creat") || word.startsWith("add") { return .create }
    if word.startsWith("delet") || word.startsWith("remov") { return .delete }
    if word.startsWith("edit") || word.startsWith("updat") || word.startsWith("modif")
      || word.startsWith("rename") || word.startsWith("change")
    {
      return .update
    }
    if word.startsWith("deploy") || word.startsWith("undeploy") { return .deploy }
    if word.startsWith("export") { return .export }
    if word.startsWith("download") { return .download }
    if word.startsWith("upload") || word.startsWith("import") { return .upload }
    if word.startsWith("view") || word.startsWith("read") || word.startsWith("get") {
      return .read
    }
    return .other
  }

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    normalizer.set(id: fields.text(.id))
    guard (try? readPayload()) == true else { return }
    normalizer.set(.connectedApp, payload.text(.clientName))
    normalizer.set(.error, payload.text(.error))
    var scopes: [JSONValue] = []
    payload.values.forEachElement(payload.token(.scopes)) { element in
      let text = payload.text(element)
      for scope in text.split(whereSeparator: { $0 == 0x20 || $0 == 0x2C }) {
        scopes.append(
          .string(fields.context.textHidingSecret(UnsafeRawBufferPointer(rebasing: scope))))
      }
    }
    if !scopes.isEmpty { normalizer.out.set(.scopes, .array(scopes)) }
    var grants: [String] = []
    payload.values.forEachElement(payload.token(.grants)) { element in
      grants.append(fields.context.textHidingSecret(payload.text(element)))
    }
    normalizer.out.set(.grant, text: grants.joined(separator: " "))
  }
}
