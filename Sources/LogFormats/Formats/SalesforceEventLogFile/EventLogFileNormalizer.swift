import SecurityModel

/// Makes the full record of a row: normalized fields first, then the columns that have none.
///
/// All texts are repaired to valid UTF-8, and secrets in them are replaced by their keyed hash.
struct EventLogFileNormalizer {
  private let context: DecodeContext
  private let header: EventLogFileHeader
  private var used: Set<EventLogFileColumn> = []
  private var out = NormalizedEvent()

  init(context: DecodeContext, header: EventLogFileHeader) {
    self.context = context
    self.header = header
  }

  /// The record of `event`, which was decoded from the cells of `row`.
  mutating func normalize(_ event: APIEvent, _ row: borrowing CSVRow) -> NormalizedEvent {
    let cells = EventLogFileRow(
      cells: UnsafePointer(row.cells), map: UnsafePointer(header.map))
    let kind = EventLogFileKind(eventType: cells[.eventType])
    identity(event, cells)
    call(event, kind, cells)
    result(event, cells)
    circumstances(event, cells)
    natives(row)
    return out
  }

  // MARK: - Normalized fields

  private mutating func identity(_ event: APIEvent, _ row: EventLogFileRow) {
    let symbols = context.symbols
    use(.timestamp, .timestampDerived)
    out.set("ts", event.time.rfc3339)
    out.set("platform", event.platform.name)
    out.set("org", symbols.text(of: event.org))
    use(.organizationId)
    out.set("credential", symbols.text(of: event.credential))
    out.set("credential_type", event.credentialType.name)
    out.set("user", symbols.text(of: event.user))
    use(whereSymbol: event.user, row, .userId, .userIdDerived, .delegatedUserId)
    use(whereSymbol: event.user, row, .delegatedUserName, .actualLoggedInUserId, .userName)
    out.set("app", symbols.text(of: event.integration))
    use(whereSymbol: event.integration, row, .connectedAppName, .clientName)
    out.set("app_id", symbols.text(of: event.app))
    use(.connectedAppId)
    if event.session != 0 {
      out.set("session", KeyedHash.text(event.session))
      use(row[.sessionKey].isEmpty ? .loginKey : .sessionKey)
    }
    if event.ip.isPresent {
      out.set("ip", event.ip.description)
      for column in [EventLogFileColumn.sourceIp, .clientIp, .ipAddress]
      where IPAddress(row[column]) == event.ip {
        use(column)
      }
    }
    out.set("ip_country", symbols.text(of: event.country))
    use(.countryCode)
    out.set("user_agent", masked(symbols.text(of: event.userAgent)))
    use(whereSymbol: event.userAgent, row, .userAgent, .clientName, .browserType)
  }

  private mutating func call(
    _ event: APIEvent, _ kind: EventLogFileKind, _ row: EventLogFileRow
  ) {
    if event.surface != .unknown { out.set("api", event.surface.name) }
    if event.operation != .other { out.set("operation", event.operation.name) }
    out.set("method", event.method.name)
    use(.method, .httpMethod, .requestMethod)
    let column: EventLogFileColumn =
      switch kind {
      case .apiTotalUsage: .apiResource
      case .bulkApiRequest: row[.requestPath].isEmpty ? .uri : .requestPath
      case .apexCallout: .url
      // SOAP calls are named by their method.
      case .api: row[.methodName].isEmpty ? .uri : .methodName
      case .apexSoap: row[.className].isEmpty ? .methodName : .className
      case .metadataApiOperation: row[.operation].isEmpty ? .uri : .operation
      default: .uri
      }
    out.set("uri", PathReader.maskedTarget(row[column], context: context))
    use(column)
    var objects: [JSONValue] = []
    for i in 0..<Int(event.objectCount) {
      objects.append(.string(context.symbols.text(of: event.objects[i])))
    }
    if !objects.isEmpty { out.set("objects", .array(objects)) }
    use(.entityName, .entityType, .entity)
    let query: EventLogFileColumn =
      kind == .uniqueQuery ? .queryIdentifier : kind == .search ? .searchQuery : .query
    let text = row[query]
    if kind != .search, !text.isEmpty {
      let fields = QueryReader.fields(of: text).map { JSONValue.string($0) }
      if !fields.isEmpty { out.set("fields", .array(fields)) }
    }
    out.set("query", SecretText.masked(text, context: context))
    use(query)
  }

  private mutating func result(_ event: APIEvent, _ row: EventLogFileRow) {
    if event.rows >= 0 {
      out.set("rows", event.rows)
      use(.rowsProcessed, .recordsProcessed, .rowCount, .numResults)
      use(.rows, .numRows, .numberOfRecords)
    }
    if event.status != 0 {
      out.set("status", Int64(event.status))
      use(.statusCode)
    } else {
      for column in [
        EventLogFileColumn.loginStatus, .jobStatus, .requestStatus, .result, .accessError, .status,
      ] where !row[column].isEmpty {
        out.set("status", plain(row[column]))
        use(column)
        break
      }
    }
    for column in [
      EventLogFileColumn.exceptionMessage, .errorMessage, .failureReason, .errorDescription,
      .failureType,
    ] where !row[column].isEmpty {
      out.set("error", SecretText.masked(row[column], context: context))
      use(column)
      break
    }
    if event.responseBytes >= 0 {
      out.set("response_bytes", event.responseBytes)
      use(.responseSize, .sizeBytes, .bytes)
    }
    let sent = NumberText.count(row[.requestSize])
    if sent >= 0 { out.set("request_bytes", sent) }
    use(.requestSize)
    if event.duration >= 0 {
      out.set("duration_ms", Int64(event.duration))
      for column in [EventLogFileColumn.runTime, .time, .totalMs, .evaluationTimeMs]
      where NumberText.milliseconds(row[column]) == event.duration {
        use(column)
      }
    }
    out.set("api_version", context.symbols.text(of: event.apiVersion))
    if EventLogFileMapper.isVersion(row[.apiVersion]) { use(.apiVersion) }
  }

  private mutating func circumstances(_ event: APIEvent, _ row: EventLogFileRow) {
    let job = row[.jobId]
    out.set("request_id", SecretText.masked(row[.requestId], context: context))
    use(.requestId)
    out.set("job_id", plain(job.cut(0, CredentialKey.significantLength(job))))
    use(.jobId)
    if !row[.loginType].isEmpty, event.surface == .oauth {
      out.set("grant", plain(row[.loginSubType]))
    }
    out.set("login_type", plain(row[.loginType]))
    out.set("login_sub_type", plain(row[.loginSubType]))
    use(.loginType, .loginSubType)
    out.set("target_credential", masked(context.symbols.text(of: event.target)))
    use(whereSymbol: event.target, row, .userId, .memberId, .featureId)
    use(whereSymbol: event.target, row, .policyId, .packageName, .namedCredentialName)
    use(whereSymbol: event.target, row, .actualUserId, .userIdDerived)
    out.set("tls_version", plain(row[.tlsProtocol]))
    use(.tlsProtocol)
    if event.flags.contains(.mfa) { out.set("mfa", true) }
  }

  // MARK: - The source's own columns

  private mutating func natives(_ row: borrowing CSVRow) {
    for (cell, name) in header.names.enumerated() where cell < row.count && !row[cell].isEmpty {
      let value = row[cell]
      guard let column = header.columns[cell] else {
        out.set(name, text(value, ofNative: name))
        continue
      }
      if used.contains(column) { continue }
      switch column {
      case .sessionKey, .loginKey: out.set(name, KeyedHash.text(context.secretHash(value)))
      // A query string with filters that name people.
      case .reportDescription: out.set(name, KeyedHash.text(context.secretHash(value)))
      case .uri, .url, .apiResource, .requestPath:
        out.set(name, PathReader.maskedTarget(value, context: context))
      default: out.set(name, SecretText.masked(value, context: context))
      }
    }
    if row.count > header.width {
      var extra: [JSONValue] = []
      for cell in header.width..<row.count {
        extra.append(.string(SecretText.masked(row[cell], context: context)))
      }
      out.set("extra_columns", .array(extra))
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
      let text = ClientName.trimmed(row[column])
      let cut = text.cut(0, CredentialKey.significantLength(text))
      let isSame = context.symbols.withBytes(of: symbol) {
        $0.elementsEqual(cut) || $0.elementsEqual(text)
      }
      if isSame { used.insert(column) }
    }
  }

  private func plain(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  private func masked(_ text: String) -> String {
    Array(text.utf8).withUnsafeBytes { SecretText.masked($0, context: context) }
  }
}
