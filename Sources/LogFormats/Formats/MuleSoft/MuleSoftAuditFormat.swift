public import SecurityModel

/// MuleSoft: the Anypoint audit log.
public struct MuleSoftAuditFormat: LogFormat {
  public init() {}

  public var name: String { "mulesoft-audit" }
  public var title: String { "Anypoint audit log" }
  public var summary: String {
    "Who changed what on the Anypoint platform, connected applications and their tokens included."
  }
  public var platform: Platform { .mulesoft }
  public var fields: [String] {
    [
      "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "app_id",
      "ip", "api", "operation", "objects", "error", "grant", "scopes", "target_credential",
      "connected_app",
    ]
  }

  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    JSONSample.match(sample, MuleSoftAuditMapper.self)
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    JSONRecordDecoder(MuleSoftAuditMapper(context), context)
  }
}
