public import SecurityModel

/// Salesforce Real-Time Event Monitoring: streams, stored events, threat detection.
public struct SalesforceRealtimeFormat: LogFormat {
  private let container: SalesforceContainer

  public init(_ container: SalesforceContainer = .json) { self.container = container }

  public var name: String {
    container == .json ? "salesforce-realtime" : "salesforce-realtime-csv"
  }
  public var title: String {
    container == .json ? "Salesforce real-time events" : "Salesforce real-time events (CSV)"
  }
  public var summary: String {
    container == .json
      ? "Events of Salesforce Real-Time Event Monitoring and Threat Detection as JSON: streamed"
        + " (CometD, Pub/Sub API) or queried from their big objects."
      : "Stored events of Salesforce Real-Time Event Monitoring, exported by a query as CSV."
  }
  public var platform: Platform { .salesforce }
  public var fields: [String] {
    [
      "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "app_id",
      "session", "ip", "ip_country", "user_agent", "api", "operation", "uri", "objects", "fields",
      "record_ids", "query", "rows", "status", "error", "response_bytes", "duration_ms",
      "api_version", "job_id", "grant", "login_type", "login_sub_type", "target_credential",
      "tls_version", "mfa", "change",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    switch container {
    case .json:
      return SalesforceSample.match(sample) { Self.claim($0) }
    case .csv:
      guard let header = SalesforceCSVHeader.first(of: sample) else { return .none }
      return Self.columns(header)
    }
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    container == .json ? SalesforceJSONDecoder(context) : SalesforceCSVDecoder(context)
  }

  /// The claim on one JSON record.
  private static func claim(_ cells: JSONCells<SalesforceField>) -> FormatMatch? {
    let row = cells.row
    let type = row.first(.attributesType, .channel)
    if !type.isEmpty {
      if type.startsWith("/meta/") {
        return FormatMatch(confidence: 0.6, reason: "CometD messages about a subscription")
      }
      switch SalesforceRecordKind(type: type) {
      case .loginHistory, .setupAudit: return nil
      case .some(let kind):
        return FormatMatch(confidence: 0.97, reason: "records of the type \(kind.name)")
      case nil: break
      }
      if cells.has(.eventDate), cells.has(.eventIdentifier) {
        return FormatMatch(confidence: 0.9, reason: "Salesforce events of a type that is new to us")
      }
      return nil
    }
    guard cells.has(.eventDate), let kind = SalesforceRecordKind(fields: { cells.has($0) }) else {
      return nil
    }
    if cells.has(.eventIdentifier) {
      return FormatMatch(
        confidence: 0.93,
        reason: "EventDate, EventIdentifier and the fields of \(kind.name)")
    }
    let marks: [SalesforceField] = [
      .sessionKey, .loginKey, .policyOutcome, .queriedEntities, .elapsedTime, .rowsProcessed,
    ]
    guard marks.count(where: { cells.has($0) }) >= 2 else { return nil }
    return FormatMatch(confidence: 0.75, reason: "EventDate and the fields of \(kind.name)")
  }

  /// The claim on a header row.
  private static func columns(_ header: SalesforceCSVHeader) -> FormatMatch {
    guard header.has(.eventDate), header.has(.eventIdentifier) else { return .none }
    return FormatMatch(
      confidence: 0.9,
      reason: "a header row with EventDate, EventIdentifier and the columns of "
        + header.columnsKind.name)
  }
}
