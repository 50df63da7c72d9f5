import SecurityModel
import Testing

@testable import LogFormats

@Suite struct MuleSoftAnalyticsTests {
  static let call =
    #"{"Application":"1789001","Application Name":"Contoso Sync","Client IP":"203.0.113.9","Verb":"GET","Resource Path":"/v1/contacts/42","Status Code":200,"Request Outcome":"PROCESSED","Response Time":113,"Request Size":-1,"Response Size":51234,"Message ID":"0b1c2d3e-4444-5555-6666-777788889999","User Agent Name":"contoso-sync/3.1","Country":"Germany","Timestamp":"2025-03-04T10:15:02.417Z","API ID":"19000001","API Version ID":"29000001","API Name":"contacts-api","API Version Name":"v1"}"#

  @Test func aCallIsReadFieldByField() throws {
    let probe = FormatProbe(MuleSoftAnalyticsFormat(), org: "corp")
    let (e, full) = try probe.expectReadBack(Self.call)
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(e.platform == .mulesoft && probe.text(e.org) == "corp")
    #expect(probe.text(e.credential) == "1789001" && probe.text(e.app) == "1789001")
    #expect(probe.text(e.integration) == "Contoso Sync" && e.credentialType == .oauthApp)
    #expect(e.ip == IPAddress(text: "203.0.113.9") && probe.text(e.country) == "Germany")
    #expect(e.method == .get && e.operation == .read && e.surface == .rest)
    #expect(probe.text(e.endpoint) == "/v*/contacts/{id}")
    #expect(probe.objects(e) == ["contacts"])
    #expect(e.rows == -1)
    #expect(e.status == 200 && e.outcome == .success && e.failure == .none)
    #expect(e.duration == 113 && e.responseBytes == 51234)
    #expect(probe.text(e.userAgent) == "contoso-sync/3.1")
    #expect(probe.text(e.apiVersion) == "v1")
    #expect(e.flags == [.dedup, .countsAsCall])
    #expect(full["id"] == "0b1c2d3e-4444-5555-6666-777788889999")
    #expect(full["uri"] == "/v1/contacts/42")
    #expect(full["request_bytes"] == nil)
    #expect(full["API Name"] == "contacts-api" && full["Request Outcome"] == "PROCESSED")
  }

  @Test func refusalsByAPolicySayWhy() throws {
    let probe = FormatProbe(MuleSoftAnalyticsFormat())
    func read(_ status: Int, _ policy: String) throws -> FailureKind {
      let line = Self.call.replacing("\"Status Code\":200", with: "\"Status Code\":\(status)")
        .replacing(
          "\"PROCESSED\"", with: "\"POLICY_VIOLATION\",\"Violated Policy Name\":\"\(policy)\"")
      let (e, full) = try probe.expectReadBack(line)
      #expect(e.outcome == .failure)
      #expect(full["error"]?.string == policy)
      return e.failure
    }
    #expect(try read(429, "Rate limiting - SLA based") == .rateLimited)
    #expect(try read(401, "Client ID enforcement") == .badSecret)
    #expect(try read(403, "IP blocklist") == .policy)
  }

  @Test func minusOneIsUnknown() throws {
    let line = Self.call.replacing("51234", with: "-1").replacing("113", with: "-1")
    let e = try FormatProbe(MuleSoftAnalyticsFormat()).decode(line)
    #expect(e.responseBytes == -1 && e.duration == -1)
  }

  @Test func withoutAnApplicationTheClientStands() throws {
    let probe = FormatProbe(MuleSoftAnalyticsFormat())
    let line = Self.call.replacing("\"1789001\"", with: "\"\"").replacing(
      "\"Contoso Sync\"", with: "\"N/A\"")
    let e = try probe.expectReadBack(line).event
    #expect(probe.text(e.credential) == "contoso-sync|203.0.113.0/24")
    #expect(e.app.isNone && e.credentialType == .unknown)
  }

  @Test func columnsThatWereNotChosenAreMissed() throws {
    let line =
      #"{"Verb":"GET","Timestamp":"2025-03-04T10:15:02.417Z","API ID":1,"API Version ID":2,"API Name":"n","API Version Name":"v1"}"#
    let probe = FormatProbe(MuleSoftAnalyticsFormat())
    #expect(confidence(MuleSoftAnalyticsFormat(), line) > 0.9)
    let e = try probe.expectReadBack(line).event
    #expect(probe.text(e.credential) == "unknown client" && e.outcome == .unknown)
    #expect(throws: DecodeFailure.self) {
      try probe.decode(line.replacing("Timestamp", with: "Stamp"))
    }
  }

  @Test func theTableIsTheSameEvents() throws {
    let file = try SampleFiles.contents(of: "mulesoft-analytics-csv")[0]
    let probe = FormatProbe(MuleSoftAnalyticsTableFormat())
    var events: [APIEvent] = []
    for record in SampleFiles.records(of: file.bytes, probe.decoder) {
      var event = APIEvent()
      if try record.withUnsafeBytes({ try probe.decoder.decode($0, into: &event) }) == .event {
        events.append(event)
      }
    }
    #expect(events.count == 2)
    #expect(events[0].time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(probe.text(events[0].credential) == "1789001" && events[0].duration == 113)
    #expect(probe.objects(events[0]) == ["contacts"] && events[0].operation == .list)
    #expect(events[1].outcome == .failure && events[1].failure == .badSecret)
    #expect(events[1].responseBytes == -1)
  }
}
