/// The fields of Salesforce's own records to which crmwatch gives a meaning: real-time events,
/// login history and setup audit trail.
///
/// Case names are the API names with a small first letter: `eventDate` is `EventDate`. Source: the
/// Salesforce object reference and "Real-Time Event Monitoring Objects".
enum SalesforceField: Int, JSONField {
  // What it is
  case attributesType, channel, eventType, replayID, errorMessage
  // Nearly every event
  case eventDate, createdDate, eventIdentifier, userID, username, sourceIP, sessionKey, loginKey
  case policyOutcome, userType, organizationID, id
  // API calls
  case apiType, apiVersion, application, client, connectedAppID, elapsedTime, operation
  case operationStatus, queriedEntities, query, requestIdentifier, rowsProcessed, rowsReturned
  case userAgent
  // Reports, lists, pages, files
  case reportID, exportFileFormat, eventSource, executionIdentifier, listViewID, recordID, pageURL
  case pageStartTime, duration, fileAction, contentSize
  // Logins
  case loginType, loginSubType, loginTime, loginURL, status, browser, countryISO, tlsProtocol
  case authMethodReference, delegatedUsername, verificationMethod, errorCode, appID, ssoType
  // Permissions and setup
  case impactedUserIDs, parentIDList, permissionType, permissionList, action, section, display
  case delegateUser, createdByID, createdByName
  // Threat detection
  case score, summary, uri, currentIP, currentUserAgent, report, requestedEntities
  case totalControllerEvents, featureName, anomalySubType

  /// Where a stream has the fields of its event: alone, or in the message around it.
  private static let prefixes = ["", "payload.", "data.payload."]

  /// The names, best first, without what may stand around an event.
  var names: [String] {
    switch self {
    case .attributesType: ["attributes.type"]
    case .eventType: ["EventType"]
    case .replayID: ["ReplayId"]
    case .errorMessage: ["message"]
    case .username: ["Username", "UserName"]
    case .sourceIP: ["SourceIp", "SourceIpAddress"]
    case .countryISO: ["CountryIso", "CountryCode"]
    case .tlsProtocol: ["TlsProtocol"]
    case .userID: ["UserId"]
    case .id: ["Id"]
    case .createdDate: ["CreatedDate", "SfdcCreatedDate", "Date"]
    case .createdByID: ["CreatedById", "SfdcCreatedById", "CreatedBy.Id"]
    case .createdByName:
      [
        "CreatedBy.Username", "SfdcCreatedByUsername", "CreatedByUsername", "CreatedBy.Name",
        "User",
      ]
    default:
      [String(describing: self)]
    }
  }

  /// Names compared without case and underscores: exports write `user_id` and `USERID` as well.
  static let map = JSONFieldMap(SalesforceField.self, spelling: .folded)

  var paths: [String] {
    switch self {
    case .channel: names
    case .replayID: ["event.replayId", "data.event.replayId", "ReplayId"]
    default: Self.prefixes.flatMap { prefix in names.map { prefix + $0 } }
    }
  }
}
