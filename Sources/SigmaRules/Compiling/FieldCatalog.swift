/// The fields that events of our products have, to find misspelt ones in rules.
///
/// Sources add fields with their releases and records of our own format may carry any key, so this
/// is no part of loading a rule: what it finds is for the check that an author asks for.
public enum FieldCatalog {
  /// Names of the normalized event.
  static let normalized = [
    "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "app_id",
    "client_family",
    "session", "token_id", "token_issued_at", "target_token", "ip", "ip_country", "user_agent",
    "api", "operation", "method", "uri", "objects", "fields", "record_ids", "query", "rows",
    "count_result", "status", "error", "retry_after", "response_bytes", "request_bytes",
    "duration_ms", "api_version", "job_id", "grant", "scopes", "login_type", "login_sub_type",
    "target_credential", "headers", "tls_version", "mfa", "jwt", "limits", "connected_app",
    "change", "event_type", "endpoint", "request_id", "outcome", "failure",
  ]

  /// Names of the sources that decoders keep beside the normalized ones, by product.
  static let native: [String: [String]] = [
    "salesforce": words(
      """
      EVENT_TYPE TIMESTAMP TIMESTAMP_DERIVED REQUEST_ID ORGANIZATION_ID USER_ID USER_ID_DERIVED
      RUN_TIME CPU_TIME URI URI_ID_DERIVED SESSION_KEY LOGIN_KEY USER_TYPE REQUEST_STATUS
      DB_TOTAL_TIME DB_BLOCKS DB_CPU_TIME EXEC_TIME CLIENT_IP API_TYPE API_VERSION API_FAMILY
      API_RESOURCE API_CLIENT_CATEGORY CLIENT_NAME CLIENT_ID METHOD METHOD_NAME HTTP_METHOD
      REQUEST_METHOD MEDIA_TYPE STATUS_CODE USER_AGENT ROWS_PROCESSED REQUEST_SIZE RESPONSE_SIZE
      NUMBER_FIELDS ENTITY_NAME EXCEPTION_MESSAGE QUERY CONNECTED_APP_ID CONNECTED_APP_NAME
      COUNTS_AGAINST_API_LIMIT CLASS_NAME QUERY_IDENTIFIER QUERY_TYPE JOB_ID BATCH_ID
      OPERATION_TYPE ENTITY_TYPE JOB_STATUS RECORDS_PROCESSED RECORDS_FAILED NUMBER_FAILURES
      SUCCESS MESSAGE ERROR_MESSAGE REQUEST_PATH FAILURE_REASON IS_CANCELLED OPERATION
      LOGIN_STATUS LOGIN_TYPE LOGIN_SUB_TYPE BROWSER_TYPE USER_NAME TLS_PROTOCOL CIPHER_SUITE
      SOURCE_IP FORWARDED_FOR_IP IP_ADDRESS COUNTRY_CODE AUTHENTICATION_METHOD_REFERENCE
      DELEGATED_USER_ID DELEGATED_USER_NAME SESSION_TYPE APP_TYPE USER_INITIATED_LOGOUT
      UPDATE_TYPE PERMISSION_TYPE FEATURE_ID CONTEXT DESCRIPTION GROUP_ID MEMBER_ID RECORD_ID
      ACCESS_ERROR ERROR_DESCRIPTION ACTUAL_LOGGED_IN_USER_ID ACTUAL_USER_ID POLICY_ID RESULT
      EVALUATION_TIME_MS DISPLAY_TYPE RENDERING_TYPE REPORT_ID ROW_COUNT AVERAGE_ROW_SIZE ORIGIN
      CLIENT_INFO REPORT_DESCRIPTION TRANSACTION_TYPE DOCUMENT_ID SIZE_BYTES FILE_TYPE ENTITY_ID
      ACTION_MESSAGE NUM_RESULTS SEARCH_QUERY TYPE TIME URL NAMED_CREDENTIAL_NAME ENTITY STATUS
      TOTAL_MS ROWS BYTES DML_TYPE NUM_ROWS SAMPLE_FACTOR IS_SUCCESSFUL PACKAGE_NAME FAILURE_TYPE
      NUMBER_OF_RECORDS REFERRER_URI BOT_ID BOT_SESSION_ID PLANNER_ID
      EventDate EventIdentifier CreatedDate UserId Username SourceIp LoginKey SessionKey
      SessionLevel LoginHistoryId PolicyId PolicyOutcome EvaluationTime RelatedEventIdentifier
      ReplayId ActionName AdditionalInfo ApiType ApiVersion Application BotSessionIdentifier Client
      ConnectedAppId ElapsedTime Operation OperationStatus PlannerId Platform QueriedEntities Query
      Records RequestIdentifier RowsProcessed RowsReturned UserAgent ColumnHeaders DashboardId
      DashboardName Description DisplayedFieldEntities EventSource ExecutionIdentifier
      ExportFileFormat Format GroupedColumnHeaders IsScheduled Name NumberOfColumns OwnerId ReportId
      Scope Sequence AppName DeveloperName FilterCriteria ListViewId OrderBy AuthMethodReference
      AuthServiceId Browser CipherSuite City ClientVersion Country CountryIso ForwardedForIp
      HttpMethod LoginGeoId LoginLatitude LoginLongitude LoginSubType LoginType LoginUrl PostalCode
      Status Subdivision TlsProtocol UserType DelegatedOrganizationId DelegatedUsername
      LoginAsCategory TargetUrl Activity EventGroup Policy Remarks ResourceId VerificationMethod
      AppId AuthSessionId ErrorCode IdentityUsed InitiatedBy SamlEntityUrl SsoType
      HasExternalUsers ImpactedUserIds ParentIdList ParentNameList PermissionExpiration
      PermissionList PermissionType UserCount CanDownloadPdf ContentSize DocumentId FileAction
      FileName FileSource FileType IsLatestVersion ProcessDuration VersionId VersionNumber Message
      RecordId ConnectionType DeviceId PageUrl Score SecurityEventData Summary Uri Report CurrentIp
      CurrentUserAgent PreviousIp PreviousUserAgent AcceptLanguage RequestedEntities SoqlCommands
      TotalControllerEvents
      """),
    "hubspot": words(
      """
      category subCategory action targetObjectId occurredAt actingUser userId userEmail loginAt
      loginSucceeded email ipAddress userAgent countryCode regionCode location createdAt type
      objectId infoUrl name usageLimit currentUsage collectedAt resetsAt fetchStatus eventId
      subscriptionId portalId appId subscriptionType attemptNumber objectTypeId changeFlag
      changeSource sourceId propertyName propertyValue primaryObjectId mergedObjectIds newObjectId
      numberOfPropertiesMoved fromObjectId toObjectId associationType associationRemoved
      isPrimarySource
      """),
    "dataverse": words(
      """
      Id RecordType CreationTime Operation OrganizationId UserType UserKey UserId Workload
      ResultStatus ClientIP ClientIp ObjectId Scope AppAccessContext Version Message EntityName
      EntityId Query QueryResults Fields ItemUrl ItemType InstanceUrl CrmOrganizationUniqueName
      UserAgent ServiceContextId ServiceContextIdType ServiceName SystemUserId CorrelationId
      PrimaryFieldValue UserUpn AdditionalInfo AppName TimeGenerated SourceRecordId
      OriginalObjectId TenantId Type SourceSystem OfficeWorkload ApplicationId
      """),
    "mulesoft": words(
      """
      orgId masterOrgId envId apiId apiName apiInstanceName apiVersion receivedTs repliedTs
      runtimeVersion hostId remoteAddress method requestPath reqId requestDisposition request
      violation authentication recordId deploymentId instanceId line event Timestamp Application
      Verb City Country Continent Timezone timestamp product platform objectType action subAction
      objects userId userName connectedApp environment environmentName payload subaction
      """),
  ]

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Unknown fields of rules that are about our products: errors where a known field was probably
  /// meant or the name has the form of a normalized one, warnings otherwise.
  public static func issues(_ rules: [SigmaRule]) -> [RuleIssue] {
    rules.flatMap { rule -> [RuleIssue] in
      guard let natives = natives(rule.logsource) else { return [] }
      var found: [RuleIssue] = []
      func check(_ name: String, _ mark: SourceMark) {
        if let issue = issue(name, mark, natives, file: rule.metadata.file) {
          found.append(issue)
        }
      }
      for search in rule.detection.searches {
        for item in items(search.body) {
          if let field = item.field { check(field, item.mark) }
          if item.modifiers.contains(.fieldref) {
            for value in item.values { check(value.written, value.mark) }
          }
        }
      }
      if let baseline = rule.ext?.baseline {
        for name in baseline.by { check(name, baseline.mark) }
        if !baseline.of.countsEvents { check(baseline.of.field, baseline.mark) }
      }
      if let first = rule.ext?.firstSeen {
        for name in first.by + first.of { check(name, first.mark) }
      }
      return found
    }
  }

  /// The native names of a log source; nil when it isn't one of ours.
  private static func natives(_ source: LogSource) -> [String]? {
    guard let product = source.product?.lowercased() else {
      let ours = ["api", "login", "audit", "oauth"]
      guard let category = source.category?.lowercased(), ours.contains(category) else {
        return nil
      }
      return native.keys.sorted().flatMap { native[$0] ?? [] }
    }
    // Microsoft 365 has many logs besides that of Dataverse, whose fields are others.
    if product == "m365" || product == "microsoft365" { return nil }
    return native[EventLogSource.canonicalProduct(product)]
  }

  private static func items(_ body: Detection.Body) -> [Detection.Item] {
    switch body {
    case .item(let item): [item]
    case .all(let parts), .any(let parts): parts.flatMap { items($0) }
    }
  }

  private static func issue(
    _ name: String, _ mark: SourceMark, _ natives: [String], file: String
  ) -> RuleIssue? {
    let root = String(name.prefix { $0 != "." })
    if normalized.contains(root) || natives.contains(root) || natives.contains(name) { return nil }
    let hint = Spelling.hint(root, among: normalized + natives)
    let looksNormalized = !root.contains { $0.isUppercase }
    let isError = !hint.isEmpty || looksNormalized
    return RuleIssue(
      "unknown field `\(name)`"
        + (hint.isEmpty ? "; the rule matches only if the source has a field of that name" : hint),
      file: file, line: mark.line, column: mark.column, severity: isError ? .error : .warning)
  }
}
