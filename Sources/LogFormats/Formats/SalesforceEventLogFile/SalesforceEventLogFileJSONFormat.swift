public import SecurityModel

/// Rows of Salesforce Event Log Files that a log store turned into JSON objects, and Event Log
/// Objects, their queryable twins.
public struct SalesforceEventLogFileJSONFormat: LogFormat {
  public init() {}

  public var name: String { "salesforce-eventlogfile-json" }
  public var title: String { "Salesforce Event Log File (JSON)" }
  public var summary: String {
    "Rows of Salesforce Event Log Files as JSON objects, as Splunk, Elastic or Snowflake hold them,"
      + " and query results of Event Log Objects."
  }
  public var platform: Platform { .salesforce }
  public var fields: [String] { SalesforceEventLogFileFormat().fields }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    let cells = JSONCells<EventLogFileColumn>(EventLogFileColumn.map)
    return JSONSample.match(sample, cells) { Self.claim($0) }
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    EventLogFileJSONDecoder(context)
  }

  private static func claim(_ cells: JSONCells<EventLogFileColumn>) -> FormatMatch? {
    let row = cells.row
    let type = row[.eventType]
    guard !type.isEmpty, cells.has(.timestamp) || cells.has(.timestampDerived) else { return nil }
    let frame: [EventLogFileColumn] = [
      .requestId, .organizationId, .userId, .timestampDerived, .userIdDerived, .loginKey,
      .clientIp, .uri, .runTime,
    ]
    let shared = frame.count(where: { cells.has($0) })
    // In lower case the words could be anybody's.
    let isKnown = EventLogFileKind(eventType: type) != .other && (0x41...0x5A).contains(type[0])
    // A time of 14 digits is Salesforce's own, as are ids of an organisation.
    let isTime = TimestampParser.compact(row[.timestamp]) != nil
    let isOrg = row[.organizationId].startsWith("00d")
    guard isKnown || isTime || isOrg, shared >= 1 else { return nil }
    let isSure = (isKnown || isOrg) && (isTime || isOrg || shared >= 2)
    return FormatMatch(
      confidence: isSure ? 0.95 : 0.6,
      reason: "EVENT_TYPE, a time and \(shared) more columns of an Event Log File")
  }
}
