public import SecurityModel

/// Access logs as JSON, by the keys that nginx, Envoy and Istio set-ups give them.
public struct AccessLogJSONFormat: LogFormat {
  public init() {}

  public let name = "access-log-json"
  public let title = "Access log as JSON (nginx, Envoy, Istio)"
  public let summary =
    "One JSON object a call from nginx, Envoy or Istio, with their variables' names as keys; other"
    + " keys can be mapped in the configuration."
  public let platform = Platform.generic
  public var fields: [String] { Self.plan.fields }

  static let plan = MappingPlan(
    FormatMapping(
      name: "access-log-json", records: .json,
      time: TimeRule(GatewayFields.time), fields: GatewayFields.rules()),
    witnesses: ["upstream_cluster"])

  /// Keys that hardly anything but an access log has, besides those of the groups.
  private static let telling = [
    "remote_addr", "remote_user", "body_bytes_sent", "bytes_sent", "bytes_received",
    "http_user_agent", "http_referer", "http_x_forwarded_for", "x_forwarded_for",
    "request_time", "request_length", "upstream_response_time", "upstream_service_time",
    "upstream_addr", "upstream_host", "upstream_cluster", "response_flags",
    "downstream_remote_address", "downstream_local_address", "authority",
    "server_protocol", "user_agent",
    "connection_termination_details", "route_name", "requested_server_name",
  ]

  /// Fairly sure when every object has a time, a request, a status and three telling keys.
  public func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
    guard !JSONSample.isOurs(sample) else { return .none }
    let groups = [
      GatewayFields.time, GatewayFields.status,
      GatewayFields.target + GatewayFields.method + ["request"],
    ]
    let reader = JSONFieldReader(
      JSONFieldMap(groups + Self.telling.map { [$0] }, spelling: .folded))
    let share = MappedProbe.share(ofObjects: sample) { record in
      guard (try? reader.scan(record)) == true,
        (0..<3).allSatisfy({ reader.slots[$0].kind != .null })
      else { return false }
      return Self.telling.indices.filter { reader.slots[3 + $0].kind != .null }.count >= 3
    }
    guard let share, share >= 0.8 else { return .none }
    return FormatMatch(
      confidence: share == 1 ? 0.9 : 0.75,
      reason: "JSON objects with a time, a request, a status and other fields of an access log")
  }

  public func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
    MappedDecoder(Self.plan, context, spelling: .folded) { fields, event in
      // Only a service mesh logs a call twice.
      if fields.plan.witnesses.contains(where: { fields.values[$0].isPresent }) {
        SidecarPair.note(fields, &event)
      }
    }
  }
}
