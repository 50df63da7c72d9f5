import SecurityModel

/// Rows of reports, files, pages, searches and calls that leave the org.
extension EventLogFileMapper {
  /// `Report`, `AsyncReportRun`.
  func report(_ row: EventLogFileRow, into event: inout APIEvent) {
    let origin = row[.origin]
    let rendering = row[.renderingType]
    // `X` Excel, `C` CSV; Lightning exports leave it empty and are named by their origin.
    let isExport =
      rendering.isWord("x") || rendering.isWord("c") || origin.startsWith("reportexport")
    path(row[.uri], method: .none, into: &event)
    event.operation = isExport ? .export : .report
    event.surface = origin.contains(word: "api") ? .rest : .report
    event.rows = NumberText.count(row[.rowCount])
    let width = NumberText.count(row[.averageRowSize])
    if event.rows >= 0, width >= 0 {
      let (size, overflow) = event.rows.multipliedReportingOverflow(by: width)
      if !overflow { event.responseBytes = size }
    }
    objects(row[.entityName], into: &event)
  }

  /// `ReportExport`: neither rows nor a format. An export from a result page makes a `Report` row
  /// as well, therefore `secondaryRow`.
  func reportExport(_ row: EventLogFileRow, into event: inout APIEvent) {
    path(row[.uri], method: .none, into: &event)
    event.surface = .report
    event.operation = .export
    event.rows = -1
    if event.outcome == .unknown { event.outcome = .success }
  }

  /// `ContentTransfer`, `DocumentAttachmentDownloads`: files, without address and session.
  func transfer(_ row: EventLogFileRow, _ kind: EventLogFileKind, into event: inout APIEvent) {
    event.surface = .ui
    event.operation = .download
    event.outcome = .success
    if kind == .contentTransfer {
      let action = row[.transactionType]
      if action.startsWith("save") || action.contains(word: "upload") { event.operation = .upload }
      if action.endsWith("api") { event.surface = .rest }
      event.endpoint = symbol(action.cut(0, 200), into: &event)
      event.responseBytes = NumberText.count(row[.sizeBytes])
      event.addObject(symbols.intern("ContentVersion"))
    } else {
      // Key prefixes: `00P` attachment, `015` document.
      let file = row[.entityId]
      event.addObject(symbols.intern(file.startsWith("00p") ? "Attachment" : "Document"))
    }
  }

  /// `URI` (Classic pages), `AuraRequest` (Lightning).
  func page(_ row: EventLogFileRow, _ kind: EventLogFileKind, into event: inout APIEvent) {
    path(row[.uri], method: HTTPMethod(row.first(.requestMethod, .method)), into: &event)
    event.surface = kind == .auraRequest ? .aura : .ui
  }

  /// `Search`.
  func search(_ row: EventLogFileRow, into event: inout APIEvent) {
    event.surface = .ui
    event.operation = .search
    event.rows = NumberText.count(row[.numResults])
    note(row[.searchQuery], into: &event.flags)
    event.outcome = .success
  }

  /// `ApexCallout`, `NamedCredential`, `ExternalODataCallout`: the org calls others.
  func callout(_ row: EventLogFileRow, _ kind: EventLogFileKind, into event: inout APIEvent) {
    switch kind {
    case .externalODataCallout:
      event.rows = NumberText.count(row[.rows])
      event.responseBytes = NumberText.count(row[.bytes])
      event.duration = NumberText.milliseconds(row[.totalMs])
      objects(row[.entity], into: &event)
      SalesforceOutcome.boolean(row[.status], into: &event)
    case .namedCredential:
      event.endpoint = symbol(row[.namedCredentialName].cut(0, 200), into: &event)
      event.target = event.endpoint
    default:
      // Not `path`: the URL is another system's. Its template is kept, its meaning isn't.
      var foreign = APIEvent()
      event.method = HTTPMethod(row[.method])
      PathReader.read(row[.url], method: event.method, context: context, into: &foreign)
      event.endpoint = foreign.endpoint
      event.flags.formUnion(foreign.flags.intersection([.carriedSecret, .hostileText]))
      // Never with the user name and password that may stand before the host.
      let authority = RequestTarget(row[.url]).authority
      let host = authority.cut(from: authority.lastIndex(of: 0x40).map { $0 + 1 } ?? 0)
      event.target = symbol(host.cut(0, 200), into: &event)
      let time = NumberText.milliseconds(row[.time])
      if time >= 0 { event.duration = time }
      event.responseBytes = NumberText.count(row[.responseSize])
      event.status = NumberText.httpStatus(row[.statusCode])
      SalesforceOutcome.http(event.status, into: &event)
      if event.status == 0 { SalesforceOutcome.boolean(row[.success], into: &event) }
    }
    event.surface = .unknown
    event.operation = .callout
  }

  /// `DatabaseSave`: a sample, so the number of rows is an estimate.
  func databaseSave(_ row: EventLogFileRow, into event: inout APIEvent) {
    event.operation = SalesforceWords.operation(ofChange: row[.dmlType])
    path(row[.uri], method: .none, into: &event)
    let rows = NumberText.count(row[.numRows])
    let factor = max(1, NumberText.count(row[.sampleFactor]))
    let (estimate, overflow) = rows.multipliedReportingOverflow(by: factor)
    event.rows = rows < 0 || overflow ? rows : estimate
    if factor > 1 { event.flags.insert(.rowsEstimated) }
  }

  /// `WaveDownload`: analytics data taken out.
  func waveDownload(_ row: EventLogFileRow, into event: inout APIEvent) {
    path(row[.uri], method: .none, into: &event)
    event.surface = .ui
    event.operation = .export
    event.rows = NumberText.count(row[.numberOfRecords])
    event.outcome = .success
  }
}
