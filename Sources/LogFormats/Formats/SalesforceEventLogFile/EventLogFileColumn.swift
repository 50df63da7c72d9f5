/// The columns of Event Log Files that crmwatch gives a meaning.
///
/// Case names are the column names without underscores: `clientIp` is `CLIENT_IP`. Source: the
/// Salesforce object reference, "EventLogFile Supported Event Types".
enum EventLogFileColumn: Int, JSONField {
  // Nearly every type
  case eventType, timestamp, timestampDerived, requestId, organizationId, userId, userIdDerived
  case runTime, cpuTime, uri, uriIdDerived, sessionKey, loginKey, userType, requestStatus
  case dbTotalTime, clientIp
  // API surfaces
  case apiType, apiVersion, apiFamily, apiResource, apiClientCategory, clientName, clientId
  case method, methodName, httpMethod, requestMethod, mediaType, statusCode, userAgent
  case rowsProcessed, requestSize, responseSize, numberFields, entityName, exceptionMessage, query
  case connectedAppId, connectedAppName, countsAgainstApiLimit, className
  case queryIdentifier, queryType
  // Bulk
  case jobId, batchId, operationType, entityType, jobStatus, recordsProcessed, recordsFailed
  case numberFailures, success, message, errorMessage, requestPath
  // Composite, metadata
  case failureReason, isCancelled, operation
  // Identity
  case loginStatus, loginType, loginSubType, browserType, userName, tlsProtocol, cipherSuite
  case sourceIp, forwardedForIp, ipAddress, countryCode, authenticationMethodReference
  case delegatedUserId, delegatedUserName, sessionType, appType, userInitiatedLogout
  case updateType, permissionType, featureId, context, description, groupId, memberId
  case recordId, accessError, errorDescription, actualLoggedInUserId, actualUserId
  case policyId, result, evaluationTimeMs
  // Data leaving
  case displayType, renderingType, reportId, rowCount, averageRowSize, origin
  case clientInfo, reportDescription, transactionType, documentId, sizeBytes, fileType, entityId
  case actionMessage, numResults, searchQuery, type, time, url, namedCredentialName
  case entity, status, totalMs, rows, bytes, dmlType, numRows, sampleFactor
  case isSuccessful, packageName, failureType, numberOfRecords

  /// Name as in the file: `CLIENT_IP`.
  var name: String {
    var text = ""
    for c in String(describing: self) {
      if c.isUppercase { text.append("_") }
      text.append(contentsOf: c.uppercased())
    }
    return text
  }

  /// Other names of a column: those of Event Log Objects and of renamed columns.
  private static let aliases: [(name: String, column: EventLogFileColumn)] = [
    ("DATABASETOTALTIME", .dbTotalTime), ("JOBIDENTIFIER", .jobId),
    ("BATCHIDENTIFIER", .batchId), ("FAILEDRECORDCOUNT", .recordsFailed),
    ("PROCESSEDRECORDCOUNT", .recordsProcessed), ("USERIDENTIFIER", .userId),
    ("REQUESTIDENTIFIER", .requestId), ("LOGINSUBTYPE", .loginSubType),
    ("CONNECTEDAPPIDENTIFIER", .connectedAppId), ("SOURCEIPADDRESS", .sourceIp),
    ("CLIENTIPADDRESS", .clientIp), ("TIMESTAMPUTC", .timestampDerived),
  ]

  /// Where JSON records hold the column; its name first. Event Log Objects name their type in
  /// their attributes only.
  var paths: [String] {
    [name] + Self.aliases.filter { $0.column == self }.map(\.name)
      + (self == .eventType ? ["attributes.type"] : [])
  }

  /// Names compared without case and underscores: exports write `client_ip` and `ClientIp`.
  static let map = JSONFieldMap(EventLogFileColumn.self, spelling: .folded)

  /// Columns by their canonical name (`CSVDialect.canonicalName`).
  static let byName: [String: EventLogFileColumn] = {
    var table: [String: EventLogFileColumn] = [:]
    for alias in aliases { table[alias.name] = alias.column }
    for column in allCases { table[String(describing: column).uppercased()] = column }
    return table
  }()
}
