import LogFormats
import SecurityModel
import Testing

/// A row, and its full record read back as crmwatch's own JSON Lines, are the same event.
@Suite struct EventLogFileAgreementTests {
  private func rereadEvent(_ fixture: EventLogFileFixture) throws -> APIEvent {
    let line = Array(try fixture.normalized().json.text.utf8)
    let decoder = NativeJSONLinesFormat().makeDecoder(fixture.context)
    var event = APIEvent()
    let outcome = try line.withUnsafeBytes { (bytes) throws(DecodeFailure) -> Decoded in
      try decoder.decode(bytes, into: &event)
    }
    #expect(outcome == .event)
    return event
  }

  @Test(arguments: 0..<6)
  func theEngineSeesTheSameEvent(_ sample: Int) throws {
    let fixture = [
      EventLogFileFixture(
        type: "RestApi",
        [
          "URI": "/services/data/v62.0/query", "METHOD": "GET", "STATUS_CODE": "200",
          "ROWS_PROCESSED": "2000", "RESPONSE_SIZE": "99", "RUN_TIME": "12",
          "CLIENT_IP": "192.0.2.1",
          "CONNECTED_APP_ID": "0H4xx0000001234AAA", "CLIENT_NAME": "Acme Sync/",
          "SESSION_KEY": "AbC/+", "QUERY": "SELECT Id FROM Account WHERE Id > '1' LIMIT 2000",
        ]),
      EventLogFileFixture(
        type: "API",
        [
          "METHOD_NAME": "query", "CLIENT_NAME": "Loader/", "ENTITY_NAME": "Case", "API_TYPE": "P",
          "URI": "/services/Soap/u/62.0",
          "REQUEST_STATUS": "S", "ROWS_PROCESSED": "5",
        ]),
      EventLogFileFixture(
        type: "Login",
        [
          "LOGIN_TYPE": "i", "LOGIN_STATUS": "LOGIN_ERROR_INVALID_PASSWORD",
          "SOURCE_IP": "192.0.2.7",
          "BROWSER_TYPE": "python-requests/2.31",
        ]),
      EventLogFileFixture(
        type: "BulkApi2",
        [
          "JOB_ID": "750xx0000000001AAA", "OPERATION_TYPE": "query", "JOB_STATUS": "Open",
          "ENTITY_TYPE": "Contact", "RECORDS_PROCESSED": "7",
        ]),
      EventLogFileFixture(
        type: "ApiTotalUsage",
        [
          "API_FAMILY": "REST", "API_RESOURCE": "/services/data/v62.0/sobjects/Account/describe",
          "HTTP_METHOD": "GET", "STATUS_CODE": "403", "CONNECTED_APP_NAME": "Acme",
          "CONNECTED_APP_ID": "0H4xx0000001234",
        ]),
      EventLogFileFixture(
        type: "Report", ["ROW_COUNT": "10", "RENDERING_TYPE": "X", "URI": "/00Oxx0000000001"]),
    ][sample]
    let ours = fixture.event
    let native = try rereadEvent(fixture)
    let text = fixture.text
    #expect(native.time == ours.time && native.platform == ours.platform)
    #expect(text(native.org) == text(ours.org))
    #expect(text(native.credential) == text(ours.credential))
    #expect(text(native.integration) == text(ours.integration))
    #expect(text(native.user) == text(ours.user))
    #expect(native.credentialType == ours.credentialType)
    #expect(native.surface == ours.surface && native.operation == ours.operation)
    #expect(native.method == ours.method && native.status == ours.status)
    #expect(native.outcome == ours.outcome)
    #expect(native.failure == ours.failure)
    #expect(native.rows == ours.rows && native.responseBytes == ours.responseBytes)
    #expect(native.duration == ours.duration && native.ip == ours.ip)
    #expect(fixture.objects(native) == fixture.objects(ours))
    #expect(native.session == ours.session && native.job == ours.job)
    #expect(native.queryShape == ours.queryShape)
    #expect(text(native.clientFamily) == text(ours.clientFamily))
    #expect(text(native.endpoint) == text(ours.endpoint))
    #expect(native.request == ours.request && native.tieBreak == ours.tieBreak)
  }
}
