import SecurityModel

/// One record with its fields resolved, whatever the container was.
typealias SalesforceRow = ColumnRow<SalesforceField>

/// Makes an event of a Salesforce record: real-time event, login history or setup audit trail.
///
/// This file holds what all kinds share; `+Who` tells who acts; `+API`, `+Login`, `+Change` and
/// `+Threat` hold the fields of their kinds. Credentials are those of Event Log Files: ids count
/// with their first 15 characters.
final class SalesforceRecordMapper {
  let context: DecodeContext
  let symbols: SymbolTable
  let identities: IdentityMemo
  /// What the actions of setup audit trails mean.
  let actions = WordMemo()
  /// Fields that repeat from record to record. Behind a pointer so that the per-record path has
  /// no exclusivity checks.
  private let last: UnsafeMutablePointer<Memo>

  private struct Memo {
    var org = LastText()
    var version = LastText()
    var type = LastText()
    var day = LastDay()
    var typeSymbol = Symbol.none
    var eventType = Symbol.none
    var kind = SalesforceRecordKind.other
    var defaultOrg = Symbol.none
  }

  /// Event types of the kinds that fields told.
  private let typeNames: [Symbol]

  init(_ context: DecodeContext) {
    self.context = context
    symbols = context.symbols
    identities = IdentityMemo(context.secrets)
    last = .allocate(capacity: 1)
    last.initialize(to: Memo())
    last.pointee.defaultOrg = context.symbols.intern(context.defaultOrg)
    typeNames = SalesforceRecordKind.allCases.map { context.symbols.intern($0.name) }
  }

  deinit {
    last.deinitialize(count: 1)
    last.deallocate()
  }

  /// Fills everything of `event` but `raw` and `dedupKey`.
  ///
  /// - Parameter has: whether the record has a field, even if it is null.
  /// - Throws: `DecodeFailure` when nothing tells the record's type, time or identity.
  func fill(
    _ row: SalesforceRow, has: (SalesforceField) -> Bool, into event: inout APIEvent
  ) throws(DecodeFailure) -> SalesforceRecordKind {
    let kind = try kind(row, has, into: &event)
    event.platform = .salesforce
    event.time = try time(row, kind)
    organization(row, into: &event)
    event.request = context.idHash(row[.requestIdentifier])
    event.session = context.secretHash(row.first(.sessionKey, .loginKey))
    event.duration = NumberText.milliseconds(row[.elapsedTime])
    address(row[.sourceIP], into: &event)
    version(row[.apiVersion], into: &event)
    if kind.countsAsCall { event.flags.insert(.countsAsCall) }
    if kind.isThreat { event.flags.insert(.secondaryRow) }
    try identity(row, kind, into: &event)
    switch kind {
    case .api: apiCall(row, into: &event)
    case .bulkApiResult: bulkResult(row, into: &event)
    case .bulkApi2Job: bulkJob(row, into: &event)
    case .report: report(row, into: &event)
    case .listView: listView(row, into: &event)
    case .uri, .lightningUri: page(row, kind, into: &event)
    case .file: file(row, into: &event)
    case .login, .loginHistory: login(row, into: &event)
    case .loginAs: loginAs(row, into: &event)
    case .logout: logout(into: &event)
    case .identityVerification: verification(row, into: &event)
    case .identityProvider: identityProvider(row, into: &event)
    case .permissionSet: permissionSet(row, into: &event)
    case .setupAudit: setupAudit(row, into: &event)
    case .apiAnomaly, .reportAnomaly, .sessionHijacking, .credentialStuffing, .guestUserAnomaly,
      .loginAnomaly, .universalAnomaly:
      threat(row, kind, into: &event)
    case .other: other(row, into: &event)
    }
    SalesforceSentence.policy(row[.policyOutcome], into: &event)
    event.tieBreak = TieBreak.make(for: event, symbols: symbols)
    return kind
  }

  // MARK: - Type

  /// The kind and `eventType` of a record: named, or told by its fields.
  @inline(__always)
  private func kind(
    _ row: SalesforceRow, _ has: (SalesforceField) -> Bool, into event: inout APIEvent
  ) throws(DecodeFailure) -> SalesforceRecordKind {
    var type = row.first(.attributesType, .channel)
    if type.isEmpty {
      // A column that an export added; it may hold words of the exporter's own.
      type = row[.eventType]
      if type.isEmpty || SalesforceRecordKind(type: type) == nil {
        return try unnamed(row, has, into: &event)
      }
    }
    let symbol = last.pointee.type.symbol(of: type, in: context)
    if symbol != last.pointee.typeSymbol { remember(type, symbol) }
    if last.pointee.type.isHostile { event.flags.insert(.hostileText) }
    event.eventType = last.pointee.eventType
    return last.pointee.kind
  }

  private func remember(_ type: UnsafeRawBufferPointer, _ symbol: Symbol) {
    last.pointee.typeSymbol = symbol
    last.pointee.kind = SalesforceRecordKind(type: type) ?? .other
    last.pointee.eventType =
      last.pointee.kind == .other
      ? context.symbol(SalesforceRecordKind.stem(type))
      : typeNames[Int(last.pointee.kind.rawValue)]
  }

  @inline(never)
  private func unnamed(
    _ row: SalesforceRow, _ has: (SalesforceField) -> Bool, into event: inout APIEvent
  ) throws(DecodeFailure) -> SalesforceRecordKind {
    guard let kind = SalesforceRecordKind(fields: has) else {
      throw DecodeFailure(
        has(.errorCode) && has(.errorMessage)
          ? "an error answer of Salesforce, not an event"
          : "no type, and no fields of a Salesforce record")
    }
    event.eventType = typeNames[Int(kind.rawValue)]
    return kind
  }

  /// Types unknown to us: the common fields, and what some of their own surely mean.
  private func other(_ row: SalesforceRow, into event: inout APIEvent) {
    event.operation = SalesforceSentence.operation(row[.operation])
    event.surface = SalesforceSentence.surface(ofAPIType: row[.apiType])
    path(row.first(.uri, .pageURL), into: &event)
    objects(row[.queriedEntities], into: &event)
    event.rows = NumberText.count(row.first(.rowsReturned, .rowsProcessed))
    SalesforceSentence.outcome(row.first(.status, .operationStatus), into: &event)
  }

  // MARK: - Shared fields

  /// When it happened. `CreatedDate`, seconds later, only stands in.
  private func time(
    _ row: SalesforceRow, _ kind: SalesforceRecordKind
  ) throws(DecodeFailure) -> Timestamp {
    switch kind {
    case .loginHistory:
      if let time = time(of: row.first(.loginTime, .eventDate)) { return time }
      throw DecodeFailure("LoginTime is missing or not a time")
    case .setupAudit:
      if let time = time(of: row.first(.createdDate, .eventDate)) { return time }
      throw DecodeFailure("CreatedDate is missing or not a time")
    default:
      if let time = time(of: row.first(.eventDate, .createdDate)) { return time }
      throw DecodeFailure("EventDate is missing or not a time")
    }
  }

  private func time(of text: UnsafeRawBufferPointer) -> Timestamp? {
    if let time = last.pointee.day.time(of: text) { return time }
    return TimeText.read(text) ?? SalesforceLocalTime.read(text)
  }

  private func organization(_ row: SalesforceRow, into event: inout APIEvent) {
    let org = significant(row[.organizationID])
    guard !org.isEmpty else {
      event.org = last.pointee.defaultOrg
      return
    }
    event.org = last.pointee.org.symbol(of: org, in: context)
    if last.pointee.org.isHostile { event.flags.insert(.hostileText) }
  }

  /// An address, or the words that stand for calls made inside Salesforce.
  @inline(__always)
  func address(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if text.isEmpty { return }
    if let ip = AddressReader.read(text) {
      event.ip = ip
    } else if text.startsWith("salesforce.com") {
      event.flags.insert(.internalAddress)
    }
  }

  /// `62.0`: text, or a number that may have lost its fraction.
  @inline(__always)
  private func version(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) {
    guard EventLogFileMapper.isVersion(text) else { return }
    if text.count <= 3 {
      var whole = InlineArray<8, UInt8>(repeating: 0x30)
      for i in 0..<text.count { whole[i] = text[i] }
      whole[text.count] = 0x2E
      event.apiVersion = withUnsafeBytes(of: whole) {
        last.pointee.version.symbol(of: $0.cut(0, text.count + 2), in: context)
      }
    } else {
      event.apiVersion = last.pointee.version.symbol(of: text, in: context)
    }
  }

  /// An id without the checksum of its 18-character form.
  @inline(__always)
  func significant(_ id: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    id.cut(0, CredentialKey.significantLength(id))
  }

  /// The symbol of a text that others choose; notes hostile characters.
  func symbol(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) -> Symbol {
    if HostileText.isPresent(in: text) { event.flags.insert(.hostileText) }
    return context.symbol(text)
  }

  /// The symbol of an id on its significant characters.
  func id(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) -> Symbol {
    text.isEmpty ? .none : symbol(significant(text), into: &event)
  }

  /// Adds the names of a list that is one text: `Contact, Account`.
  func objects(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) {
    SalesforceList.forEach(text) { name in
      event.addObject(symbol(name.cut(0, 80), into: &event))
    }
  }

  /// Reads a path or URL.
  func path(_ uri: UnsafeRawBufferPointer, into event: inout APIEvent) {
    guard let first = uri.first, first == 0x2F || uri.startsWith("http") else { return }
    PathReader.read(uri, method: .none, context: context, into: &event)
  }

  /// Reads a query text.
  @inline(__always)
  func query(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if text.isEmpty { return }
    QueryReader.read(text, context: context, into: &event)
  }
}
