import SecurityModel
import Testing

@testable import LogFormats

/// Event Log File rows in the form of JSON objects.
@Suite struct EventLogFileJSONTests {
  private func json(_ names: [String], _ values: [String]) -> String {
    JSONValue.object(zip(names, values).map { .init($0, .string($1)) }).text
  }

  private func fixture(_ text: String) -> RecordFixture {
    RecordFixture(SalesforceEventLogFileJSONFormat(), text)
  }

  /// A row is the same event in both containers, whatever stands in its columns.
  @Test(arguments: EventLogFileTypes.all)
  func aRowIsTheSameEventAsInCSV(_ type: String) {
    var random = SeededRandom(StableHash.string(type) &+ 1)
    for _ in 0..<6 {
      let names =
        ["EVENT_TYPE", "TIMESTAMP_DERIVED"]
        + EventLogFileColumn.allCases.map(\.name)
        .filter { !["EVENT_TYPE", "TIMESTAMP", "TIMESTAMP_DERIVED"].contains($0) }
      let values =
        [type, "2025-03-04T10:15:02.417Z"]
        + names.dropFirst(2).map { _ in
          EventLogFileTypes.values.randomElement(using: &random) ?? ""
        }
      let csv = EventLogFileFixture(
        EventLogFileFixture.line(names) + EventLogFileFixture.line(values))
      let object = fixture(json(names, values))
      var (a, b) = (csv.event, object.event)
      a.dedupKey = 0
      b.dedupKey = 0
      #expect(dump(a, csv.context.symbols) == dump(b, object.context.symbols))
    }
  }

  @Test func namesInOtherSpellingsAndTypesAreKnown() throws {
    let record = fixture(
      #"{"event_type":"RestApi","timestamp":"20250304101502.42","user_id":"005xx000001Sv7k","#
        + #""organization_id":"00Dxx0000001abc","uri":"/services/data/v62.0/query","method":"GET","#
        + #""status_code":200,"rows_processed":2000.0,"client_ip":"203.0.113.40","user_agent":null,"#
        + #""connected_app_id":"0H4xx0000000001CAA","user_email":"etl@corp.example"}"#)
    let event = record.event
    #expect(event.time.rfc3339 == "2025-03-04T10:15:02.420Z")
    #expect(event.status == 200)
    #expect(event.rows == 2_000)
    #expect(record.text(event.credential) == "0H4xx0000000001|005xx000001Sv7k")
    #expect(try record.normalized()["user_email"] == "etl@corp.example")
    #expect(try record.normalized()["rows"] == 2_000)
  }

  @Test func eventLogObjectsNameTheirTypeInTheirAttributes() {
    let record = fixture(
      #"{"attributes":{"type":"RestApiEventLog"},"Timestamp":"2025-03-04T10:15:02.000+0000","#
        + #""UserIdentifier":"005xx000001Sv7kAAC","Uri":"/services/data/v62.0/limits","Method":"GET","#
        + #""ClientIp":"203.0.113.40","StatusCode":"200","DatabaseTotalTime":1}"#)
    #expect(record.event.operation == .limits)
    #expect(record.text(record.event.user) == "005xx000001Sv7k")
  }

  @Test func ownQuotesOfAValueAreTakenOff() throws {
    let record = fixture(
      #"{"EVENT_TYPE":"Search","TIMESTAMP":"20250304101502","USER_ID":"005xx000001Sv7k","#
        + #""SEARCH_QUERY":"\"acme\"","NUM_RESULTS":"3"}"#)
    #expect(record.event.rows == 3)
    #expect(try record.normalized()["SEARCH_QUERY"] == "acme")
  }

  @Test func whatIsNoRowIsPassedOverOrRefused() {
    let record = fixture(
      #"{"EVENT_TYPE":"EVENT_TYPE","TIMESTAMP":"TIMESTAMP"}"# + "\n"
        + #"{"attributes":{"type":"EventLogFile"},"LogDate":"2025-03-04T00:00:00.000+0000"}"# + "\n"
        + #"{"EVENT_TYPE":"RestApi","USER_ID":"005xx000001Sv7k"}"# + "\n" + #"{"a":1}"#)
    #expect(record.events.isEmpty)
    #expect(record.ignored == 2)
    #expect(
      record.failures.map(\.reason) == [
        "neither TIMESTAMP_DERIVED nor TIMESTAMP holds a time", "EVENT_TYPE is empty",
      ])
  }

  @Test func onlyItsOwnRecordsAreClaimed() {
    let format = SalesforceEventLogFileJSONFormat()
    let own =
      #"{"EVENT_TYPE":"Login","TIMESTAMP":"20250304101502.417","USER_ID":"x","REQUEST_ID":"y"}"#
    #expect(confidence(format, own + "\n" + own) > 0.9)
    for other in [
      #"{"event_type":"page_view","timestamp":"2025-03-04T10:15:02Z","user_id":"x"}"#,
      #"{"eventType":"login","timestamp":1741083302417,"userId":"x","requestId":"y"}"#,
      #"{"EVENT_TYPE":"RestApi"}"#, NativeJSONLinesTests.full, "[]", "",
    ] {
      #expect(confidence(format, other) == 0)
    }
  }
}
