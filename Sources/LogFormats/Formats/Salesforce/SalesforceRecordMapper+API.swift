import SecurityModel

/// Calls of programs, and what people open: reports, lists, pages, files.
extension SalesforceRecordMapper {
  /// Rows up to this many fit one page of the smallest size that a caller may ask for, so no
  /// `queryMore` follows. Source: SOAP API Developer Guide, `QueryOptions.batchSize`.
  private static let smallestPage: Int64 = 200

  /// `ApiEvent`: only calls that read.
  func apiCall(_ row: SalesforceRow, into event: inout APIEvent) {
    event.surface = SalesforceSentence.surface(ofAPIType: row[.apiType])
    event.operation = SalesforceSentence.operation(row[.operation])
    query(row[.query], into: &event)
    objects(row[.queriedEntities], into: &event)
    event.rows = NumberText.count(row[.rowsReturned])
    if event.rows < 0 {
      event.rows = NumberText.count(row[.rowsProcessed])
      pages(row, into: &event)
    }
    SalesforceSentence.outcome(row[.operationStatus], into: &event)
  }

  /// `RowsProcessed` is the total of the whole query and comes again with each of its pages:
  /// what belongs to one run of a query shares a `job`, of which the maximum counts.
  private func pages(_ row: SalesforceRow, into event: inout APIEvent) {
    guard event.rows > Self.smallestPage,
      event.operation == .query || event.operation == .queryMore
    else { return }
    var name = SalesforceQueryRun.name(of: event, query: row[.query], context)
    event.job = withUnsafeBytes(of: &name) { PathCall.jobHash($0, context) }
    event.flags.insert(.rowsCumulative)
  }

  /// `BulkApiResultEvent`: the result of a bulk query was fetched. Neither rows nor job.
  func bulkResult(_ row: SalesforceRow, into event: inout APIEvent) {
    event.surface = .bulk
    event.operation = .jobResults
    event.flags.insert(.bulkQuery)
    query(row[.query], into: &event)
    objects(row[.queriedEntities], into: &event)
    SalesforceSentence.outcome(row[.operationStatus], into: &event)
  }

  /// `BulkApi2JobEvent`: its fields aren't documented yet.
  func bulkJob(_ row: SalesforceRow, into event: inout APIEvent) {
    event.surface = .bulk2
    event.operation = SalesforceSentence.operation(row[.operation])
    if event.operation == .query { event.flags.insert(.bulkQuery) }
    if event.operation == .query || event.operation == .other { event.operation = .jobStatus }
    query(row[.query], into: &event)
    objects(row[.queriedEntities], into: &event)
    event.rows = NumberText.count(row[.rowsProcessed])
    SalesforceSentence.outcome(row.first(.status, .operationStatus), into: &event)
  }

  /// `ReportEvent`. A large one comes in pieces, each with the total: the execution is their job.
  func report(_ row: SalesforceRow, into event: inout APIEvent) {
    let operation = row[.operation]
    let isExport = operation.contains(word: "export") || !row[.exportFileFormat].isEmpty
    event.operation = isExport ? .export : .report
    let isAPI =
      row[.eventSource].isWord("api") || operation.contains(word: "synchronousapi")
      || operation.endsWith("api")
    event.surface = isAPI ? .rest : .report
    objects(row[.queriedEntities], into: &event)
    event.rows = NumberText.count(row[.rowsProcessed])
    if event.rows >= 0 { execution(row, into: &event) }
  }

  /// `ListViewEvent`: in pieces like a report.
  func listView(_ row: SalesforceRow, into event: inout APIEvent) {
    event.operation = .list
    event.surface = row[.eventSource].isWord("api") ? .rest : .ui
    objects(row[.queriedEntities], into: &event)
    event.rows = NumberText.count(row[.rowsProcessed])
    if event.rows >= 0 { execution(row, into: &event) }
  }

  private func execution(_ row: SalesforceRow, into event: inout APIEvent) {
    event.job = PathCall.jobHash(row[.executionIdentifier], context)
    if event.job != 0 { event.flags.insert(.rowsCumulative) }
  }

  /// `UriEvent` (Classic) and `LightningUriEvent`. An action that was only `Initiated` has a
  /// second record for its end.
  func page(
    _ row: SalesforceRow, _ kind: SalesforceRecordKind, into event: inout APIEvent
  ) {
    event.operation = SalesforceSentence.operation(row[.operation])
    if kind == .lightningUri { event.duration = NumberText.milliseconds(row[.duration]) }
    path(row[.pageURL], into: &event)
    event.surface = .ui
    objects(row[.queriedEntities], into: &event)
    let status = row[.operationStatus]
    if status.isWord("initiated") { event.flags.insert(.secondaryRow) }
    SalesforceSentence.outcome(status, into: &event)
  }

  /// `FileEvent`.
  func file(_ row: SalesforceRow, into event: inout APIEvent) {
    let action = row[.fileAction]
    event.surface = action.startsWith("api") ? .rest : .ui
    event.operation = SalesforceSentence.operation(ofFileAction: action)
    event.endpoint = symbol(action.cut(0, 200), into: &event)
    event.responseBytes = NumberText.count(row[.contentSize])
    event.outcome = .success
  }
}
