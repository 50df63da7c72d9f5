import SecurityModel

/// Makes events of OCSF records. This file holds what the classes share; `+Who` tells who acts,
/// `+Call` and `+Access` hold the fields of their classes.
final class OCSFMapper: JSONMapper {
  static let map = JSONFieldMap(OCSFField.self, spelling: .folded)

  let fields: JSONFields<OCSFField>
  let context: DecodeContext
  /// A path and its query string as one target.
  let target = ScratchBuffer(capacity: 32 << 10)
  let operations = OCSFWords.makeOperationTable()
  let identities: IdentityMemo
  private let scopes = ScopeText()
  /// What the names of products, services and operations mean.
  private let products = WordMemo()
  let services = WordMemo()
  let verbs = WordMemo()
  private let typeNames: (api: Symbol, authentication: Symbol, access: Symbol)

  init(_ context: DecodeContext) {
    self.context = context
    fields = JSONFields(context, Self.map)
    identities = IdentityMemo(context.secrets)
    typeNames = (
      context.symbols.intern(OCSFKind.apiActivity.name),
      context.symbols.intern(OCSFKind.authentication.name),
      context.symbols.intern(OCSFKind.userAccess.name)
    )
  }

  /// Told by the class and the frame around it; other classes may stand between.
  static func judge(_ values: JSONValues<OCSFField>) -> FormatMatch? {
    guard let kind = OCSFKind(values), values.has(.classUID) || values.has(.typeUID),
      values.has(.time) || values.has(.originalTime)
    else { return nil }
    let marks: [OCSFField] = [.categoryUID, .typeUID, .activityID, .version, .product]
    guard marks.count(where: { values.has($0) }) >= 2 else { return nil }
    if case .other = kind { return FormatMatch.none }
    return FormatMatch(confidence: 0.96, reason: "class_uid and the frame of an OCSF event")
  }

  func fill(_ event: inout APIEvent) throws(DecodeFailure) {
    guard let kind = OCSFKind(fields.values) else {
      throw DecodeFailure("no class_uid, class_name or type_uid: not an OCSF event")
    }
    try fill(&event, kind)
  }

  /// Fills the event from the record that was scanned last.
  /// - Throws: `DecodeFailure` for a record without time or identity.
  func fill(_ event: inout APIEvent, _ kind: OCSFKind) throws(DecodeFailure) {
    guard let time = fields.time(.time) ?? fields.time(.originalTime) else {
      throw DecodeFailure(
        fields.has(.time) ? "`time` is not a time" : "the required field `time` is missing",
        column: fields.has(.time) ? fields.values.column(of: .time) : 0)
    }
    event.time = time
    event.platform = platform(into: &event)
    event.org = significantSymbol(.tenant, into: &event)
    if let ip = fields.address(.address) { event.ip = ip }
    event.country = fields.steadySymbol(.country, place: 0, into: &event)
    event.apiVersion = fields.steadySymbol(.apiVersion, place: 1, into: &event)
    UserAgentReader.read(fields.text(.userAgent), context: context, into: &event)
    event.duration = NumberText.milliseconds(fields.values.text(.duration, or: .httpLatency))
    event.responseBytes = fields.count(.httpLength)
    event.request = context.idHash(fields.values.text(.requestUID, or: .httpRequestUID))
    if fields.values.bool(.isMFA) == true || fields.values.bool(.actorIsMFA) == true {
      event.flags.insert(.mfa)
    }
    switch kind {
    case .apiActivity, .other:
      event.eventType = typeNames.api
      try callIdentity(into: &event)
      call(into: &event)
    case .authentication:
      event.eventType = typeNames.authentication
      try subjectIdentity(into: &event)
      authentication(into: &event)
    case .userAccess:
      event.eventType = typeNames.access
      try callIdentity(into: &event)
      access(into: &event)
    }
    result(into: &event)
    if fields.has(.scopes) {
      fields.values.forEachElement(fields.token(.scopes)) { scopes.add(fields.text($0), context) }
      event.scopes = scopes.take(context)
    }
    // The request id stands in where the event has none of its own.
    JSONEventID.set(fields.values.text(.uid, or: .requestUID), into: &event)
  }

  /// The platform of the product, else of its vendor, else of the URL. Salesforce owns MuleSoft,
  /// so the product comes first.
  private func platform(into event: inout APIEvent) -> Platform {
    for place in 2...3 {
      let field = place == 2 ? OCSFField.product : .vendor
      let symbol = fields.steadySymbol(field, place: place, into: &event)
      let number = products.meaning(of: symbol) {
        OCSFWords.platform(of: fields.text(field)).rawValue
      }
      if let said = Platform(rawValue: number), said != .generic { return said }
    }
    let target = requestTarget()
    if target.isEmpty { return .generic }
    var probe = APIEvent()
    PathReader.read(target, method: .none, context: context, into: &probe)
    return probe.platform
  }

  // MARK: - Result

  /// Status and outcome: `status_id`, else the word, else the codes of the answer.
  private func result(into event: inout APIEvent) {
    event.status = NumberText.httpStatus(fields.text(.responseCode))
    if event.status == 0 { event.status = NumberText.httpStatus(fields.text(.httpCode)) }
    if event.status == 0 { event.status = NumberText.httpStatus(fields.text(.statusCode)) }
    if let said = said() {
      event.outcome = said
    } else if event.status != 0 {
      event.outcome = StatusReader.outcome(of: event.status)
    } else if !fields.text(.responseError).isEmpty {
      event.outcome = .failure
    }
    guard event.outcome == .failure else { return }
    event.failure = StatusReader.failure(
      of: event.status, operation: event.operation, surface: event.surface)
    // What an error code says is nearer to the cause than its HTTP status.
    reason(.responseError, into: &event)
    reason(.statusCode, into: &event)
    reason(.statusDetail, into: &event)
    reason(.responseMessage, into: &event)
    reason(.message, into: &event)
    if event.failure == .none { event.failure = .other }
  }

  private func reason(_ field: OCSFField, into event: inout APIEvent) {
    guard event.failure == .none || event.failure == .other else { return }
    let text = fields.text(field)
    if text.isEmpty || text.isDigits { return }
    var kind = StatusReader.failure(ofCode: text)
    if kind == .other {
      kind =
        event.surface == .login || event.surface == .oauth
        ? SalesforceSentence.loginFailure(text) : SalesforceOutcome.kind(ofMessage: text)
    }
    event.failure = kind
  }

  private func said() -> Outcome? {
    switch fields.count(.statusID) {
    case 1: return .success
    case 2: return .failure
    default: return StatusReader.outcome(ofWord: fields.text(.status))
    }
  }

  // MARK: - Shared

  /// The symbol of an id, on its significant characters where it is Salesforce's.
  func significantSymbol(_ field: OCSFField, into event: inout APIEvent) -> Symbol {
    let text = fields.text(field)
    if fields.token(field).isSpecial { fields.noteHostile(text, into: &event) }
    guard event.platform == .salesforce else { return context.symbol(text) }
    return context.symbol(text.cut(0, CredentialKey.significantLength(text)))
  }

  /// The request target: the whole URL, or its path and query string put together.
  func requestTarget() -> UnsafeRawBufferPointer {
    let whole = fields.text(.urlText)
    if !whole.isEmpty { return whole }
    let text = fields.text(.url)
    if !text.isEmpty { return text }
    var n = 0
    func add(_ bytes: UnsafeRawBufferPointer) {
      let kept = bytes.cut(0, target.bytes.count - n)
      UnsafeMutableRawBufferPointer(rebasing: target.bytes[n..<n + kept.count])
        .copyMemory(from: kept)
      n += kept.count
    }
    let path = fields.text(.urlPath)
    if path.isEmpty { return path }
    let hasQuery = path.index(of: 0x3F) != nil
    add(path)
    let query = fields.text(.urlQuery)
    if !query.isEmpty, !hasQuery, n < target.bytes.count {
      if query.first != 0x3F {
        target.bytes[n] = 0x3F
        n += 1
      }
      add(query)
    }
    return target.filled(n)
  }

  // MARK: - Full record

  /// Adds to the full record what the event doesn't hold.
  func describe(_ normalizer: inout JSONRecordNormalizer) {
    let event = normalizer.event
    normalizer.set(id: fields.values.text(.uid, or: .requestUID))
    normalizer.set(requestID: fields.values.text(.requestUID, or: .httpRequestUID))
    normalizer.set(query: fields.values.text(.query, or: .requestQuery))
    normalizer.set(uri: requestTarget())
    normalizer.set(statusWord: fields.text(.status))
    if event.outcome == .failure {
      let code = fields.values.text(.responseError, or: .statusDetail)
      normalizer.set(.error, code.isEmpty ? fields.text(.responseMessage) : code)
    }
    normalizer.set(.loginType, fields.text(.logonType))
    normalizer.set(.grant, fields.text(.authProtocol))
    normalizer.set(.tlsVersion, fields.text(.tlsVersion))
    objects(&normalizer)
    var scopes: [JSONValue] = []
    fields.values.forEachElement(fields.token(.scopes)) { element in
      let text = fields.text(element)
      if !text.isEmpty { scopes.append(.string(context.textHidingSecret(text))) }
    }
    if !scopes.isEmpty { normalizer.out.set(.scopes, .array(scopes)) }
  }

  /// `objects`, with those that the event has no room for, and `record_ids`.
  private func objects(_ normalizer: inout JSONRecordNormalizer) {
    var names: [JSONValue] = []
    var ids: [JSONValue] = []
    forEachResource { resource in
      let name = resource.object
      let text = context.textHidingSecret(name.cut(0, 80))
      if !text.isEmpty, !names.contains(.string(text)) { names.append(.string(text)) }
      if !resource.id.isEmpty {
        ids.append(.string(context.textHidingSecret(resource.id.cut(0, 128))))
      }
    }
    if normalizer.event.flags.contains(.moreObjects) {
      normalizer.out.set(.objects, .array(names))
    }
    if !ids.isEmpty { normalizer.out.set(.recordIDs, .array(ids)) }
  }
}
