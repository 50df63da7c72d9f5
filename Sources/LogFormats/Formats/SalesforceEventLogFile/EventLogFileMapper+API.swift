import SecurityModel

/// Rows of API calls: REST, SOAP, Bulk, composite, metadata.
extension EventLogFileMapper {
  /// `RestApi`, `ApexRestApi`.
  func rest(_ row: EventLogFileRow, into event: inout APIEvent) {
    path(row[.uri], method: HTTPMethod(row[.method]), into: &event)
    if event.surface == .unknown { event.surface = .rest }
    query(row[.query], into: &event)
    objects(row[.entityName], into: &event)
    event.rows = NumberText.count(row[.rowsProcessed])
    event.responseBytes = NumberText.count(row[.responseSize])
    event.status = NumberText.httpStatus(row[.statusCode])
    SalesforceOutcome.http(event.status, into: &event)
    SalesforceOutcome.exception(row[.exceptionMessage], into: &event)
  }

  /// `ApiTotalUsage`: no session, duration, rows, bytes or query.
  func totalUsage(_ row: EventLogFileRow, into event: inout APIEvent) {
    let family = row[.apiFamily]
    let resource = row[.apiResource]
    if row[.apiClientCategory].isWord("salesforce_hosted_mcp") { event.surface = .mcp }
    if family.isWord("soap") {
      if event.surface == .unknown { event.surface = .soap }
      event.operation = SalesforceWords.operation(ofMethod: resource, metadata: false)
      event.endpoint = endpoint(named: resource, into: &event)
      event.method = HTTPMethod(row[.httpMethod])
    } else {
      if family.isWord("apexrest"), event.surface == .unknown { event.surface = .apexrest }
      path(resource, method: HTTPMethod(row[.httpMethod]), into: &event)
      if event.endpoint.isNone { event.endpoint = endpoint(named: resource, into: &event) }
      if event.surface == .unknown { event.surface = Self.surface(ofFamily: family) }
    }
    objects(row[.entityName], into: &event)
    event.status = NumberText.httpStatus(row[.statusCode])
    SalesforceOutcome.http(event.status, into: &event)
  }

  /// The endpoint of a call that has a name instead of a path, in the form of a path, as it is
  /// read back from the `uri` of a full record.
  private func endpoint(
    named name: UnsafeRawBufferPointer, into event: inout APIEvent
  ) -> Symbol {
    var named = APIEvent()
    PathReader.read(name, method: .none, context: context, into: &named)
    event.flags.formUnion(named.flags.intersection([.carriedSecret, .hostileText]))
    return named.endpoint
  }

  private static func surface(ofFamily family: UnsafeRawBufferPointer) -> APISurface {
    if family.isWord("bulk") { return .bulk }
    if family.startsWith("bulk") { return .bulk2 }
    if family.startsWith("stream") { return .streaming }
    if family.startsWith("metadata") { return .metadata }
    if family.startsWith("tooling") { return .tooling }
    if family.startsWith("graphql") { return .graphql }
    return family.isEmpty || family.isWord("rest") ? .rest : .unknown
  }

  /// `API`: SOAP calls, named by `METHOD_NAME`.
  func soap(_ row: EventLogFileRow, into event: inout APIEvent) {
    let name = row[.methodName]
    event.surface = SalesforceWords.surface(ofAPIType: row[.apiType])
    event.operation = SalesforceWords.operation(
      ofMethod: name, metadata: event.surface == .metadata)
    // The same text as `API_RESOURCE` of `ApiTotalUsage`, so that both meet in one baseline.
    event.endpoint = endpoint(named: name, into: &event)
    path(row[.uri], method: .none, into: &event)
    query(row[.query], into: &event)
    objects(row[.entityName], into: &event)
    event.rows = NumberText.count(row[.rowsProcessed])
    event.responseBytes = NumberText.count(row[.responseSize])
    SalesforceOutcome.requestStatus(row[.requestStatus], into: &event)
    SalesforceOutcome.exception(row[.exceptionMessage], into: &event)
  }

  /// `ApexSoap`: calls of web services written in Apex.
  func apexSoap(_ row: EventLogFileRow, into event: inout APIEvent) {
    event.surface = .soap
    let name = row[.className]
    let method = row[.methodName]
    event.endpoint = endpoint(named: name.isEmpty ? method : name, into: &event)
    path(row[.uri], method: .none, into: &event)
    query(row[.query], into: &event)
  }

  // MARK: - Bulk

  /// `BulkApi` (version 1): a row per batch; many fields are empty until its last one.
  func bulkBatch(_ row: EventLogFileRow, into event: inout APIEvent) {
    event.surface = .bulk
    change(row[.operationType], into: &event)
    path(row[.uri], method: .none, into: &event)
    if event.flags.contains(.bulkQuery) { event.operation = .jobResults }
    if event.operation == .other { event.operation = .jobStatus }
    job(row, into: &event)
    event.rows = NumberText.count(row[.rowsProcessed])
    SalesforceOutcome.boolean(row[.success], into: &event)
  }

  /// `BulkApiRequest`: control calls, without rows.
  func bulkRequest(_ row: EventLogFileRow, into event: inout APIEvent) {
    path(row.first(.requestPath, .uri), method: HTTPMethod(row[.method]), into: &event)
    if event.surface == .unknown { event.surface = .bulk }
    let operation = SalesforceWords.operation(ofChange: row[.operationType])
    if operation == .query { event.flags.insert(.bulkQuery) }
    if event.operation == .other { event.operation = .jobStatus }
    job(row, into: &event)
    event.status = NumberText.httpStatus(row[.statusCode])
    SalesforceOutcome.boolean(row[.success], into: &event)
    SalesforceOutcome.http(event.status, into: &event)
    SalesforceOutcome.exception(row[.errorMessage], into: &event)
  }

  /// `BulkApi2`: several rows per job, one per state. Whether their counts add up isn't
  /// documented, so they are the job's running total (`rowsCumulative`).
  func bulkJob(_ row: EventLogFileRow, into event: inout APIEvent) {
    event.surface = .bulk2
    change(row[.operationType], into: &event)
    let state = row[.jobStatus]
    if state.isWord("open") {
      event.operation = .jobCreate
    } else if event.flags.contains(.bulkQuery) || event.operation == .other {
      event.operation = .jobStatus
    } else if state.isWord("uploadcomplete") {
      event.operation = .jobData
    }
    path(row[.uri], method: .none, into: &event)
    job(row, into: &event)
    event.rows = NumberText.count(row[.recordsProcessed])
    event.flags.insert(.rowsCumulative)
    if state.isWord("jobcomplete") {
      event.outcome = .success
    } else if state.isWord("failed") || state.isWord("aborted") {
      event.outcome = .failure
      event.failure = .other
    }
    SalesforceOutcome.exception(row[.errorMessage], into: &event)
  }

  /// What the job does with records.
  private func change(_ word: UnsafeRawBufferPointer, into event: inout APIEvent) {
    event.operation = SalesforceWords.operation(ofChange: word)
    if event.operation == .query { event.flags.insert(.bulkQuery) }
  }

  /// Job id and object of a bulk row.
  private func job(_ row: EventLogFileRow, into event: inout APIEvent) {
    let job = PathCall.jobHash(row[.jobId], context)
    if job != 0 { event.job = job }
    objects(row[.entityType], into: &event)
  }

  // MARK: - Composite, metadata, query templates

  /// `CompositeApi` (the parent) and `CompositeApiSubrequest`.
  func composite(
    _ row: EventLogFileRow, _ kind: EventLogFileKind, into event: inout APIEvent
  ) {
    if kind == .compositeApi { event.operation = .composite }
    path(row[.uri], method: HTTPMethod(row[.method]), into: &event)
    if event.surface == .unknown { event.surface = .rest }
    event.status = NumberText.httpStatus(row[.statusCode])
    SalesforceOutcome.boolean(row[.success], into: &event)
    SalesforceOutcome.http(event.status, into: &event)
    SalesforceOutcome.exception(row[.failureReason], into: &event)
  }

  /// `MetadataApiOperation`.
  func metadata(_ row: EventLogFileRow, into event: inout APIEvent) {
    event.surface = .metadata
    let operation = row[.operation]
    event.operation = SalesforceWords.operation(ofMetadata: operation)
    event.endpoint = endpoint(named: operation, into: &event)
    path(row[.uri], method: .none, into: &event)
  }

  /// `UniqueQuery`: a query template with bind variables; the call has a row of its own.
  func uniqueQuery(_ row: EventLogFileRow, into event: inout APIEvent) {
    event.operation = .query
    query(row[.queryIdentifier], into: &event)
  }
}
