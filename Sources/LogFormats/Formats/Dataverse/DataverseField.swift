/// The members of an audit record of Dynamics 365 and Dataverse that crmwatch reads.
///
/// First the name in the record that the management activity API delivers, then those of the
/// Sentinel tables `DataverseActivity` and `Dynamics365Activity` and of Purview's exports.
enum DataverseField: Int, JSONField {
  // All Microsoft 365 records
  case id, recordType, time, operation, organization, userType, userKey, userID, userUPN
  case workload, resultStatus, clientIP, objectID
  // Dataverse
  case message, entityName, entityID, query, queryResults, changedFields, itemURL, itemType
  case instanceURL, uniqueName, userAgent, contextID, contextType, serviceName, appName
  case systemUser, correlation
  // Sign-ins
  case applicationID, targets, deviceProperties
  /// Lists of `{Name, Value}`.
  case extraProperties
  // Columns that Sentinel adds
  case tableName, tenant

  var paths: [String] {
    let names: [String] =
      switch self {
      case .id: ["Id", "SourceRecordId", "RecordId", "Identity"]
      case .recordType: ["RecordType"]
      case .time: ["CreationTime", "TimeGenerated", "TimeGeneratedUTC", "CreationDate"]
      case .operation: ["Operation", "Operations"]
      case .organization: ["OrganizationId"]
      case .userType: ["UserType"]
      case .userKey: ["UserKey"]
      case .userID: ["UserId", "UserIds"]
      case .userUPN: ["UserUpn"]
      case .workload: ["Workload", "OfficeWorkload"]
      case .resultStatus: ["ResultStatus"]
      case .clientIP: ["ClientIP", "ClientIPAddress", "ActorIpAddress"]
      case .objectID: ["ObjectId", "OriginalObjectId", "OfficeObjectId"]
      case .message: ["Message"]
      case .entityName: ["EntityName"]
      case .entityID: ["EntityId"]
      case .query: ["Query"]
      case .queryResults: ["QueryResults"]
      case .changedFields: ["Fields"]
      case .itemURL: ["ItemUrl"]
      case .itemType: ["ItemType"]
      case .instanceURL: ["InstanceUrl"]
      case .uniqueName: ["CrmOrganizationUniqueName"]
      case .userAgent: ["UserAgent"]
      case .contextID: ["ServiceContextId"]
      case .contextType: ["ServiceContextIdType"]
      case .serviceName: ["ServiceName"]
      case .appName: ["AppName"]
      case .systemUser: ["SystemUserId"]
      case .correlation: ["CorrelationId"]
      case .applicationID: ["ApplicationId"]
      case .targets: ["Target"]
      case .deviceProperties: ["DeviceProperties"]
      case .extraProperties: ["ExtraProperties", "ExtendedProperties"]
      case .tableName: ["Type"]
      case .tenant: ["TenantId"]
      }
    return names + Self.prefixes.flatMap { prefix in names.map { prefix + "." + $0 } }
  }

  /// Members under which shippers put the whole record.
  private static let prefixes = ["o365audit", "o365.audit", "office365", "data.office365"]
}
