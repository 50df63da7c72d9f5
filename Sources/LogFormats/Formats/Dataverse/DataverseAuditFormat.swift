public import SecurityModel

/// Dynamics 365 / Dataverse: the unified audit log, as JSON.
public struct DataverseAuditFormat: LogFormat {
  public init() {}

  public var name: String { "dataverse-audit" }
  public var title: String { "Dynamics 365 / Dataverse audit" }
  public var summary: String {
    "Audit records of the CRM workload as JSON: from the Office 365 Management Activity API, or"
      + " exported from Microsoft Sentinel or Purview."
  }
  public var platform: Platform { .dataverse }
  public var fields: [String] { Self.supplied }

  static let supplied = [
    "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "app_id", "ip",
    "user_agent", "api", "operation", "uri", "objects", "fields", "record_ids", "query", "rows",
    "status",
  ]

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, DataverseAuditMapper.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    JSONRecordDecoder(DataverseAuditMapper(context), context)
  }
}
