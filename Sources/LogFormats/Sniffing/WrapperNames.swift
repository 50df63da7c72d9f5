/// The names under which exports and shippers put whole records.
///
/// Members: Splunk (`result`, `_raw`), Elastic (`_source`, `event.original`, `message`), Docker and
/// Fluent (`log`), Datadog (`content`, `attributes`), Azure (`properties`, `RawData`,
/// `AdditionalData`), Microsoft 365 shippers (`o365audit`, `office365`, `AuditData`), Google
/// (`jsonPayload`, `textPayload`), Wazuh (`data`, `full_log`), AWS (`detail`, `body`, `dynamodb`),
/// OpenTelemetry (`body.stringValue`).
enum WrapperNames {
  private static let known: Set<String> = [
    "RESULT", "RAW", "RAWDATA", "RAWEVENT", "RAWLOG", "RAWMESSAGE", "RAWJSON", "ORIGINAL", "EVENT",
    "EVENTORIGINAL", "EVENTDATA", "MESSAGE", "MSG", "BODY", "LOG", "LOGS", "LOGMESSAGE", "FULLLOG",
    "CONTENT", "ATTRIBUTES", "CUSTOM", "SOURCE", "PROPERTIES", "RECORD", "DATA", "PAYLOAD",
    "FIELDS", "LINE", "TEXT", "TEXTPAYLOAD", "JSONPAYLOAD", "PROTOPAYLOAD", "O365AUDIT",
    "OFFICE365", "O365", "O365MANAGEMENT", "AUDIT", "AUDITDATA", "AUDITLOG", "JSON", "PARSED",
    "DETAIL", "DETAILS", "ADDITIONALDATA", "DOC", "DOCUMENT", "ENTRY", "VALUE", "STRINGVALUE",
    "HUBSPOT", "SALESFORCE", "SFDC", "DATAVERSE", "DYNAMICS365", "MULESOFT", "CRM", "DYNAMICS",
  ]

  private static let columns: Set<String> = [
    "RAW", "RAWDATA", "RAWEVENT", "RAWLOG", "RAWMESSAGE", "RAWJSON", "AUDITDATA", "MESSAGE",
    "SOURCERAW", "EVENTORIGINAL", "SOURCEEVENTORIGINAL", "SOURCEMESSAGE", "LOG", "EVENTDATA",
    "CONTENT", "PAYLOAD", "TEXTPAYLOAD", "JSONPAYLOAD", "BODY", "LINE", "RECORD", "LOGMESSAGE",
  ]

  /// Whether a member of that name may hold a record.
  static func isKnown(_ name: UnsafeRawBufferPointer) -> Bool {
    name.count <= 32 && known.contains(CSVDialect.canonicalName(name))
  }

  /// Whether a column of that name may.
  static func isColumn(_ name: UnsafeRawBufferPointer) -> Bool {
    name.count <= 32 && columns.contains(CSVDialect.canonicalName(name))
  }
}
