public import SecurityModel

/// MuleSoft: API analytics events, as JSON.
public struct MuleSoftAnalyticsFormat: LogFormat {
  public init() {}

  public var name: String { "mulesoft-analytics" }
  public var title: String { "MuleSoft API analytics" }
  public var summary: String {
    "One event a call, with client application, status and times: Anypoint's analytics event export"
      + " as JSON."
  }
  public var platform: Platform { .mulesoft }
  public var fields: [String] { Self.supplied }

  static let supplied = [
    "id", "ts", "platform", "credential", "credential_type", "app", "app_id", "ip", "ip_country",
    "user_agent", "api", "operation", "method", "uri", "objects", "status", "error",
    "response_bytes", "request_bytes", "duration_ms", "api_version",
  ]

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, MuleSoftAnalyticsMapper.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    JSONRecordDecoder(MuleSoftAnalyticsMapper(context), context)
  }
}
