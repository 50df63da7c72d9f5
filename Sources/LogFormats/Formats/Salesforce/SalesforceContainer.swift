/// What Salesforce records are written in.
public enum SalesforceContainer: Sendable {
  /// JSON objects: messages, query results, exports of log stores.
  case json
  /// CSV: downloads from Setup, exported query results.
  case csv
}
