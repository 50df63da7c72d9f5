public import SecurityModel

/// Salesforce Event Monitoring: the CSV of `EventLogFile` records, of every event type.
public struct SalesforceEventLogFileFormat: LogFormat {
  public init() {}

  public var name: String { "salesforce-eventlogfile" }
  public var title: String { "Salesforce Event Log File" }
  public var summary: String {
    "CSV files of Salesforce Event Monitoring, hourly or daily, one event type each or joined."
  }
  public var platform: Platform { .salesforce }
  public var fields: [String] {
    [
      "ts", "platform", "org", "credential", "credential_type", "user", "app", "app_id", "session",
      "ip", "ip_country", "user_agent", "api", "operation", "method", "uri", "objects", "fields",
      "query", "rows", "status", "error", "response_bytes", "request_bytes", "duration_ms",
      "api_version", "job_id", "grant", "login_type", "login_sub_type", "target_credential",
      "tls_version", "mfa",
    ]
  }

  /// Lines looked at for the header row: notes of whoever exported it, or the end of a row that was
  /// cut, may stand before.
  private static let leadingLines = 20

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    var framer = RecordFramer(.lines)
    var at = 0
    var lines = 0
    while lines < Self.leadingLines {
      let frame = framer.next(in: sample, from: at, atEnd: true)
      guard frame.kind == .record else { break }
      at = frame.next
      guard frame.start < frame.end else { continue }
      var claim = Self.claim(UnsafeRawBufferPointer(rebasing: sample[frame.start..<frame.end]))
      if claim.confidence > 0 {
        // Less sure, the more there is before it.
        if lines > 0 {
          claim.confidence -= 0.08
          claim.reason += "; \(lines) lines before it can't be read"
        }
        return claim
      }
      lines += 1
    }
    return .none
  }

  /// How sure it is that a line is the header row of an Event Log File.
  private static func claim(_ line: UnsafeRawBufferPointer) -> FormatMatch {
    // A cheap look first: lines of other logs are long.
    guard line[0] != 0x7B, line[0] != 0x5B,
      line.contains(word: "event_type") || line.contains(word: "eventtype")
        || line.contains(word: "event type")
    else { return .none }
    var row = CSVRow()
    do throws(DecodeFailure) {
      try row.split(line, separator: CSVDialect.separator(ofHeader: line))
    } catch {
      return .none
    }
    var found: Set<EventLogFileColumn> = []
    for i in 0..<row.count {
      // Names may be glued into one cell.
      for part in row[i].split(separator: 0x2C) {
        let name = CSVDialect.canonicalName(UnsafeRawBufferPointer(rebasing: part))
        if let column = EventLogFileColumn.byName[name] { found.insert(column) }
      }
    }
    guard found.contains(.eventType) else { return .none }
    let hasTime = found.contains(.timestamp) || found.contains(.timestampDerived)
    let frame: [EventLogFileColumn] = [.requestId, .organizationId, .userId]
    let shared = frame.filter(found.contains).count
    if hasTime, shared >= 2 {
      return FormatMatch(
        confidence: 0.98, reason: "a header row with EVENT_TYPE, a time and Salesforce id columns")
    }
    if hasTime {
      return FormatMatch(confidence: 0.6, reason: "a header row with EVENT_TYPE and a time")
    }
    return .none
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    EventLogFileDecoder(context)
  }
}
