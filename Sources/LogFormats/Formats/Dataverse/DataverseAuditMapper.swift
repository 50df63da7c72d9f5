import SecurityModel

/// Makes an event of an audit record of Dynamics 365 / Dataverse, or of a sign-in to it.
struct DataverseAuditMapper: JSONMapper {
  typealias Field = DataverseField

  /// The application that sign-ins to Dataverse are made to.
  static let dataverse: StaticString = "00000007-0000-0000-c000-000000000000"

  static let map = JSONFieldMap(Field.self, spelling: .folded)
  let fields: JSONFields<Field>
  private let pairs: CredentialPairs

  init(_ context: DecodeContext) {
    fields = JSONFields(context, Self.map)
    pairs = CredentialPairs(context)
  }

  /// Attribute values, and the name of the record that was touched.
  var personalNames: Set<String> {
    ["fields.value", "fields.newvalue", "fields.oldvalue", "primaryfieldvalue"]
  }

  // MARK: Whose is it

  /// What a record of the unified audit log is to us.
  enum Kind {
    case dataverse, signIn, otherWorkload, unknown
  }

  static func kind(_ values: JSONValues<Field>) -> Kind {
    let workload = values.text(.workload)
    if workload.isWord("crm") { return .dataverse }
    let type = values.text(.recordType)
    if type.isWord("21") || type.isWord("crm") { return .dataverse }
    let table = values.text(.tableName)
    if table.isWord("dataverseactivity") || table.isWord("dynamics365activity") {
      return .dataverse
    }
    if workload.isWord("azureactivedirectory") {
      return values.text(.operation).startsWith("userlogg")
        || values.text(.operation).startsWith("userlogin")
        ? (isToDataverse(values) ? .signIn : .otherWorkload) : .otherWorkload
    }
    let own: [Field] = [.uniqueName, .instanceURL, .systemUser, .contextID, .entityName, .message]
    if own.filter({ values.token($0).kind != .null }).count >= 2,
      values.has(.uniqueName) || values.has(.instanceURL)
        || (values.has(.entityName) && (values.has(.systemUser) || values.has(.contextID)))
    {
      return .dataverse
    }
    return workload.isEmpty && type.isEmpty ? .unknown : .otherWorkload
  }

  private static func isToDataverse(_ values: JSONValues<Field>) -> Bool {
    values.text(.objectID).isWord(dataverse)
      || values.token(.targets).bytes(in: values.record).contains(word: dataverse)
  }

  /// Records of other workloads may stand between ours, but ours must be there.
  static func judge(_ values: JSONValues<Field>) -> FormatMatch? {
    guard values.has(.time), values.has(.operation) || values.has(.message) else { return nil }
    switch kind(values) {
    case .dataverse:
      let marks: [Field] = [.workload, .recordType, .tableName, .message, .entityName, .uniqueName]
      let isSure = marks.filter(values.has).count >= 3
      return FormatMatch(
        confidence: isSure ? 0.95 : 0.8,
        reason: "audit records of the CRM workload with Message and EntityName")
    case .signIn:
      return FormatMatch(
        confidence: 0.9, reason: "sign-in records whose target is Dataverse")
    case .otherWorkload:
      return values.has(.userID) && values.has(.organization) ? FormatMatch.none : nil
    case .unknown: return nil
    }
  }

  // MARK: Event

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    let kind = Self.kind(fields.values)
    switch kind {
    case .dataverse, .signIn: break
    case .otherWorkload:
      throw DecodeFailure("an audit record of another Microsoft 365 workload than Dataverse")
    case .unknown:
      throw DecodeFailure("no audit record of Dataverse: neither Workload nor RecordType says so")
    }
    event.platform = .dataverse
    event.time = try fields.requiredTime(.time)
    event.org = fields.steadySymbol(
      fields.has(.organization) ? .organization : .tenant, place: 0, into: &event)
    readMessage(into: &event)
    try readActor(isSignIn: kind == .signIn, into: &event)
    readClient(into: &event)
    readSurface(into: &event)
    readResult(into: &event)
    event.request = fields.context.idHash(fields.text(.correlation))
    JSONEventID.set(fields.text(.id), into: &event)
  }

  /// `Operation` says `CrmDefaultActivity` for nearly everything: the message is what was done.
  private func readMessage(into event: inout APIEvent) {
    let isNamed = !isNothing(fields.text(.message))
    event.eventType = fields.steadySymbol(isNamed ? .message : .operation, place: 1, into: &event)
    event.endpoint = event.eventType
    event.operation = DataverseMessage.operation(fields.text(isNamed ? .message : .operation))
    let entity = fields.text(.entityName)
    if !isNothing(entity) {
      event.addObject(fields.steadySymbol(.entityName, place: 2, into: &event))
    }
    let query = fields.text(.query)
    if !isNothing(query) {
      if event.objectCount == 0 { addEntity(ofFetch: query, into: &event) }
      QueryReader.read(query, context: fields.context, into: &event)
    }
    if fields.token(.itemURL).isSpecial { fields.noteHostile(fields.text(.itemURL), into: &event) }
    event.rows = rows()
  }

  /// The entity of a FetchXML text: `<entity name="contact">`, single quotes as well.
  private func addEntity(ofFetch query: UnsafeRawBufferPointer, into event: inout APIEvent) {
    guard query.startsWith("<fetch") else { return }
    let mark: StaticString = "<entity name="
    let head = query.cut(0, 2_048)
    var i = 6
    while i + mark.utf8CodeUnitCount < head.count, !head.cut(from: i).startsWith(mark) { i += 1 }
    let start = i + mark.utf8CodeUnitCount + 1
    guard start < head.count, let end = head.index(of: head[start - 1], from: start) else { return }
    let name = head.cut(start, end)
    if PathShape.isName(name) { event.addObject(fields.context.symbols.intern(name)) }
  }

  /// Words that stand for no value.
  private func isNothing(_ text: UnsafeRawBufferPointer) -> Bool {
    text.isEmpty || text.isWord("n/a") || text.isWord("-") || text.isWord("null")
      || text.isWord("none")
  }

  /// Rows that a record without results touches: one for a plain `Retrieve`, else not known.
  private func rows() -> Int64 {
    let token = fields.token(.queryResults)
    let isList = token.kind == .array || token.kind == .object
    let results = isList ? token.bytes(in: fields.record) : fields.text(token)
    if isNothing(results) { return fields.text(.message).isWord("retrieve") ? 1 : -1 }
    return DataverseRows.count(results)
  }

  // MARK: Who

  private func readActor(
    isSignIn: Bool, into event: inout APIEvent
  ) throws(DecodeFailure) {
    let name = fields.text(.userID)
    if name.count >= 36, DataverseRows.isGUID(name.cut(0, 36)) {
      // An application user: `GUID@GUID`.
      event.app = fields.symbol(name.cut(0, 36), isSpecial: false, into: &event)
    } else if !isNothing(name), !name.isWord("unknown"), !name.isWord("not available") {
      event.user = fields.symbol(.userID, into: &event)
    }
    if event.user.isNone, event.app.isNone { event.user = otherUser(into: &event) }
    let context = fields.text(isSignIn ? .applicationID : .contextID)
    let isNamed = !isNothing(context) && !Self.isZero(context)
    let client =
      isNamed
      ? fields.symbol(isSignIn ? .applicationID : .contextID, into: &event) : Symbol.none
    if isSignIn, event.app.isNone { event.app = client }
    event.credential =
      event.app.isNone || isSignIn
      ? pairs.credential(application: client, user: event.user.isNone ? event.app : event.user)
      : event.app
    guard !event.credential.isNone else {
      throw DecodeFailure("the record names no user: UserId, UserUpn and SystemUserId are empty")
    }
    readType(into: &event)
  }

  private func otherUser(into event: inout APIEvent) -> Symbol {
    for field in [Field.userUPN, .systemUser, .userKey] {
      let text = fields.text(field)
      if isNothing(text) || Self.isZero(text) || text.isWord("not available") { continue }
      return fields.symbol(field, into: &event)
    }
    return .none
  }

  /// True for the GUID of zeros, which stands for nobody.
  private static func isZero(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count == 36 else { return false }
    for byte in text where byte != 0x30 && byte != 0x2D { return false }
    return true
  }

  private func readType(into event: inout APIEvent) {
    let type = fields.text(.userType)
    if !event.app.isNone || type.isWord("5") || type.isWord("6") || type.isWord("application")
      || type.isWord("serviceprincipal")
    {
      event.credentialType = .oauthApp
    } else if type.isWord("4") || type.isWord("system") {
      event.credentialType = .serviceAccount
    }
  }

  // MARK: From where, and how

  private func readClient(into event: inout APIEvent) {
    event.ip = fields.address(.clientIP) ?? .none
    if fields.has(.userAgent) {
      UserAgentReader.read(fields.text(.userAgent), context: fields.context, into: &event)
    } else if fields.token(.extraProperties).kind != .null {
      fields.values.pair(.extraProperties, named: "useragent") {
        UserAgentReader.read($0, context: fields.context, into: &event)
      }
    }
    if fields.token(.deviceProperties).kind != .null {
      fields.values.pair(.deviceProperties, named: "sessionid") {
        event.session = fields.context.secretHash($0)
      }
    }
    if !isNothing(fields.text(.serviceName)) {
      event.integration = fields.symbol(.serviceName, into: &event)
    } else if !isNothing(fields.text(.appName)) {
      event.integration = fields.symbol(.appName, into: &event)
    } else if !isBrowser(event) {
      event.integration = event.clientFamily
    }
  }

  private func isBrowser(_ event: borrowing APIEvent) -> Bool {
    fields.context.symbols.withBytes(of: event.userAgent) { $0.startsWith("mozilla/") }
  }

  /// The record doesn't say: sign-ins and people at a browser can be told, the rest are calls.
  private func readSurface(into event: inout APIEvent) {
    if event.operation == .login || event.operation == .logout {
      event.surface = .login
      return
    }
    let isInteractive = event.app.isNone && event.credentialType == .unknown && isBrowser(event)
    event.surface = isInteractive ? .ui : .rest
    if isInteractive { event.credentialType = .human }
  }

  private func readResult(into event: inout APIEvent) {
    let status = fields.text(.resultStatus)
    if status.isWord("partiallysucceeded") {
      event.outcome = .success
    } else {
      event.outcome = StatusReader.outcome(ofWord: status) ?? .unknown
    }
    if fields.text(.operation).isWord("userloginfailed") { event.outcome = .failure }
    if event.outcome == .failure {
      event.failure = event.operation == .login ? .badSecret : .other
    }
  }

  // MARK: Full record

  func describe(_ normalizer: inout JSONRecordNormalizer) {
    normalizer.set(id: fields.text(.id))
    normalizer.set(requestID: fields.text(.correlation))
    normalizer.set(statusWord: fields.text(.resultStatus))
    let query = fields.text(.query)
    if !isNothing(query) { normalizer.set(query: query) }
    normalizer.set(uri: fields.text(.itemURL))
    let record = fields.text(.entityID)
    if !isNothing(record), !Self.isZero(record) { normalizer.set(recordIDs: record) }
    if normalizer.out[.fields] == nil { describeFields(&normalizer) }
  }

  /// The attributes that were touched; their values are personal data.
  private func describeFields(_ normalizer: inout JSONRecordNormalizer) {
    let token = fields.token(.changedFields)
    let isText = token.kind == .string
    let text = isText ? fields.text(token) : token.bytes(in: fields.record)
    guard text.first == 0x5B, var names = Self.names(inPairs: text) else { return }
    names = names.filter { !$0.isEmpty && $0 != "*" && !$0.lowercased().hasPrefix("fields(") }
    guard !names.isEmpty, names.count <= QueryReader.wideFieldCount else { return }
    normalizer.out.set(.fields, .array(names.map { .string($0) }))
  }

  /// The names of a list of `{Name, Value}`, with the secrets among them hidden.
  private static func names(inPairs text: UnsafeRawBufferPointer) -> [String]? {
    let wrapped = Array(#"{"":"#.utf8) + Array(text) + [0x7D]
    guard let list = wrapped.withUnsafeBytes({ try? JSONTree.members(of: $0) })?.first?.value.array
    else { return nil }
    return list.compactMap { element in
      element.members?.first { JSONSecrets.folded($0.name) == "name" }?.value.string
    }
  }
}
