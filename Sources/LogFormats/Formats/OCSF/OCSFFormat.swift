public import SecurityModel

/// Events in the Open Cybersecurity Schema Framework.
public struct OCSFFormat: LogFormat {
  public init() {}

  public var name: String { "ocsf" }
  public var title: String { "OCSF" }
  public var summary: String {
    "Events of the Open Cybersecurity Schema Framework: API Activity (6003), Authentication (3002)"
      + " and User Access Management (3005); other classes are passed over."
  }
  public var platform: Platform { .generic }
  public var fields: [String] {
    [
      "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "app_id",
      "session", "ip", "ip_country", "user_agent", "api", "operation", "method", "uri", "objects",
      "fields", "query", "rows", "status", "error", "response_bytes", "duration_ms",
      "api_version", "grant", "scopes", "login_type", "target_credential", "tls_version", "mfa",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, OCSFMapper.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    OCSFDecoder(context)
  }
}
