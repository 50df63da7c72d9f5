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
    JSONSample.match(sample, OCSFField.self, .folded) { fields in
      guard let kind = OCSFKind(fields), fields.has(.classUID) || fields.has(.typeUID) else {
        return nil
      }
      if fields.has(.nativeTime), fields.has(.nativeCredential) { return nil }
      let marks: [OCSFField] = [.categoryUID, .typeUID, .activityID, .version, .product]
      let count = marks.count(where: { fields.has($0) })
      guard count >= 2, fields.has(.time) || fields.has(.originalTime) else { return nil }
      if case .other = kind {
        return FormatMatch(
          confidence: 0.6, reason: "OCSF events, some of classes without API calls")
      }
      return FormatMatch(confidence: 0.96, reason: "class_uid and the frame of an OCSF event")
    }
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    OCSFDecoder(context)
  }
}
