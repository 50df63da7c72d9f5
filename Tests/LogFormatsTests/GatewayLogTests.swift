import SecurityModel
import Testing

@testable import LogFormats

@Suite struct GatewayLogTests {
  static let envoy =
    #"[2025-03-04T10:15:02.417Z] "GET /services/data/v62.0/limits HTTP/1.1" 200 - 0 812 41 39 "#
    + #""203.0.113.9,10.0.0.7" "contoso-sync/3.1" "0b1c2d3e" "api.corp.example" "10.0.0.7:443""#
  static func istio(_ cluster: String, _ milliseconds: Int, path: String = "/a/1") -> String {
    #"[2025-03-04T10:15:02.\#(milliseconds)Z] "GET \#(path) HTTP/2" 200 - via_upstream - "-" 0 "#
      + #"812 41 39 "-" "contoso-sync/3.1" "0b1c2d3e" "api.corp.example" "10.0.0.7:443" "#
      + "\(cluster) 10.4.0.2:33144 10.96.3.4:443 [2001:db8::5]:0 api.corp.example default"
  }

  @Test func `Envoy's line gives every field`() throws {
    let probe = FormatProbe(EnvoyAccessLogFormat())
    let event = try probe.decode(Self.envoy)
    #expect(event.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(event.platform == .salesforce && event.surface == .rest)
    #expect(event.method == .get && event.status == 200 && event.outcome == .success)
    #expect(event.responseBytes == 812 && event.duration == 41)
    #expect(event.ip.description == "203.0.113.9")
    #expect(probe.text(event.clientFamily) == "contoso-sync")
    #expect(event.flags.contains(.countsAsCall) && !event.flags.contains(.dedup))
    #expect(event.request == Array("0b1c2d3e".utf8).withUnsafeBytes { StableHash.bytes($0) })
    #expect(probe.dump(event) == probe.dump(try probe.decode("ACCESS " + Self.envoy + "\n")))
  }

  @Test func `a broken request has no outcome`() throws {
    let probe = FormatProbe(EnvoyAccessLogFormat())
    let event = try probe.decode(
      #"[2025-03-04T10:15:02.417Z] "- - -" 0 NR 0 0 0 - "-" "-" "-" "-" "-""#)
    #expect(event.outcome == .unknown && event.status == 0 && event.method == .none)
    #expect(!event.ip.isPresent && event.endpoint.isNone)
  }

  @Test func `Istio's line moves the numbers and names the peer`() throws {
    let probe = FormatProbe(IstioAccessLogFormat())
    let event = try probe.decode(Self.istio("outbound|443||crm", 417))
    #expect(event.responseBytes == 812 && event.duration == 41 && event.status == 200)
    #expect(event.ip.description == "2001:db8::5")
    let normalized = try probe.normalize(Self.istio("outbound|443||crm", 417))
    #expect(normalized["upstream_cluster"]?.string == "outbound|443||crm")
  }

  @Test func `each form refuses the other's lines`() {
    let envoy = FormatProbe(EnvoyAccessLogFormat())
    let istio = FormatProbe(IstioAccessLogFormat())
    #expect(throws: DecodeFailure.self) { try envoy.decode(Self.istio("o", 417)) }
    #expect(throws: DecodeFailure.self) { try istio.decode(Self.envoy) }
    #expect(confidence(EnvoyAccessLogFormat(), Self.istio("o", 417) + "\n") == 0)
    #expect(confidence(IstioAccessLogFormat(), Self.envoy + "\n") == 0)
    #expect(confidence(AccessLogFormat(), Self.envoy) == 0)
  }

  @Test func `two sidecars make one call, and one id doesn't hide other calls`() throws {
    let probe = FormatProbe(IstioAccessLogFormat())
    let out = try probe.decode(Self.istio("outbound|443||crm", 417))
    let into = try probe.decode(Self.istio("inbound|8443||", 421))
    #expect(out.dedupKey == into.dedupKey && out.flags.contains(.dedup))
    let other = try probe.decode(Self.istio("outbound|443||crm", 417, path: "/a/2"))
    #expect(other.dedupKey != out.dedupKey)
  }

  @Test func `JSON logs of nginx and Istio are read by the same keys`() throws {
    let probe = FormatProbe(AccessLogJSONFormat())
    let nginx = try probe.decode(
      #"{"time_local":"04/Mar/2025:11:15:02 +0100","remote_addr":"10.0.0.7","#
        + #""http_x_forwarded_for":"203.0.113.9, 10.1.1.1","request":"PATCH /crm/v3/objects/x/1"#
        + #" HTTP/1.1","status":"204","body_bytes_sent":"0","request_time":"0.123"}"#)
    #expect(nginx.time.rfc3339 == "2025-03-04T10:15:02.000Z")
    #expect(nginx.method == .patch && nginx.platform == .hubspot && nginx.status == 204)
    #expect(nginx.duration == 123 && nginx.responseBytes == 0)
    // The peer is a proxy of one's own, so the client is whom it names.
    #expect(nginx.ip.description == "203.0.113.9")
    let istio = try probe.decode(
      #"{"start_time":"2025-03-04T10:15:02.417Z","method":"GET","path":"/a?b=1","#
        + #""response_code":0,"response_flags":"NR","bytes_sent":812,"duration":41,"#
        + #""upstream_service_time":"39","x_forwarded_for":null,"user_agent":"-","#
        + #""downstream_remote_address":"198.51.100.4:50122","request_id":"r","#
        + #""upstream_cluster":"outbound|1||x"}"#)
    #expect(istio.outcome == .unknown && istio.ip.description == "198.51.100.4")
    #expect(istio.userAgent.isNone && istio.duration == 41 && istio.flags.contains(.dedup))
    #expect(!nginx.flags.contains(.dedup))
  }

  @Test func `a public peer isn't overruled by what the caller claims`() throws {
    let probe = FormatProbe(AccessLogJSONFormat())
    let event = try probe.decode(
      #"{"time_iso8601":"2025-03-04T10:15:02Z","remote_addr":"198.51.100.4","#
        + #""http_x_forwarded_for":"203.0.113.9","request":"GET / HTTP/1.1","status":200}"#)
    #expect(event.ip.description == "198.51.100.4")
  }

  @Test(arguments: [
    #"{"message":"x","time":"2025-03-04T10:15:02Z","status":"ok"}"#,
    #"{"ts":"2025-03-04T10:15:02Z","credential":"a","method":"GET","status":200,"uri":"/x"}"#,
    #"{"timestamp":1741083302,"path":"/x","status":200,"user_agent":"x"}"#,
    #"{"@timestamp":"2025-03-04T10:15:02Z","message":"GET /","ecs":{"version":"8"}}"#,
  ])
  func `other JSON isn't taken for an access log or ECS`(_ text: String) {
    #expect(confidence(AccessLogJSONFormat(), text) == 0)
    #expect(confidence(ElasticCommonSchemaFormat(), text) == 0)
  }
}
