import SecurityModel

/// Makes the full record of a row: normalized fields first, then the columns that have none.
///
/// All texts are repaired to valid UTF-8, and secrets in them are replaced by their keyed hash.
/// Reading the record as native JSON Lines gives the same event again: what the event says is
/// written by `NormalizedAssembler`, and a column becomes `uri`, `query`, `status`, … only where
/// reading it back adds nothing to the event. Otherwise it keeps its own name.
struct EventLogFileNormalizer {
  private let context: DecodeContext
  private var used: Set<EventLogFileColumn> = []
  private var out: NormalizedAssembler

  init(context: DecodeContext) {
    self.context = context
    out = NormalizedAssembler(context: context)
  }

  /// The record of `event`, which was decoded from `cells`; `natives` are the same row under its
  /// own names.
  mutating func normalize(
    _ event: APIEvent, _ cells: EventLogFileRow, _ row: EventLogFileNatives
  ) -> NormalizedEvent {
    let kind = EventLogFileKind(eventType: cells[.eventType])
    target(event, kind, cells)
    objects(event, cells)
    result(event, cells)
    circumstances(event, cells)
    out.fill(from: event)
    markUsed(event, cells)
    natives(row)
    return out.event
  }

  // MARK: - Normalized fields

  /// `query` with its `fields`, and `uri`.
  private mutating func target(
    _ event: APIEvent, _ kind: EventLogFileKind, _ row: EventLogFileRow
  ) {
    let query: EventLogFileColumn = kind == .uniqueQuery ? .queryIdentifier : .query
    // Kinds that don't read the column have no shape from it.
    let readBack = ReadBack(event: event, context: context)
    let hasQuery = !row[query].isEmpty && readBack.holds(query: row[query])
    if hasQuery {
      let fields = QueryReader.fields(of: row[query])
      if !fields.isEmpty,
        fields.count <= QueryReader.wideFieldCount || event.flags.contains(.queryWide)
      {
        out.set(.fields, .array(fields.map { .string($0) }))
      }
      out.set(.query, text: SecretText.masked(row[query], context: context))
      use(query)
    }
    for column in Self.targetColumns(kind, row) where !row[column].isEmpty {
      let uri = PathReader.maskedTarget(row[column], context: context)
      guard readBack.holds(uri: uri, hasQuery: hasQuery) else { continue }
      out.set(.uri, text: uri)
      use(column)
      return
    }
  }

  /// The columns that may say what was called, best first.
  private static func targetColumns(
    _ kind: EventLogFileKind, _ row: EventLogFileRow
  ) -> [EventLogFileColumn] {
    let isPath = row[.uri].first == 0x2F || row[.uri].startsWith("http")
    return switch kind {
    case .apiTotalUsage: [.apiResource]
    case .bulkApiRequest: [.requestPath, .uri]
    case .apexCallout: [.url]
    // Without a path, SOAP and metadata calls are named by their method.
    case .api: isPath ? [.uri, .methodName] : [.methodName, .uri]
    case .apexSoap: isPath ? [.uri, .className] : [.className, .methodName]
    case .metadataApiOperation: isPath ? [.uri, .operation] : [.operation, .uri]
    default: [.uri]
    }
  }

  /// `objects`, with those that the event has no room for, when a column named them.
  private mutating func objects(_ event: APIEvent, _ row: EventLogFileRow) {
    use(.entityName, .entityType, .entity)
    guard event.flags.contains(.moreObjects) else { return }
    var names = (0..<Int(event.objectCount)).map { context.symbols.text(of: event.objects[$0]) }
    for column in [EventLogFileColumn.entityName, .entityType, .entity] {
      for part in row[column].split(whereSeparator: { $0 == 0x2C || $0 == 0x3B }) {
        let bytes = UnsafeRawBufferPointer(rebasing: part)
        let name = context.symbols.text(
          of: context.symbolHidingSecret(UserAgentReader.trimmed(bytes).cut(0, 80)))
        if !name.isEmpty, !names.contains(name) { names.append(name) }
      }
    }
    out.set(.objects, .array(names.prefix(1_000).map { .string($0) }))
  }

  private mutating func result(_ event: APIEvent, _ row: EventLogFileRow) {
    if event.status == 0 {
      let words: [EventLogFileColumn] = [
        .loginStatus, .jobStatus, .requestStatus, .result, .accessError, .status,
      ]
      // Up to three digits would be read as an HTTP status.
      if let column = words.first(where: { !row[$0].isEmpty }), !row[column].isDigits {
        out.set(.status, text: plain(row[column]))
        use(column)
      }
    }
    let messages: [EventLogFileColumn] = [
      .exceptionMessage, .errorMessage, .failureReason, .errorDescription, .failureType,
    ]
    if let column = messages.first(where: { !row[$0].isEmpty }) {
      out.set(.error, text: SecretText.masked(row[column], context: context))
      use(column)
    }
    let sent = NumberText.count(row[.requestSize])
    if sent >= 0 {
      out.set(.requestBytes, .integer(sent))
      use(.requestSize)
    }
  }

  private mutating func circumstances(_ event: APIEvent, _ row: EventLogFileRow) {
    if !row[.requestId].isEmpty {
      out.set(.requestID, text: context.textHidingSecret(row[.requestId]))
      use(.requestId)
    }
    let job = row[.jobId]
    if !job.isEmpty, event.job == PathCall.jobHash(job, context) {
      out.set(.jobID, text: plain(job.cut(0, CredentialKey.significantLength(job))))
      use(.jobId)
    }
    if !row[.loginType].isEmpty, event.surface == .oauth {
      out.set(.grant, text: plain(row[.loginSubType]))
    }
    out.set(.loginType, text: plain(row[.loginType]))
    out.set(.loginSubType, text: plain(row[.loginSubType]))
    out.set(.tlsVersion, text: plain(row[.tlsProtocol]))
    use(.loginType, .loginSubType, .tlsProtocol)
  }

  // MARK: - The source's own columns

  /// Marks the columns that the event's fields were written from.
  private mutating func markUsed(_ event: APIEvent, _ row: EventLogFileRow) {
    use(.timestamp, .timestampDerived, .organizationId)
    use(.connectedAppId, .countryCode, .method, .httpMethod, .requestMethod)
    use(whereSymbol: event.user, row, .userId, .userIdDerived, .delegatedUserId)
    use(whereSymbol: event.user, row, .delegatedUserName, .actualLoggedInUserId, .userName)
    use(whereSymbol: event.integration, row, .connectedAppName, .clientName)
    use(whereSymbol: event.userAgent, row, .userAgent, .clientName, .browserType)
    use(whereSymbol: event.target, row, .userId, .memberId, .featureId)
    use(whereSymbol: event.target, row, .policyId, .packageName, .namedCredentialName)
    use(whereSymbol: event.target, row, .actualUserId, .userIdDerived)
    if event.session != 0 { use(row[.sessionKey].isEmpty ? .loginKey : .sessionKey) }
    if event.ip.isPresent {
      for column in [EventLogFileColumn.sourceIp, .clientIp, .ipAddress]
      where IPAddress(row[column]) == event.ip {
        use(column)
      }
    }
    if event.rows >= 0 {
      use(.rowsProcessed, .recordsProcessed, .rowCount, .numResults)
      use(.rows, .numRows, .numberOfRecords)
    }
    if event.status != 0 { use(.statusCode) }
    if event.responseBytes >= 0 { use(.responseSize, .sizeBytes, .bytes) }
    if event.duration >= 0 {
      for column in [EventLogFileColumn.runTime, .time, .totalMs, .evaluationTimeMs]
      where NumberText.milliseconds(row[column]) == event.duration {
        use(column)
      }
    }
    if EventLogFileMapper.isVersion(row[.apiVersion]) { use(.apiVersion) }
  }

  private mutating func natives(_ row: EventLogFileNatives) {
    for (cell, value) in row.values.enumerated() where !value.isEmpty {
      guard cell < row.names.count else { break }
      value.withUnsafeBytes { native(row.names[cell], row.columns[cell], $0) }
    }
    if row.values.count > row.names.count {
      let extra = row.values[row.names.count...].map { value in
        JSONValue.string(value.withUnsafeBytes { SecretText.masked($0, context: context) })
      }
      out.add(extra: "extra_columns", .array(extra))
    }
  }

  private mutating func native(
    _ name: String, _ column: EventLogFileColumn?, _ value: UnsafeRawBufferPointer
  ) {
    guard let column else {
      out.add(extra: name, .string(text(value, ofNative: name)))
      return
    }
    if used.contains(column) { return }
    switch column {
    case .sessionKey, .loginKey, .reportDescription:
      // The description is a query string with filters that name people.
      out.add(extra: name, .string(KeyedHash.text(context.secretHash(value))))
    case .uri, .url, .apiResource, .requestPath:
      out.add(extra: name, .string(PathReader.maskedTarget(value, context: context)))
    default: out.add(extra: name, .string(SecretText.masked(value, context: context)))
    }
  }

  /// A value of a column that crmwatch doesn't know.
  private func text(_ value: UnsafeRawBufferPointer, ofNative name: String) -> String {
    let isSecret = Array(name.utf8).withUnsafeBytes { SecretNames.kind(of: $0) }
    if isSecret == .caller || isSecret == .other {
      return KeyedHash.text(context.secretHash(value))
    }
    let first = value.first
    if first == 0x2F || value.startsWith("http") {
      return PathReader.maskedTarget(value, context: context)
    }
    return SecretText.masked(value, context: context)
  }

  // MARK: - Bookkeeping

  private mutating func use(_ columns: EventLogFileColumn...) { used.formUnion(columns) }

  /// Marks the columns whose text is that of `symbol`.
  private mutating func use(
    whereSymbol symbol: Symbol, _ row: EventLogFileRow, _ columns: EventLogFileColumn...
  ) {
    if symbol.isNone { return }
    for column in columns where !row[column].isEmpty {
      let text = UserAgentReader.trimmed(row[column])
      let cut = text.cut(0, CredentialKey.significantLength(text))
      let isSame = context.symbols.withBytes(of: symbol) {
        $0.elementsEqual(cut) || $0.elementsEqual(text)
      }
      if isSame { used.insert(column) }
    }
  }

  private func plain(_ bytes: UnsafeRawBufferPointer) -> String {
    context.textHidingSecret(bytes)
  }
}
