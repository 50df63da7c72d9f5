/// What a Salesforce record is about.
///
/// A stream (platform event) and a store (big object) of one event are one kind: their names
/// differ in a `Stream` or `Store` at the end.
enum SalesforceRecordKind: UInt8, CaseIterable {
  /// A type with the common fields that crmwatch knows nothing else of.
  case other
  case api, bulkApiResult, bulkApi2Job, report, listView, uri, lightningUri, file
  case login, loginAs, logout, identityVerification, identityProvider, permissionSet
  case apiAnomaly, reportAnomaly, sessionHijacking, credentialStuffing, guestUserAnomaly
  case loginAnomaly, universalAnomaly
  case loginHistory, setupAudit

  /// The type's name without `Stream` and `Store`.
  var name: String {
    switch self {
    case .other: ""
    case .api: "ApiEvent"
    case .bulkApiResult: "BulkApiResultEvent"
    case .bulkApi2Job: "BulkApi2JobEvent"
    case .report: "ReportEvent"
    case .listView: "ListViewEvent"
    case .uri: "UriEvent"
    case .lightningUri: "LightningUriEvent"
    case .file: "FileEvent"
    case .login: "LoginEvent"
    case .loginAs: "LoginAsEvent"
    case .logout: "LogoutEvent"
    case .identityVerification: "IdentityVerificationEvent"
    case .identityProvider: "IdentityProviderEvent"
    case .permissionSet: "PermissionSetEvent"
    case .apiAnomaly: "ApiAnomalyEvent"
    case .reportAnomaly: "ReportAnomalyEvent"
    case .sessionHijacking: "SessionHijackingEvent"
    case .credentialStuffing: "CredentialStuffingEvent"
    case .guestUserAnomaly: "GuestUserAnomalyEvent"
    case .loginAnomaly: "LoginAnomalyEvent"
    case .universalAnomaly: "UniversalAnomalyEvent"
    case .loginHistory: "LoginHistory"
    case .setupAudit: "SetupAuditTrail"
    }
  }

  /// A finding of Salesforce's threat detection about calls that have records of their own.
  var isThreat: Bool {
    switch self {
    case .apiAnomaly, .reportAnomaly, .sessionHijacking, .credentialStuffing, .guestUserAnomaly,
      .loginAnomaly, .universalAnomaly:
      true
    default: false
    }
  }

  /// Whether a record is one API call of an integration, for volumes. People's reports, lists and
  /// pages aren't, nor are sign-ins, changes and findings.
  var countsAsCall: Bool {
    self == .api || self == .bulkApiResult || self == .bulkApi2Job
  }

  private static let byName: [String: SalesforceRecordKind] = {
    var table: [String: SalesforceRecordKind] = [:]
    for kind in allCases { table[kind.name.lowercased()] = kind }
    table[""] = nil
    return table
  }()

  /// The type's name without what tells stream from store, at most 64 bytes of it.
  static func stem(_ type: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let name = type.cut(0, 64)
    // `/event/ApiEventStream` of a channel.
    let start = name.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
    let last = name.cut(from: start)
    if last.endsWith("eventstream") { return last.cut(0, last.count - 6) }
    if last.endsWith("eventstore") { return last.cut(0, last.count - 5) }
    return last
  }

  /// The kind of a type's name, ASCII case ignored; nil when it isn't known.
  init?(type: UnsafeRawBufferPointer) {
    let name = String(decoding: Self.stem(type), as: UTF8.self).lowercased()
    guard let kind = Self.byName[name] else { return nil }
    self = kind
  }

  /// The kind that the fields of a record tell, for those that don't name it; nil when they fit
  /// nothing.
  ///
  /// - Parameter has: whether the record has a field, even if it is null.
  init?(fields has: (SalesforceField) -> Bool) {
    if has(.eventDate) || has(.eventIdentifier) {
      self = Self.event(has)
    } else if has(.loginTime), has(.loginType) || has(.status) {
      self = .loginHistory
    } else if has(.action), has(.section) || has(.display), has(.createdDate) {
      self = .setupAudit
    } else {
      return nil
    }
  }

  private static func event(_ has: (SalesforceField) -> Bool) -> SalesforceRecordKind {
    if has(.score), let threat = threat(has) { return threat }
    if has(.reportID) { return .report }
    if has(.listViewID) { return .listView }
    if has(.delegatedUsername) { return .loginAs }
    if has(.verificationMethod) { return .identityVerification }
    if has(.ssoType) { return .identityProvider }
    if has(.loginType), has(.status) { return .login }
    if has(.fileAction) { return .file }
    if has(.permissionType) || has(.permissionList) || has(.impactedUserIDs) {
      return .permissionSet
    }
    if has(.apiType), has(.queriedEntities) { return .api }
    if has(.pageURL) || has(.pageStartTime) { return .lightningUri }
    if has(.operationStatus), has(.recordID) || has(.queriedEntities) { return .uri }
    if has(.query), !has(.apiType) { return .bulkApiResult }
    return has(.operation) || has(.apiType) || has(.summary) ? .other : .logout
  }

  private static func threat(_ has: (SalesforceField) -> Bool) -> SalesforceRecordKind? {
    if has(.currentIP) || has(.currentUserAgent) { return .sessionHijacking }
    if has(.report) { return .reportAnomaly }
    if has(.requestedEntities) || has(.totalControllerEvents) { return .guestUserAnomaly }
    if has(.featureName) { return .loginAnomaly }
    if has(.anomalySubType) { return .universalAnomaly }
    if has(.loginType) { return .credentialStuffing }
    if has(.queriedEntities) || has(.requestIdentifier) { return .apiAnomaly }
    return nil
  }
}
