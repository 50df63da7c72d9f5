/// The Event Log File types that have columns of their own to map; everything else is `other`.
enum EventLogFileKind: UInt8 {
  case other
  case api, restApi, apexRestApi, apiTotalUsage, bulkApi, bulkApiRequest, bulkApi2
  case compositeApi, compositeApiSubrequest, metadataApiOperation, apexSoap, uniqueQuery
  case login, loginAs, salesforceLoginAs, logout, permissionUpdate, groupMembership
  case insufficientAccess, transactionSecurity
  case report, asyncReportRun, reportExport, contentTransfer, documentAttachmentDownloads
  case uri, auraRequest, search, apexCallout, namedCredential, externalODataCallout
  case databaseSave, packageInstall, waveDownload

  /// The kind of an `EVENT_TYPE` value; Event Log Objects add `EventLog` to the name.
  init(eventType: UnsafeRawBufferPointer) {
    var name = String(decoding: eventType.prefix(64), as: UTF8.self)
    if name.hasSuffix("EventLog") { name.removeLast(8) }
    switch name {
    case "API", "Api": self = .api
    case "RestApi": self = .restApi
    case "ApexRestApi": self = .apexRestApi
    case "ApiTotalUsage": self = .apiTotalUsage
    case "BulkApi": self = .bulkApi
    case "BulkApiRequest": self = .bulkApiRequest
    case "BulkApi2": self = .bulkApi2
    case "CompositeApi": self = .compositeApi
    case "CompositeApiSubrequest": self = .compositeApiSubrequest
    case "MetadataApiOperation": self = .metadataApiOperation
    case "ApexSoap": self = .apexSoap
    case "UniqueQuery": self = .uniqueQuery
    case "Login": self = .login
    case "LoginAs": self = .loginAs
    case "SalesforceLoginAs": self = .salesforceLoginAs
    case "Logout": self = .logout
    case "PermissionUpdate": self = .permissionUpdate
    case "GroupMembership": self = .groupMembership
    case "InsufficientAccess": self = .insufficientAccess
    case "TransactionSecurity": self = .transactionSecurity
    case "Report": self = .report
    case "AsyncReportRun": self = .asyncReportRun
    case "ReportExport": self = .reportExport
    case "ContentTransfer": self = .contentTransfer
    case "DocumentAttachmentDownloads", "DocumentAttachmentDownoads":
      self = .documentAttachmentDownloads
    case "URI": self = .uri
    case "AuraRequest": self = .auraRequest
    case "Search": self = .search
    case "ApexCallout": self = .apexCallout
    case "NamedCredential": self = .namedCredential
    case "ExternalODataCallout": self = .externalODataCallout
    case "DatabaseSave": self = .databaseSave
    case "PackageInstall": self = .packageInstall
    case "WaveDownload": self = .waveDownload
    default: self = .other
    }
  }

  /// Whether a row is one API call of an integration, for volumes.
  ///
  /// | counts | does not count |
  /// |---|---|
  /// | `API`, `RestApi`, `ApexRestApi`, `ApiTotalUsage`, `ApexSoap` | `CompositeApi`, `CompositeApiSubrequest`, `UniqueQuery`: parts of a call that has a row already |
  /// | `BulkApi`, `BulkApiRequest`, `BulkApi2` (each row of a job) | `Login`, `Logout` and the other identity types |
  /// | `MetadataApiOperation` | `Report`…, `URI`, `AuraRequest`, `Search`, downloads: people at work |
  /// | | `ApexCallout` and its like: calls that leave; `DatabaseSave`: a sample |
  /// | | unknown types |
  var countsAsCall: Bool {
    switch self {
    case .api, .restApi, .apexRestApi, .apiTotalUsage, .apexSoap, .bulkApi, .bulkApiRequest,
      .bulkApi2, .metadataApiOperation:
      true
    default: false
    }
  }

  /// Whether the row describes a part of a call that another row type counts.
  var isSecondary: Bool {
    switch self {
    case .compositeApi, .compositeApiSubrequest, .uniqueQuery, .reportExport: true
    default: false
    }
  }
}
