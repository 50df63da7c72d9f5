import SecurityModel
import Testing

@testable import LogFormats

@Suite struct FlexGatewayTests {
  static let policy =
    #"{"orgId":"org-1","apiName":"contacts-api","apiVersion":"v1","receivedTs":"2025-03-04T10:15:02.417Z","repliedTs":"2025-03-04T10:15:02.530Z","remoteAddress":"/203.0.113.9:50112","method":"GET","requestPath":"/v1/contacts?limit=200","reqId":"r-1","requestDisposition":"PROCESSED","request":{"headers":{"user-agent":"contoso-sync/3.1","authorization":"Bearer S3CR3T-TOKEN-1"}},"authentication":{"clientId":"8f2e"}}"#

  private func decode(_ line: String) throws -> (APIEvent, FormatProbe) {
    let probe = FormatProbe(MuleSoftFlexGatewayFormat())
    return (try probe.expectReadBack(line).event, probe)
  }

  @Test func thePolicysVariablesAreReadFieldByField() throws {
    let probe = FormatProbe(MuleSoftFlexGatewayFormat())
    let (e, full) = try probe.expectReadBack(Self.policy)
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(e.platform == .mulesoft && probe.text(e.org) == "org-1")
    #expect(probe.text(e.credential) == "8f2e" && probe.text(e.app) == "8f2e")
    #expect(e.ip == IPAddress(text: "203.0.113.9"))
    #expect(e.method == .get && e.operation == .list && e.surface == .rest)
    #expect(probe.objects(e) == ["contacts"])
    #expect(e.duration == 113 && e.rows == -1)
    #expect(e.outcome == .success && e.status == 0)
    #expect(probe.text(e.userAgent) == "contoso-sync/3.1")
    #expect(e.flags == [.dedup, .countsAsCall])
    #expect(full["uri"] == "/v1/contacts?limit=200")
    #expect(full["requestDisposition"] == "PROCESSED" && full["status"] == "PROCESSED")
    #expect(!full.json.text.contains("S3CR3T"))
  }

  @Test func aViolationIsAFailure() throws {
    let line = Self.policy.replacing("PROCESSED", with: "VIOLATION").replacing(
      #""authentication":{"clientId":"8f2e"}"#,
      with:
        #""violation":{"clientId":"8f2e","clientName":"Contoso Sync","policyName":"jwt-validation"}"#
    )
    let (e, probe) = try decode(line)
    #expect(e.outcome == .failure && e.failure == .badSecret)
    #expect(probe.text(e.integration) == "Contoso Sync" && probe.text(e.app) == "8f2e")
  }

  @Test func theLinesOfARequestAreOneEvent() throws {
    let probe = FormatProbe(MuleSoftFlexGatewayFormat())
    let before = Self.policy.replacing(#""repliedTs":"2025-03-04T10:15:02.530Z","#, with: "")
    #expect(try probe.decode(before).dedupKey == probe.decode(Self.policy).dedupKey)
  }

  @Test func textLinesAreRead() throws {
    let json =
      #"2025-03-04 10:15:02.417 [flex-gateway-envoy][info] wasm log message-logging-1.default.contacts-api-v1.default.svc main: [req: 5e0c] [accessLog] {"remoteAddress":"203.0.113.9","method":"GET","requestPath":"/v1/contacts","clientId":"8f2e"}"#
    let (e, probe) = try decode(json)
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(probe.text(e.credential) == "8f2e" && probe.objects(e) == ["contacts"])
    let pairs =
      #"[04/03/2025-10:15:02AM][flex-gateway-envoy][info][accessLog] method=DELETE requestPath="/v1/contacts/42" remoteAddress=203.0.113.9 clientId=8f2e"#
    let (f, _) = try decode(pairs)
    #expect(f.time.rfc3339 == "2025-03-04T10:15:02.000Z")
    #expect(f.operation == .delete && f.ip == IPAddress(text: "203.0.113.9"))
  }

  @Test func linesOfFluentBitAreRead() throws {
    let (e, probe) = try decode(
      #"{"date":1741083302.417,"logger":"flex-gateway-envoy","level":"info","kind":"accessLog","message":"{\"method\":\"GET\",\"requestPath\":\"/v1/orders\",\"clientId\":\"8f2e\"}"}"#
    )
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(probe.objects(e) == ["orders"] && probe.text(e.credential) == "8f2e")
  }

  @Test(arguments: [
    "2025-03-04 10:14:58.002 [flex-gateway-agent][info] Starting agent", "",
    #"{"date":1741083303,"logger":"x","level":"info","kind":"runtimeLog","message":"sync done"}"#,
  ])
  func noiseIsIgnored(_ line: String) throws {
    let probe = FormatProbe(MuleSoftFlexGatewayFormat())
    var event = APIEvent()
    let result = try Array(line.utf8).withUnsafeBytes {
      try probe.decoder.decode($0, into: &event)
    }
    #expect(result == .ignored)
  }

  @Test(arguments: [
    "no log line at all",
    "2025-03-04 10:15:02.417 [flex-gateway-envoy][info] [accessLog] just some words",
    "2025-13-04 10:15:02.417 [flex-gateway-envoy][info] [accessLog] requestPath=/x",
    #"2025-03-04 10:15:02.417 [flex-gateway-envoy][info] [accessLog] {"requestPath":"/x""#,
  ])
  func whatTellsNoCallIsRefused(_ line: String) {
    let probe = FormatProbe(MuleSoftFlexGatewayFormat())
    #expect(throws: DecodeFailure.self) { try probe.decode(line) }
  }
}
