public import SecurityModel

/// MuleSoft: API analytics events, as CSV.
public struct MuleSoftAnalyticsTableFormat: LogFormat {
  public init() {}

  public var name: String { "mulesoft-analytics-csv" }
  public var title: String { "MuleSoft API analytics (CSV)" }
  public var summary: String {
    "One row a call, with client application, status and times: Anypoint's analytics event export"
      + " as CSV."
  }
  public var platform: Platform { .mulesoft }
  public var fields: [String] { MuleSoftAnalyticsFormat.supplied }

  /// By the five columns that are in every export.
  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    guard
      let header = CSVHeader.fields(
        sample, MuleSoftAnalyticsMapper.Field.self, MuleSoftAnalyticsMapper.map),
      header.fields.contains(.time),
      header.fields.intersection(MuleSoftAnalyticsMapper.always).count >= 4
    else { return .none }
    return FormatMatch(
      confidence: 0.95,
      reason: "a header row with Timestamp, API ID, API Version ID, API Name, API Version Name")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    CSVObjectDecoder(MuleSoftAnalyticsMapper(context), context)
  }
}
