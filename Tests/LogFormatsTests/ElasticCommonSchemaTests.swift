import SecurityModel
import Testing

@testable import LogFormats

@Suite struct ElasticCommonSchemaTests {
  static let nested =
    #"{"@timestamp":"2025-03-04T10:15:02.417Z","ecs":{"version":"8.11.0"},"event":{"category":["#
    + #""web"],"action":"api-request","outcome":"success","duration":41000000,"id":"e1"},"http":{"#
    + #""request":{"method":"GET"},"response":{"status_code":200,"body":{"bytes":812}}},"url":{"#
    + #""path":"/services/data/v62.0/query","query":"q=SELECT+Id+FROM+Case"},"source":{"ip":"#
    + #""203.0.113.9"},"user":{"id":"u1","name":"etl"},"user_agent":{"original":"sync/3.1"}}"#
  static let flat =
    #"{"@timestamp":"2025-03-04T10:15:02.417Z","ecs.version":"8.11.0","event.category":["web"],"#
    + #""event.action":"api-request","event.outcome":"success","event.duration":41000000,"#
    + #""event.id":"e1","http.request.method":"GET","http.response.status_code":200,"#
    + #""http.response.body.bytes":812,"url.path":"/services/data/v62.0/query","#
    + #""url.query":"q=SELECT+Id+FROM+Case","source.ip":"203.0.113.9","user.id":"u1","#
    + #""user.name":"etl","user_agent.original":"sync/3.1"}"#

  @Test func `nested and flattened records are the same event`() throws {
    let probe = FormatProbe(ElasticCommonSchemaFormat())
    let event = try probe.decode(Self.nested)
    #expect(probe.dump(event) == probe.dump(try probe.decode(Self.flat)))
    #expect(event.platform == .salesforce && event.operation == .query)
    #expect(probe.objects(event) == ["Case"] && event.duration == 41)
    #expect(event.responseBytes == 812 && event.ip.description == "203.0.113.9")
    #expect(probe.text(event.credential) == "u1" && event.flags.contains(.dedup))
  }

  @Test func `native names stay for rules`() throws {
    let probe = FormatProbe(ElasticCommonSchemaFormat())
    let written = try probe.normalize(Self.flat)
    #expect(written["event.action"]?.string == "api-request")
    #expect(written["http.response.status_code"]?.integer == 200)
  }

  @Test func `sign-ins are sign-ins`() throws {
    let probe = FormatProbe(ElasticCommonSchemaFormat())
    let event = try probe.decode(
      #"{"@timestamp":"2025-03-04T10:15:02Z","event":{"category":["authentication"],"action":"x","#
        + #""outcome":"failure"},"error":{"code":"invalid_credentials"},"user":{"name":"a"}}"#)
    #expect(event.operation == .login && event.surface == .login)
    #expect(event.outcome == .failure && event.failure == .badSecret)
    #expect(!event.flags.contains(.countsAsCall))
  }

  @Test func `it is recognised with and without its version`() {
    #expect(confidence(ElasticCommonSchemaFormat(), Self.nested) == 0.9)
    #expect(confidence(ElasticCommonSchemaFormat(), Self.flat) == 0.9)
  }
}
