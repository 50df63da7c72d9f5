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

  /// The kind of an `EVENT_TYPE` value, in any case, as log stores change it; Event Log Objects add
  /// `EventLog` to the name.
  init(eventType: UnsafeRawBufferPointer) {
    var name = String(decoding: eventType.prefix(64), as: UTF8.self).lowercased()
    if name.hasSuffix("eventlog") { name.removeLast(8) }
    switch name {
    case "api": self = .api
    case "restapi": self = .restApi
    case "apexrestapi": self = .apexRestApi
    case "apitotalusage": self = .apiTotalUsage
    case "bulkapi": self = .bulkApi
    case "bulkapirequest": self = .bulkApiRequest
    case "bulkapi2": self = .bulkApi2
    case "compositeapi": self = .compositeApi
    case "compositeapisubrequest": self = .compositeApiSubrequest
    case "metadataapioperation": self = .metadataApiOperation
    case "apexsoap": self = .apexSoap
    case "uniquequery": self = .uniqueQuery
    case "login": self = .login
    case "loginas": self = .loginAs
    case "salesforceloginas": self = .salesforceLoginAs
    case "logout": self = .logout
    case "permissionupdate": self = .permissionUpdate
    case "groupmembership": self = .groupMembership
    case "insufficientaccess": self = .insufficientAccess
    case "transactionsecurity": self = .transactionSecurity
    case "report": self = .report
    case "asyncreportrun": self = .asyncReportRun
    case "reportexport": self = .reportExport
    case "contenttransfer": self = .contentTransfer
    case "documentattachmentdownloads", "documentattachmentdownoads":
      self = .documentAttachmentDownloads
    case "uri": self = .uri
    case "aurarequest": self = .auraRequest
    case "search": self = .search
    case "apexcallout": self = .apexCallout
    case "namedcredential": self = .namedCredential
    case "externalodatacallout": self = .externalODataCallout
    case "databasesave": self = .databaseSave
    case "packageinstall": self = .packageInstall
    case "wavedownload": self = .waveDownload
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
