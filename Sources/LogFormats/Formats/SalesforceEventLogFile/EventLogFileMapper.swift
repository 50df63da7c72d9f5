import SecurityModel

/// Makes an event of an Event Log File row, whatever container the row came in.
///
/// This file holds what all types share; `EventLogFileMapper+Who` tells who acts; `+API`,
/// `+Identity` and `+Data` hold the columns of their types.
final class EventLogFileMapper {
  let context: DecodeContext
  let symbols: SymbolTable
  let identities: IdentityMemo
  private let objectNames = ShortTextMemo()
  /// Columns that repeat from row to row. Behind a pointer so that the per-row path has no
  /// exclusivity checks.
  private let last: UnsafeMutablePointer<Memo>

  private struct Memo {
    var org = LastText()
    var version = LastText()
    var type = LastText()
    var day = LastDay()
    var typeSymbol = Symbol.none
    var kind = EventLogFileKind.other
    var defaultOrg = Symbol.none
  }

  init(_ context: DecodeContext) {
    self.context = context
    symbols = context.symbols
    identities = IdentityMemo(context.secrets)
    last = .allocate(capacity: 1)
    last.initialize(to: Memo())
    last.pointee.defaultOrg = context.symbols.intern(context.defaultOrg)
  }

  deinit {
    last.deinitialize(count: 1)
    last.deallocate()
  }

  /// Fills everything of `event` but `raw` and `dedupKey`.
  /// - Throws: `DecodeFailure` when the row has no type or no usable time.
  func fill(
    _ row: EventLogFileRow, into event: inout APIEvent
  ) throws(DecodeFailure) -> EventLogFileKind {
    let type = row[.eventType]
    guard !type.isEmpty else { throw DecodeFailure("EVENT_TYPE is empty") }
    let kind = kind(of: type)
    event.eventType = last.pointee.typeSymbol
    event.platform = .salesforce
    event.time = try time(row)
    let org = significant(row[.organizationId])
    event.org =
      org.isEmpty ? last.pointee.defaultOrg : last.pointee.org.symbol(of: org, in: context)
    if last.pointee.type.isHostile || !org.isEmpty && last.pointee.org.isHostile {
      event.flags.insert(.hostileText)
    }
    event.request = context.idHash(row[.requestId])
    event.session = context.secretHash(row.first(.sessionKey, .loginKey))
    event.duration = NumberText.milliseconds(row[.runTime])
    address(row[.clientIp], into: &event)
    version(row[.apiVersion], into: &event)
    if kind.countsAsCall { event.flags.insert(.countsAsCall) }
    if kind.isSecondary { event.flags.insert(.secondaryRow) }
    identity(row, kind, into: &event)
    // Nobody is named: at least calls of one session belong together.
    if event.credential.isNone, event.session != 0, kind.countsAsCall {
      event.credential = symbols.intern(KeyedHash.text(event.session))
      event.integration = event.credential
    }
    switch kind {
    case .restApi: rest(row, into: &event)
    case .apexRestApi:
      event.surface = .apexrest
      rest(row, into: &event)
    case .apiTotalUsage: totalUsage(row, into: &event)
    case .api: soap(row, into: &event)
    case .apexSoap: apexSoap(row, into: &event)
    case .bulkApi: bulkBatch(row, into: &event)
    case .bulkApiRequest: bulkRequest(row, into: &event)
    case .bulkApi2: bulkJob(row, into: &event)
    case .compositeApi, .compositeApiSubrequest: composite(row, kind, into: &event)
    case .metadataApiOperation: metadata(row, into: &event)
    case .uniqueQuery: uniqueQuery(row, into: &event)
    case .login: login(row, into: &event)
    case .loginAs, .salesforceLoginAs: loginAs(row, kind, into: &event)
    case .logout: logout(row, into: &event)
    case .permissionUpdate, .groupMembership: permission(row, kind, into: &event)
    case .insufficientAccess: insufficientAccess(row, into: &event)
    case .transactionSecurity: transactionSecurity(row, into: &event)
    case .report, .asyncReportRun: report(row, into: &event)
    case .reportExport: reportExport(row, into: &event)
    case .contentTransfer, .documentAttachmentDownloads: transfer(row, kind, into: &event)
    case .uri, .auraRequest: page(row, kind, into: &event)
    case .search: search(row, into: &event)
    case .apexCallout, .namedCredential, .externalODataCallout: callout(row, kind, into: &event)
    case .databaseSave: databaseSave(row, into: &event)
    case .packageInstall: packageInstall(row, into: &event)
    case .waveDownload: waveDownload(row, into: &event)
    case .other: other(row, into: &event)
    }
    // The steps of a login are neither success nor failure, whatever the request was.
    if kind != .login || row[.loginStatus].isEmpty {
      SalesforceOutcome.requestStatus(row[.requestStatus], into: &event)
    }
    event.tieBreak = TieBreak.make(for: event, symbols: symbols)
    return kind
  }

  /// The kind of the row's type, remembered from the row before.
  @inline(__always)
  private func kind(of type: UnsafeRawBufferPointer) -> EventLogFileKind {
    let symbol = last.pointee.type.symbol(of: type, in: context)
    if symbol != last.pointee.typeSymbol {
      last.pointee.typeSymbol = symbol
      last.pointee.kind = EventLogFileKind(eventType: type)
    }
    return last.pointee.kind
  }

  /// Types unknown to us: the common columns, and a path if there is one.
  private func other(_ row: EventLogFileRow, into event: inout APIEvent) {
    path(row[.uri], method: HTTPMethod(row.first(.method, .httpMethod)), into: &event)
    event.status = NumberText.httpStatus(row[.statusCode])
    SalesforceOutcome.http(event.status, into: &event)
    event.rows = NumberText.count(row[.rowsProcessed])
    objects(row[.entityName], into: &event)
  }

  // MARK: - Shared columns

  private func time(_ row: EventLogFileRow) throws(DecodeFailure) -> Timestamp {
    if let time = last.pointee.day.time(of: row[.timestampDerived]) { return time }
    // The short form rounds or cuts its fraction, so it is only the second choice. Plain numbers
    // aren't taken for epoch times: a broken date must not become some other date.
    let short = row[.timestamp]
    if let time = TimestampParser.compact(short) ?? TimestampParser.rfc3339(short) { return time }
    throw DecodeFailure("neither TIMESTAMP_DERIVED nor TIMESTAMP holds a time")
  }

  @inline(__always)
  private func address(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if text.isEmpty { return }
    if let ip = IPAddress(text) ?? IPAddress(UserAgentReader.trimmed(text)) {
      event.ip = ip
    } else if text.startsWith("salesforce.com") {
      event.flags.insert(.internalAddress)
    }
  }

  /// Sets the address from the first of two columns that holds one.
  func address(
    preferring first: UnsafeRawBufferPointer, over second: UnsafeRawBufferPointer,
    into event: inout APIEvent
  ) {
    event.ip = .none
    event.flags.remove(.internalAddress)
    address(first, into: &event)
    if !event.ip.isPresent { address(second, into: &event) }
    if event.ip.isPresent { event.flags.remove(.internalAddress) }
  }

  /// `62.0`; values such as `9998.0` mean "not an API" and are left out.
  @inline(__always)
  private func version(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) {
    guard Self.isVersion(text) else { return }
    event.apiVersion = last.pointee.version.symbol(of: text, in: context)
  }

  /// True for versions below 1000 of the form `62.0` or `62`.
  static func isVersion(_ text: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    while i < text.count, text[i].isDigit { i &+= 1 }
    guard i >= 1, i <= 3 else { return false }
    if i == text.count { return true }
    guard text[i] == 0x2E, text.count &- i <= 3 else { return false }
    return text.cut(from: i &+ 1).isDigits
  }

  /// An id without the checksum of its 18-character form.
  @inline(__always)
  func significant(_ id: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    id.count == 18
      ? UnsafeRawBufferPointer(rebasing: id[0..<CredentialKey.significantLength(id)]) : id
  }

  /// The symbol of an id on its significant characters.
  @inline(__always)
  func id(_ text: UnsafeRawBufferPointer) -> Symbol {
    text.isEmpty ? .none : context.symbol(significant(text))
  }

  /// The symbol of a text that others choose; notes hostile characters.
  func symbol(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) -> Symbol {
    note(text, into: &event.flags)
    return context.symbol(text)
  }

  /// The symbol of an id that others choose; notes hostile characters.
  func id(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) -> Symbol {
    symbol(significant(text), into: &event)
  }

  /// Flags control and bidi characters of a text that others choose.
  @inline(__always)
  func note(_ text: UnsafeRawBufferPointer, into flags: inout APIEvent.Flags) {
    if HostileText.isPresent(in: text) { flags.insert(.hostileText) }
  }

  /// Adds the object names of a column; several are separated by commas or semicolons.
  @inline(__always)
  func objects(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if text.isEmpty { return }
    let known = objectNames.reading(of: text) {
      // One name, nothing around it.
      guard text.index(of: 0x2C) == nil, text.index(of: 0x3B) == nil,
        UserAgentReader.trimmed(text).count == text.count
      else { return nil }
      return .init(symbol: context.symbol(text), isHostile: HostileText.isPresent(in: text))
    }
    guard let known else {
      objectList(text, into: &event)
      return
    }
    event.addObject(known.symbol)
    if known.isHostile { event.flags.insert(.hostileText) }
  }

  private func objectList(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) {
    var start = 0
    var i = 0
    while i <= text.count {
      if i == text.count || text[i] == 0x2C || text[i] == 0x3B {
        let name = UserAgentReader.trimmed(text.cut(start, i))
        event.addObject(symbol(name.cut(0, 80), into: &event))
        start = i &+ 1
      }
      i &+= 1
    }
  }

  /// Reads a URI when it is a path; the words `Api`, `CALLOUT-LOG`, `APEXSOAP`, `N/A` are none.
  @inline(__always)
  func path(
    _ uri: UnsafeRawBufferPointer, method: HTTPMethod, into event: inout APIEvent
  ) {
    event.method = method
    guard let first = uri.first, first == 0x2F || uri.startsWith("http") else { return }
    PathReader.read(uri, method: method, context: context, into: &event)
  }

  /// Reads a query text.
  @inline(__always)
  func query(_ text: UnsafeRawBufferPointer, into event: inout APIEvent) {
    if text.isEmpty { return }
    QueryReader.read(text, context: context, into: &event)
  }
}
