/// The names under which envelopes carry their records.
///
/// Sources: Salesforce and OData query results (`records`, `value`, `d.results`), HubSpot pages
/// (`results`), Anypoint (`data`), Azure event hubs and CloudTrail (`records`, `Records`), search
/// engines (`hits.hits`), log services (`events`, `logs`, `logEvents`), OpenTelemetry
/// (`resourceLogs.scopeLogs.logRecords`).
enum JSONEnvelope {
  /// Whether an array of that name holds records.
  static func holdsRecords(_ name: UnsafeRawBufferPointer) -> Bool {
    switch name.count {
    case 4:
      name.isWord("data") || name.isWord("hits") || name.isWord("logs") || name.isWord("rows")
        || name.isWord("body") || name.isWord("list")
    case 5: name.isWord("value") || name.isWord("items")
    case 6: name.isWord("events") || name.isWord("result")
    case 7:
      name.isWord("records") || name.isWord("results") || name.isWord("entries")
        || name.isWord("payload")
    case 9: name.isWord("logevents") || name.isWord("scopelogs") || name.isWord("documents")
    case 10: name.isWord("logrecords")
    case 12: name.isWord("resourcelogs")
    default: false
    }
  }

  /// Whether an object of that name may hold such an array.
  static func isOuter(_ name: UnsafeRawBufferPointer) -> Bool {
    switch name.count {
    case 1: name.isWord("d")
    case 4: name.isWord("hits") || name.isWord("data") || name.isWord("body")
    case 6: name.isWord("result") || name.isWord("output")
    case 8: name.isWord("response")
    default: false
    }
  }
}
