/// What the variables of nginx and Envoy mean, and the keys that JSON access logs are usually
/// given; one table for templates and JSON.
///
/// Sources: nginx `ngx_http_core_module` / `ngx_http_log_module` variables, Envoy's access log
/// command operators, Istio's default JSON format.
enum GatewayFields {
  static let time = [
    "time_local", "time_iso8601", "start_time", "start_time_local", "msec", "timestamp",
    "@timestamp", "time", "ts", "date",
  ]
  static let method = [
    "request_method", "method", "req(:method)", "http_method", "requestMethod",
  ]
  static let target = [
    "request_uri", "req(x-envoy-original-path?:path)", "req(:path)", "x-envoy-original-path",
    "path", "uri", "url", "request_path", "http_path", "requestUrl",
  ]
  static let status = [
    "status", "response_code", "status_code", "http_status", "statusCode", "code",
  ]
  static let peers = [
    "remote_addr", "realip_remote_addr", "downstream_direct_remote_address",
    "downstream_direct_remote_address_without_port", "downstream_remote_address",
    "downstream_remote_address_without_port", "client_ip", "clientip", "remote_ip",
    "remoteIp", "client", "source_ip",
  ]
  static let forwarded = [
    "http_x_forwarded_for", "x_forwarded_for", "req(x-forwarded-for)", "x-forwarded-for",
    "proxy_add_x_forwarded_for", "http_x_real_ip", "req(x-real-ip)", "http_cf_connecting_ip",
  ]
  static let secrets = [
    "http_authorization", "req(authorization)", "authorization", "http_x_api_key",
    "req(x-api-key)", "x_api_key", "http_apikey", "api_key", "apikey",
  ]
  static let requestIDs = [
    "request_id", "http_x_request_id", "req(x-request-id)", "x_request_id", "x-request-id",
    "req_id", "requestId",
  ]

  /// The rules for those of `names` that are there (templates) or could be (JSON, all of them).
  /// `time` comes apart, see `timeRule`.
  static func rules(among names: [String]? = nil) -> [FieldMapping] {
    func present(_ sources: [String]) -> [String] {
      guard let names else { return sources }
      return sources.filter { names.contains($0) }
    }
    var rules: [FieldMapping] = []
    func add(
      _ target: String, _ sources: [String], _ conversion: FieldMapping.Conversion = .copy
    ) {
      let sources = present(sources)
      if !sources.isEmpty { rules.append(FieldMapping(target, sources, conversion)) }
    }
    // First the line, then what says the same more exactly.
    add("uri", ["request", "request_line"], .requestLine)
    add("method", method)
    add("uri", target)
    add("status", status)
    let known = present(peers)
    let proxied = present(forwarded)
    if !(known + proxied).isEmpty {
      rules.append(FieldMapping("ip", known + proxied, .address(peers: known.count)))
    }
    add(
      "user",
      ["remote_user", "user", "user_name", "username", "auth_user", "consumer", "remote_user_id"])
    add(
      "user_agent",
      ["http_user_agent", "user_agent", "req(user-agent)", "user-agent", "agent", "userAgent"])
    add(
      "response_bytes",
      [
        "body_bytes_sent", "bytes_sent", "response_bytes", "response_size", "bytes",
        "responseSize",
      ])
    add("request_bytes", ["request_length", "bytes_received", "request_bytes", "request_size"])
    add(
      "duration_ms", ["duration", "duration_ms", "response_duration"], .unit(.milliseconds))
    add("duration_ms", ["request_time", "upstream_response_time"], .unit(.seconds))
    add("token_id", secrets, .secret)
    add("request_id", requestIDs)
    add("tls_version", ["ssl_protocol", "downstream_tls_version"])
    return rules
  }

  /// The rule for the time of those `names`; nil when there is none.
  static func timeRule(among names: [String]? = nil) -> TimeRule? {
    let sources = names.map { names in time.filter { names.contains($0) } } ?? time
    return sources.isEmpty ? nil : TimeRule(sources)
  }
}
