import SecurityModel

/// Makes the full record of a Salesforce record: normalized fields first, then what the source
/// wrote under its own names, for rules that match those.
///
/// Samples of records (`Records`) are other people's data and are never written.
struct SalesforceRecordNormalizer {
  private let event: APIEvent
  private let context: DecodeContext
  private var normalizer: JSONRecordNormalizer

  init(_ event: APIEvent, _ context: DecodeContext) {
    self.event = event
    self.context = context
    normalizer = JSONRecordNormalizer(event, context)
  }

  /// Sets the normalized fields that the event can't hold.
  mutating func describe(_ row: SalesforceRow) {
    normalizer.set(query: row[.query])
    normalizer.set(
      uri: event.surface == .ui ? row.first(.pageURL, .uri) : row.first(.uri, .pageURL))
    normalizer.set(requestID: row[.requestIdentifier])
    setID(row)
    job(row)
    objects(row)
    normalizer.set(statusWord: row.first(.status, .operationStatus))
    if !row[.errorCode].isEmpty, event.outcome == .failure {
      normalizer.set(.error, row[.errorCode])
    }
    if !row[.recordID].isEmpty {
      normalizer.out.set(
        .recordIDs, .array([.string(context.textHidingSecret(row[.recordID].cut(0, 64)))]))
    }
    login(row)
    change(row)
  }

  private mutating func setID(_ row: SalesforceRow) {
    normalizer.set(id: row[.eventIdentifier])
    if normalizer.out[.id] == nil {
      let id = row[.id]
      normalizer.set(id: id.cut(0, CredentialKey.significantLength(id)))
    }
  }

  /// The job of which this record is a part, under the name that gives its hash again.
  private mutating func job(_ row: SalesforceRow) {
    guard event.job != 0 else { return }
    if PathCall.jobHash(row[.executionIdentifier], context) == event.job {
      normalizer.out.set(.jobID, text: context.textHidingSecret(row[.executionIdentifier]))
      return
    }
    var name = SalesforceQueryRun.name(of: event, query: row[.query], context)
    let isRun = withUnsafeBytes(of: &name) { PathCall.jobHash($0, context) == event.job }
    guard isRun else { return }
    let text = withUnsafeBytes(of: &name) { String(decoding: $0, as: UTF8.self) }
    normalizer.out.set(.jobID, text: text)
  }

  /// `objects`, with those that the event has no room for.
  private mutating func objects(_ row: SalesforceRow) {
    guard event.flags.contains(.moreObjects) else { return }
    var names = (0..<Int(event.objectCount)).map { context.symbols.text(of: event.objects[$0]) }
    SalesforceList.forEach(row.first(.queriedEntities, .requestedEntities)) { name in
      let text = context.symbols.text(of: context.symbolHidingSecret(name.cut(0, 80)))
      if !text.isEmpty, !names.contains(text) { names.append(text) }
    }
    normalizer.out.set(.objects, .array(names.prefix(1_000).map { .string($0) }))
  }

  private mutating func login(_ row: SalesforceRow) {
    normalizer.set(.loginType, row[.loginType])
    normalizer.set(.loginSubType, row[.loginSubType])
    if event.surface == .oauth { normalizer.set(.grant, row[.loginSubType]) }
    normalizer.set(.tlsVersion, row[.tlsProtocol])
  }

  private mutating func change(_ row: SalesforceRow) {
    guard event.surface == .config else { return }
    let what = row.first(.display, .permissionList)
    if !what.isEmpty {
      let text = SecretText.masked(what, context: context)
      normalizer.out.set(.change, .object([.init("what", .string(text))]))
    }
    if row[.section].startsWith("connected app") {
      normalizer.set(.connectedApp, SalesforceSetupWords.application(in: row[.display]))
    }
  }

  /// The full record, with the source's `members` behind the normalized fields.
  mutating func finish(_ members: [JSONValue.Member]) -> NormalizedEvent {
    normalizer.out.fill(from: event)
    let secrets = JSONSecrets(context: context, personal: ["sessionkey", "loginkey"])
    for member in members where member.value != .null && member.value != "" {
      if JSONSecrets.folded(member.name) == "records" { continue }
      normalizer.out.add(
        source: secrets.safe(name: member.name), secrets.masked(member.name, member.value))
    }
    return normalizer.out.event
  }
}
