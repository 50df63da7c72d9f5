/// Every log format, in the order in which lists show them.
public enum LogFormatRegistry {
  /// One line per format.
  public static let all: [any LogFormat] = [
    SalesforceEventLogFileFormat(),
    SalesforceEventLogFileJSONFormat(),
    SalesforceRealtimeFormat(),
    SalesforceRealtimeFormat(.csv),
    SalesforceSetupAuditFormat(),
    SalesforceSetupAuditFormat(.csv),
    SalesforceLoginHistoryFormat(),
    SalesforceLoginHistoryFormat(.csv),
    OCSFFormat(),
    NativeJSONLinesFormat(),
    AccessLogFormat(),
    HubSpotAuditFormat(),
    HubSpotLoginFormat(),
    HubSpotSecurityFormat(),
    HubSpotUsageFormat(),
    HubSpotWebhookFormat(),
    DataverseAuditFormat(),
    DataverseAuditTableFormat(),
    MuleSoftFlexGatewayFormat(),
    MuleSoftMessageLogFormat(),
    MuleSoftCloudHubFormat(),
    MuleSoftAnalyticsFormat(),
    MuleSoftAnalyticsTableFormat(),
    MuleSoftAuditFormat(),
    EnvoyAccessLogFormat(),
    IstioAccessLogFormat(),
    AccessLogJSONFormat(),
    ElasticCommonSchemaFormat(),
  ]

  /// The format of that name, with its wrapping if the name has one (`access-log in syslog`).
  public static func format(named name: String) -> (any LogFormat)? {
    WrappedFormat.named(name) { plain in all.first { $0.name == plain } }
  }
}
