public import SecurityModel

/// Dynamics 365 / Dataverse: the unified audit log, as CSV.
public struct DataverseAuditTableFormat: LogFormat {
  public init() {}

  public var name: String { "dataverse-audit-csv" }
  public var title: String { "Dynamics 365 / Dataverse audit (CSV)" }
  public var summary: String {
    "Rows of the Microsoft Sentinel tables DataverseActivity and Dynamics365Activity, exported as"
      + " CSV."
  }
  public var platform: Platform { .dataverse }
  public var fields: [String] { DataverseAuditFormat.supplied }

  /// By the columns that only these tables have. A column with whole records in it is no row of
  /// theirs.
  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    let map = DataverseAuditMapper.map
    guard let header = CSVHeader.fields(sample, DataverseField.self, map),
      !header.names.contains("AUDITDATA"), header.fields.contains(.time)
    else { return .none }
    let own: Set<DataverseField> = [
      .message, .entityName, .uniqueName, .instanceURL, .systemUser, .contextID, .queryResults,
    ]
    let count = header.fields.intersection(own).count
    guard count >= 2, header.fields.contains(.uniqueName) || header.fields.contains(.entityName)
    else { return .none }
    return FormatMatch(
      confidence: count >= 4 ? 0.95 : 0.75,
      reason: "a header row with TimeGenerated, Message, EntityName and other Dataverse columns")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    CSVObjectDecoder(DataverseAuditMapper(context), context)
  }
}
