import SecurityModel
import Testing

@testable import LogFormats

/// Setup audit trail and login history, as JSON and CSV.
@Suite struct SalesforceAuditTests {
  static func audit(_ members: String) -> String {
    #"{"attributes":{"type":"SetupAuditTrail","url":"/x"},"Id":"0Ymxx0000000001CAA","#
      + #""CreatedById":"005xx000001Sv7mAAC","CreatedDate":"2025-03-04T09:00:00.000+0000",\#(members)}"#
  }

  @Test func setupAuditTrail() throws {
    let record = RecordFixture(
      SalesforceSetupAuditFormat(),
      Self.audit(
        #""Action":"PermSetAssign","Section":"Manage Users","DelegateUser":null,"#
          + #""Display":"Permission set Exporters assigned""#))
    let event = record.event
    #expect(event.time.rfc3339 == "2025-03-04T09:00:00.000Z")
    #expect(record.text(event.credential) == "005xx000001Sv7m")
    #expect(record.text(event.eventType) == "SetupAuditTrail")
    #expect(event.surface == .config)
    #expect(event.operation == .permissionChange)
    #expect(record.text(event.endpoint) == "PermSetAssign")
    let full = try record.normalized()
    #expect(full["id"] == "0Ymxx0000000001")
    #expect(full["change"]?["what"] == "Permission set Exporters assigned")
    #expect(full["Section"] == "Manage Users")
  }

  @Test(arguments: [
    ("insertConnectedApplication", SecurityModel.Operation.configChange),
    ("suOrgAdminLogin", .loginAs), ("changedProfileForUser", .permissionChange),
    ("groupMembership", .permissionChange), ("requestedDataExport", .export),
    ("changedPassword", .configChange),
  ])
  func actions(_ action: String, _ operation: SecurityModel.Operation) {
    let record = RecordFixture(
      SalesforceSetupAuditFormat(), Self.audit(#""Action":"\#(action)","Section":"x""#))
    #expect(record.event.operation == operation)
  }

  @Test func changesOfConnectedAppsNameTheApp() throws {
    let record = RecordFixture(
      SalesforceSetupAuditFormat(),
      Self.audit(
        #""Action":"insertConnectedApplication","Section":"Connected Apps","#
          + #""Display":"Inserted connected app \"Contoso Sync\"","DelegateUser":"admin@corp.example""#
      ))
    let full = try record.normalized()
    #expect(full["connected_app"] == "Contoso Sync")
    #expect(full["DelegateUser"] == "admin@corp.example")
  }

  @Test func renamedColumnsAreKnown() {
    let record = RecordFixture(
      SalesforceSetupAuditFormat(),
      #"{"id":"0Ymxx0000000099CAA","action":"changedSessionTimeout","section":"Session Settings","#
        + #""display":"x","sfdc_created_by_username":"admin@corp.example","#
        + #""sfdc_created_date":"2025-03-04T09:04:00+00:00"}"#)
    #expect(record.event.time.rfc3339 == "2025-03-04T09:04:00.000Z")
    #expect(record.text(record.event.credential) == "admin@corp.example")
  }

  @Test(arguments: [
    ("3/4/2025, 1:15:02 AM PST", "2025-03-04T09:15:02.000Z"),
    ("3/4/2025 1:15:02 PM PDT", "2025-03-04T20:15:02.000Z"),
    ("12/31/2024, 12:00:00 AM UTC", "2024-12-31T00:00:00.000Z"),
    ("13/4/2025 10:16:02 CEST", "2025-04-13T08:16:02.000Z"),
    ("04.03.2025 10:15:02 MEZ", "2025-03-04T09:15:02.000Z"),
    ("3/4/2025 10:15:02", "2025-03-04T10:15:02.000Z"),
    ("3/4/2025, 1:15:02\u{202F}AM GMT+05:30", "2025-03-03T19:45:02.000Z"),
    ("2025-03-04T10:15:02.000+0000", "2025-03-04T10:15:02.000Z"),
  ])
  func downloadsHaveLocalTimes(_ time: String, _ expected: String) {
    let record = RecordFixture(
      SalesforceSetupAuditFormat(.csv),
      #""Date","User","Source Namespace Prefix","Action","Section","Delegate User""# + "\n"
        + #""\#(time)","admin@corp.example","","PermSetAssign","Manage Users","""#)
    #expect(record.headers == 1)
    #expect(record.event.time.rfc3339 == expected)
    #expect(record.text(record.event.credential) == "admin@corp.example")
    #expect(record.event.operation == .permissionChange)
  }

  @Test(arguments: [
    "3/4/2025 10:15:02 XYZ", "31/31/2025 10:15:02", "3/4/2025", "3/4/2025 25:15:02", "yesterday",
    "3/4/2025 13:15:02 PM", "",
  ])
  func timesThatArentKnownAreRefused(_ time: String) {
    let record = RecordFixture(
      SalesforceSetupAuditFormat(.csv),
      "Date,User,Action,Section,Delegate User\n\"\(time)\",admin@corp.example,x,y,\n")
    #expect(record.events.isEmpty)
    #expect(record.failures.map(\.reason) == ["CreatedDate is missing or not a time"])
  }

  @Test func headersMayRepeatAndSeparatorsDiffer() {
    for separator in [",", ";", "\t"] {
      let header = ["Username", "Login Time", "Source IP", "Login Type", "Status", "Application"]
        .joined(separator: separator)
      let row = ["etl@corp.example", "3/4/2025 10:15:02 PST", "203.0.113.40", "Remote Access 2.0"]
        .joined(separator: separator)
      let record = RecordFixture(
        SalesforceLoginHistoryFormat(.csv),
        "\u{FEFF}\(header)\r\n\(row)\(separator)Success\(separator)Contoso Sync\r\n\(header)\r\n"
          + "\(row)\r\n")
      #expect(record.headers == 2)
      #expect(record.events.count == 2)
      #expect(record.text(record.events[0].integration) == "Contoso Sync")
      #expect(record.events[0].outcome == .success)
      #expect(record.events[1].outcome == .unknown)
      #expect(record.events[0].time.rfc3339 == "2025-03-04T18:15:02.000Z")
      #expect(record.events[0].surface == .oauth)
    }
  }

  @Test func loginHistory() throws {
    let record = RecordFixture(
      SalesforceLoginHistoryFormat(),
      #"{"attributes":{"type":"LoginHistory"},"Id":"0Yaxx0000000002CAA","UserId":"005xx000001Sv7kAAC","#
        + #""LoginTime":"2025-03-04T08:01:00.000+0000","LoginType":"Application","#
        + #""SourceIp":"198.51.100.7","Status":"Invalid Password","Application":"Browser","#
        + #""Browser":"Chrome 133","ApiType":"N/A","ApiVersion":"N/A","TlsProtocol":"TLS 1.3","#
        + #""CountryIso":"DE"}"#)
    let event = record.event
    #expect(event.time.rfc3339 == "2025-03-04T08:01:00.000Z")
    #expect(record.text(event.credential) == "005xx000001Sv7k")
    #expect(event.ip.description == "198.51.100.7")
    #expect(event.operation == .login)
    #expect(event.outcome == .failure)
    #expect(event.failure == .badSecret)
    #expect(record.text(event.country) == "DE")
    #expect(try record.normalized()["id"] == "0Yaxx0000000002")
    // The event of the same login has the same credential.
    let stream = RecordFixture(SalesforceRealtimeFormat(), "{\(SalesforceEvents.login)}")
    #expect(stream.text(stream.event.credential) == record.text(event.credential))
  }

  @Test func mixedRecordsAreReadByAnyOfTheirFormats() {
    let record = RecordFixture(
      SalesforceRealtimeFormat(),
      Self.audit(#""Action":"x","Section":"y""#) + "\n{\(SalesforceEvents.login)}\n"
        + #"{"attributes":{"type":"LoginHistory"},"UserId":"005xx000001Sv7kAAC","LoginTime":"2025-03-04T08:01:00Z"}"#
    )
    #expect(
      record.events.map { record.text($0.eventType) }
        == ["SetupAuditTrail", "LoginEvent", "LoginHistory"])
  }

  @Test func othersRecordsAreNotClaimed() {
    let formats: [any LogFormat] = [
      SalesforceSetupAuditFormat(), SalesforceSetupAuditFormat(.csv),
      SalesforceLoginHistoryFormat(), SalesforceLoginHistoryFormat(.csv),
      SalesforceRealtimeFormat(.csv),
    ]
    for text in [
      #"{"action":"LOGIN","section":"x","timestamp":"2025-03-04T10:15:02Z"}"#,
      #"{"loginAt":"2025-03-04T10:15:02Z","userId":7,"status":"ok"}"#,
      "date,user,action\n2025-03-04,x,y\n", "ts,credential,rows\n2025-03-04T10:15:02Z,a,1\n",
      #""EVENT_TYPE","TIMESTAMP","REQUEST_ID","USER_ID","STATUS""# + "\n", "", "hello\n",
      NativeJSONLinesTests.full,
    ] {
      for format in formats { #expect(confidence(format, text) == 0) }
    }
  }
}
