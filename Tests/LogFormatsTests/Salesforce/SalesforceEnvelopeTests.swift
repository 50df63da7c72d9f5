import SecurityModel
import Testing

@testable import LogFormats

/// The ways in which one event arrives.
@Suite struct SalesforceEnvelopeTests {
  private static let e = SalesforceEvents.self

  private func fixture(_ text: String) -> RecordFixture {
    RecordFixture(SalesforceRealtimeFormat(), text, org: "00Dxx0000001abc")
  }

  static let ways = [
    e.message("ApiEventStream", e.api), e.message("ApiEvent", e.api), e.stored("ApiEvent", e.api),
    #"{"schema":"q_Q","payload":{\#(e.api)},"event":{"replayId":"","EventUuid":"x"}}"#,
    #"{"replayId":"AAAAAAAB","payload":{\#(e.api)}}"#, "{\(e.api)}",
    // A stored record in a stream's message, and one without a channel.
    e.message("ApiEvent", #""attributes":{"type":"ApiEvent"},"# + e.api),
    #"{"data":{"payload":{\#(e.api)},"event":{"replayId":1}}}"#,
  ]

  @Test(arguments: ways)
  func everyWayGivesTheSameEvent(_ record: String) {
    let given = fixture(record)
    let plain = fixture("{\(Self.e.api)}")
    #expect(dump(given.event, given.context.symbols) == dump(plain.event, plain.context.symbols))
    #expect(given.text(given.event.eventType) == "ApiEvent")
    #expect(given.text(given.event.org) == "00Dxx0000001abc")
  }

  @Test func streamAndStoreAreOneEvent() throws {
    let store = Self.e.with(
      Self.e.api,
      [
        "EventDate": #""2025-03-04T10:15:02.417+0000""#,
        "CreatedDate": #""2025-03-04T10:15:04.120+0000""#, "ElapsedTime": "212.0",
      ])
    let both = fixture(
      Self.e.message("ApiEventStream", Self.e.api) + "\n" + Self.e.stored("ApiEvent", store))
    #expect(both.events.count == 2)
    #expect(both.events[0].dedupKey == both.events[1].dedupKey)
    #expect(both.events.allSatisfy { $0.flags.contains(.dedup) })
    #expect(try both.normalized()["id"] == "0f3d2c1b-aaaa-4bbb-8ccc-1234567890ab")
    // The id of a stored event is the same for all of them, so it is none.
    #expect(try both.normalized(1)["id"] == "0f3d2c1b-aaaa-4bbb-8ccc-1234567890ab")
  }

  @Test(arguments: [
    #""2025-03-04T10:15:02.417Z""#, #""2025-03-04T10:15:02.417+0000""#, "1741083302417",
    "1741083302417.0", #"{"long":1741083302417}"#, #"{"string":"2025-03-04T10:15:02.417Z"}"#,
    "1.741083302417E12",
  ])
  func datesComeInSeveralForms(_ date: String) {
    let given = fixture("{" + Self.e.with(Self.e.api, ["EventDate": date]) + "}")
    #expect(given.event.time.rfc3339 == "2025-03-04T10:15:02.417Z")
  }

  @Test func wholeSecondsAndTheDateOfCreationAreTimesToo() {
    let whole = fixture(
      "{" + Self.e.with(Self.e.api, ["EventDate": #""2025-03-04T10:15:02Z""#]) + "}")
    #expect(whole.event.time.rfc3339 == "2025-03-04T10:15:02.000Z")
    let created = fixture("{" + Self.e.with(Self.e.api, ["EventDate": "null"]) + "}")
    #expect(created.event.time.rfc3339 == "2025-03-04T10:15:04.120Z")
  }

  @Test func avroUnionsAreOpened() throws {
    let record = fixture(
      #"{"replayId":7,"payload":{"EventDate":{"long":1741083302417},"EventIdentifier":{"string":"x-1"},"#
        + #""UserId":{"string":"005xx000001Sv7kAAC"},"SourceIp":{"string":"2001:db8::9"},"#
        + #""ApiType":{"string":"REST"},"QueriedEntities":{"string":"Lead"},"#
        + #""Operation":{"string":"Query"},"RowsProcessed":{"double":12.0},"#
        + #""Query":{"string":"SELECT \"Id\" FROM Lead"},"ElapsedTime":{"int":9},"Client":null}}"#)
    let event = record.event
    #expect(event.ip.description == "2001:db8::9")
    #expect(record.text(event.credential) == "005xx000001Sv7k")
    #expect(record.objects(event) == ["Lead"])
    #expect(event.rows == 12)
    #expect(event.duration == 9)
    #expect(event.operation == .query)
    #expect(try record.normalized()["ApiType"] == "REST")
    #expect(try record.normalized()["replayId"] == 7)
  }

  @Test(arguments: [
    (#""Query""#, "null"), (#""Query""#, #""""#), (#""N/A""#, #""N/A""#),
  ])
  func nothingComesInFourForms(_ operation: String, _ client: String) {
    let record = fixture(
      "{"
        + Self.e.with(
          Self.e.api,
          [
            "Client": client, "ConnectedAppId": client, "SourceIp": client,
            "QueriedEntities": client, "Operation": operation, "UserAgent": client,
          ]) + "}")
    #expect(record.text(record.event.credential) == "005xx000001Sv7k")
    #expect(!record.event.ip.isPresent)
    #expect(record.text(record.event.userAgent) == "")
    #expect(record.objects(record.event) == ["Contact"])
  }

  @Test func namesInOtherSpellingsAreKnown() {
    let plain = fixture(
      #"{"event_date":"2025-03-04T10:15:02.417Z","event_identifier":"x","user_id":"005xx000001Sv7kAAC","#
        + #""source_ip":"203.0.113.40","api_type":"REST","operation":"Query","#
        + #""queried_entities":"Lead","connected_app_id":"0H4xx0000000001CAA","rows_processed":"7"}"#
    )
    #expect(plain.text(plain.event.credential) == "0H4xx0000000001|005xx000001Sv7k")
    #expect(plain.event.rows == 7)
    #expect(plain.event.ip.description == "203.0.113.40")
    let upper = fixture(
      #"{"EVENTDATE":"2025-03-04T10:15:02.417Z","EVENTIDENTIFIER":"x","USERID":"005xx000001Sv7kAAC"}"#
    )
    #expect(upper.text(upper.event.eventType) == "LogoutEvent")
  }

  @Test func whatIsNoEventIsPassedOverOrRefused() {
    let record = fixture(
      #"{"channel":"/meta/connect","successful":true}"# + "\n\n"
        + #"{"attributes":{"type":"EventLogFile"},"EventType":"RestApi","LogDate":"2025-03-04T00:00:00.000+0000"}"#
        + "\n" + #"{"message":"sObject type 'x' is not supported.","errorCode":"INVALID_TYPE"}"#
        + "\n" + #"{"a":1}"# + "\n"
        + #"{"EventDate":"yesterday","EventIdentifier":"x","UserId":"y"}"#
        + "\n" + #"{"EventDate":"2025-03-04T10:15:02Z","EventIdentifier":"x"}"#)
    #expect(record.events.isEmpty)
    #expect(record.ignored == 3)
    #expect(
      record.failures.map(\.reason) == [
        "an error answer of Salesforce, not an event",
        "no type, and no fields of a Salesforce record",
        "EventDate is missing or not a time",
        "no user, application or session is named",
      ])
  }

  @Test func unknownTypesKeepTheirCommonFields() throws {
    let record = fixture(
      Self.e.message("SomethingNewEventStream", Self.e.common + #","Status":"Success","X":"y""#))
    #expect(record.text(record.event.eventType) == "SomethingNewEvent")
    #expect(record.text(record.event.user) == "005xx000001Sv7k")
    #expect(record.event.outcome == .success)
    #expect(!record.event.flags.contains(.countsAsCall))
    #expect(try record.normalized()["X"] == "y")
  }

  @Test func samplesOfRecordsAndKeysAreNeverWritten() throws {
    let record = fixture("{\(Self.e.api)}")
    let text = try record.normalized().json.text
    #expect(!text.contains("jane@corp.example"))
    #expect(!text.contains("q1W2e3R4t5Y6u7I8"))
    #expect(!text.contains("a1S2d3F4g5H6j7K8"))
    #expect(text.contains(#""RowsProcessed""#))
  }

  @Test func onlyItsOwnRecordsAreClaimed() {
    let own = Self.ways + [Self.e.message("LoginEventStream", Self.e.login)]
    for record in own {
      #expect(confidence(SalesforceRealtimeFormat(), record + "\n" + record) > 0.9)
    }
    for other in [
      #"{"EventDate":"2025-03-04T10:15:02Z","user":"x","value":1}"#,
      #"{"timestamp":"2025-03-04T10:15:02Z","userId":"x","action":"read"}"#,
      #"{"attributes":{"type":"LoginHistory"},"LoginTime":"2025-03-04T10:15:02Z"}"#,
      #"{"attributes":{"type":"Account"},"Id":"001xx000003DGbYAAW","Name":"Acme"}"#,
      #"{"channel":"/topic/x","data":{"event":{"replayId":1},"sobject":{"Id":"x"}}}"#,
      NativeJSONLinesTests.full,
    ] {
      #expect(confidence(SalesforceRealtimeFormat(), other) == 0)
    }
  }
}
