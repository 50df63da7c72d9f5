import SecurityModel
import Testing

@testable import LogFormats

@Suite struct OCSFTests {
  private func fixture(_ text: String) -> RecordFixture { RecordFixture(OCSFFormat(), text) }

  private static let frame =
    #""severity_id":1,"time":1741083302417,"metadata":{"version":"1.4.0","uid":"e-1","#
    + #""tenant_uid":"00Dxx0000001abc","product":{"name":"CRM","vendor_name":"Salesforce"}},"#
    + #""src_endpoint":{"ip":"203.0.113.40"}"#
  private static let actor =
    #""actor":{"user":{"uid":"005xx000001Sv7kAAC","name":"etl@corp.example"},"#
    + #""app_name":"Contoso Sync","app_uid":"0H4xx0000000001CAA"}"#

  private func call(_ members: String, activity: Int = 2) -> RecordFixture {
    fixture(
      #"{"class_uid":6003,"category_uid":6,"activity_id":\#(activity),"type_uid":60030\#(activity),"#
        + "\(Self.frame),\(members)}")
  }

  @Test func apiActivity() throws {
    let record = call(
      Self.actor
        + #","status_id":1,"api":{"operation":"query","service":{"name":"REST"},"version":"62.0","#
        + #""response":{"code":200},"request":{"uid":"r-1"}},"duration":184,"#
        + #""http_request":{"http_method":"GET","user_agent":"contoso-sync/3.1","#
        + #""url":{"path":"/services/data/v62.0/query","query_string":"q=SELECT+Id+FROM+Lead"}},"#
        + #""http_response":{"length":9000},"#
        + #""resources":[{"type":"object","name":"Contact"}],"unmapped":{"rows":2000}"#)
    let event = record.event
    #expect(event.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(event.platform == .salesforce)
    #expect(record.text(event.org) == "00Dxx0000001abc")
    #expect(record.text(event.credential) == "0H4xx0000000001|005xx000001Sv7k")
    #expect(record.text(event.integration) == "Contoso Sync")
    #expect(event.ip.description == "203.0.113.40")
    #expect(event.surface == .rest)
    #expect(event.operation == .query)
    #expect(event.method == .get)
    #expect(record.objects(event) == ["Contact", "Lead"])
    #expect(event.rows == 2_000)
    #expect(event.status == 200)
    #expect(event.outcome == .success)
    #expect(event.duration == 184)
    #expect(event.responseBytes == 9_000)
    #expect(record.text(event.apiVersion) == "62.0")
    #expect(record.text(event.clientFamily) == "contoso-sync")
    #expect(event.flags.contains(.countsAsCall))
    let full = try record.normalized()
    #expect(full["id"] == "e-1")
    #expect(full["request_id"] == "r-1")
    #expect(full["uri"]?.string?.hasPrefix("/services/data/v62.0/query?q=") == true)
    #expect(full["class_uid"] == 6003)
    #expect(full["unmapped"]?["rows"] == 2000)
  }

  /// The credential of Event Log Files and real-time events of the same integration.
  @Test func theCredentialIsThatOfSalesforcesOwnLogs() {
    let record = call(Self.actor + #","api":{"operation":"query"}"#)
    let stream = RecordFixture(SalesforceRealtimeFormat(), "{\(SalesforceEvents.api)}")
    #expect(record.text(record.event.credential) == stream.text(stream.event.credential))
  }

  @Test(arguments: [
    ("1741083302417", "2025-03-04T10:15:02.417Z"), ("1741083302", "2025-03-04T10:15:02.000Z"),
    ("1741083302.417", "2025-03-04T10:15:02.417Z"),
    (#""2025-03-04T10:15:02.417+00:00""#, "2025-03-04T10:15:02.417Z"),
    (#""1741083302417""#, "2025-03-04T10:15:02.417Z"),
    ("1741083302417.0", "2025-03-04T10:15:02.417Z"),
  ])
  func timesComeInSeveralForms(_ time: String, _ expected: String) {
    let record = fixture(
      #"{"class_uid":6003,"time":\#(time),"actor":{"user":{"name":"x"}},"api":{"operation":"query"}}"#
    )
    #expect(record.event.time.rfc3339 == expected)
  }

  @Test(arguments: [
    (#""status_id":1"#, Outcome.success), (#""status_id":"2""#, .failure),
    (#""status_id":0"#, .unknown), (#""status_id":99,"status":null"#, .unknown),
    (#""status":"Success""#, .success), (#""status":"Failure","status_id":99"#, .failure),
    (#""http_response":{"code":403}"#, .failure), (#""http_response":{"code":204}"#, .success),
    (#""status_id":2,"http_response":{"code":200}"#, .failure), (#""severity":"x""#, .unknown),
  ])
  func outcomes(_ members: String, _ outcome: Outcome) {
    let record = call(Self.actor + #","api":{"operation":"query"},"# + members)
    #expect(record.event.outcome == outcome)
  }

  @Test func errorsOfTheAnswerTellWhy() {
    let denied = call(
      Self.actor
        + #","api":{"operation":"query","response":{"code":"403","error":"INSUFFICIENT_ACCESS"}}"#)
    #expect(denied.event.status == 403)
    #expect(denied.event.failure == .denied)
    let limited = call(
      Self.actor + #","api":{"operation":"query","response":{"error":"REQUEST_LIMIT_EXCEEDED"}}"#)
    #expect(limited.event.outcome == .failure)
    #expect(limited.event.failure == .rateLimited)
  }

  @Test(arguments: [
    ("query", 0, SecurityModel.Operation.query), ("query_more", 2, .queryMore),
    ("describeSObjects", 2, .describe), ("GetRecord", 0, .read), ("UpdateContact", 3, .update),
    ("Whatever", 1, .create), ("Whatever", 2, .read), ("Whatever", 4, .delete),
    ("Whatever", 99, .other), ("DELETE", 4, .delete),
  ])
  func operationsAreWordsElseActivities(
    _ word: String, _ activity: Int, _ operation: SecurityModel.Operation
  ) {
    let record = call(Self.actor + #","api":{"operation":"\#(word)"}"#, activity: activity)
    #expect(record.event.operation == operation)
  }

  @Test func methodsAsOperationsReadThePath() {
    let record = call(
      Self.actor
        + #","api":{"operation":"PATCH"},"#
        + #""http_request":{"url":"https://x.my.salesforce.com/services/data/v62.0/sobjects/Lead/00Qxx0000001aaaAAA"}"#
    )
    #expect(record.event.method == .patch)
    #expect(record.event.operation == .update)
    #expect(record.event.surface == .rest)
    #expect(record.objects(record.event) == ["Lead"])
  }

  @Test func identityGoesFromAppToKeyToUserToSession() {
    func credential(_ actor: String) -> String {
      let record = call(#""actor":{\#(actor)},"api":{"operation":"query"}"#)
      return record.text(record.event.credential)
    }
    let user = #""user":{"uid":"u1","credential_uid":"key-1"}"#
    #expect(credential(user + #","app_uid":"a1""#) == "a1|u1")
    #expect(credential(user) == "key-1|u1")
    #expect(credential(#""user":{"name":"n"},"invoked_by":"Contoso Sync""#) == "Contoso Sync|n")
    #expect(credential(#""user":{"email_addr":"e@corp.example"}"#) == "e@corp.example")
    #expect(credential(#""app_uid":"a1""#) == "a1")
    #expect(credential(#""session":{"uid":"s1"}"#).hasPrefix("#"))
    let nobody = call(#""actor":{},"api":{"operation":"query"}"#)
    #expect(nobody.failures.map(\.reason) == ["no user, application, key or session is named"])
  }

  @Test func endpointsWithoutAnAddressHaveNone() {
    let record = fixture(
      #"{"class_uid":6003,"time":1741083302417,"actor":{"user":{"uid":"u"}},"api":{"operation":"x"},"#
        + #""src_endpoint":{"ip":"lambda.internal","hostname":"lambda.internal"}}"#)
    #expect(!record.event.ip.isPresent)
  }

  @Test(arguments: [
    (#"[{"type":"object","name":"Contact"},{"name":"Lead"}]"#, ["Contact", "Lead"]),
    (#"[{"type":"Contact","name":"Jane Doe","uid":"003xx000004TmiQAAS"}]"#, ["Contact"]),
    (#"[{"type":"Contact","uid":"003xx000004TmiQAAS"}]"#, ["Contact"]), ("[]", []), ("null", []),
    (#"{"name":"Contact"}"#, ["Contact"]), (#"[null,7,"x",{}]"#, []),
  ])
  func resources(_ list: String, _ names: [String]) {
    let record = call(Self.actor + #","api":{"operation":"read"},"resources":"# + list)
    #expect(record.objects(record.event) == names)
  }

  @Test func theFirstReleaseCandidateHadAnotherClass() {
    let record = fixture(
      #"{"class_uid":3005,"category_uid":3,"activity_id":2,"type_uid":300502,\#(Self.frame),"#
        + #""actor":{"user":{"uid":"005xx000001Sv7kAAC","account_uid":"00Dxx0000009zzz"},"#
        + #""invoked_by":"Contoso Sync"},"api":{"operation":"describe","service":{"name":"SOAP"}}}"#
    )
    #expect(record.text(record.event.eventType) == "api_activity")
    #expect(record.event.operation == .describe)
    #expect(record.event.surface == .soap)
    #expect(record.text(record.event.org) == "00Dxx0000009zzz")
  }

  @Test func classesAreToldByNameOrTypeToo() {
    let named = fixture(
      #"{"class_name":"API Activity","time":1741083302417,"actor":{"user":{"uid":"u"}},"api":{"operation":"query"}}"#
    )
    #expect(named.event.operation == .query)
    let typed = fixture(
      #"{"type_uid":600302,"time":1741083302417,"actor":{"user":{"uid":"u"}},"api":{"operation":"query"}}"#
    )
    #expect(typed.event.operation == .query)
  }

  private func authentication(_ members: String, activity: Int = 1) -> RecordFixture {
    fixture(
      #"{"class_uid":3002,"category_uid":3,"activity_id":\#(activity),"#
        + "\(Self.frame),\(members)}")
  }

  @Test func authenticationIsAboutTheUser() throws {
    let record = authentication(
      #""user":{"uid":"005xx000001Sv7kAAC","name":"etl@corp.example"},"actor":{"user":{"uid":"sys"}},"#
        + #""service":{"name":"CRM login"},"is_mfa":true,"status_id":2,"status_detail":"Invalid Password","#
        + #""session":{"uid":"s-1"},"auth_protocol_id":5"#)
    let event = record.event
    #expect(record.text(event.credential) == "005xx000001Sv7k")
    #expect(
      record.text(event.integration) == "CRM login" || !record.text(event.integration).isEmpty)
    #expect(event.operation == .login)
    #expect(event.surface == .login)
    #expect(event.outcome == .failure)
    #expect(event.failure == .badSecret)
    #expect(event.session == record.hash("s-1"))
    #expect(event.flags.contains(.mfa))
    #expect(!event.flags.contains(.countsAsCall))
    #expect(try record.normalized()["error"] == "Invalid Password")
    #expect(try record.normalized()["app"] == "CRM login")
  }

  @Test(arguments: [
    (1, SecurityModel.Operation.login), (2, .logout), (3, .token), (4, .token), (5, .token),
    (6, .login), (99, .login),
  ])
  func activitiesOfAuthentication(_ activity: Int, _ operation: SecurityModel.Operation) {
    let record = authentication(
      #""user":{"name":"x"},"auth_protocol_id":"6""#, activity: activity)
    #expect(record.event.operation == operation)
    #expect(record.event.surface == .oauth)
  }

  @Test func accountSwitchesAreTheActors() {
    let record = authentication(
      #""user":{"name":"victim"},"actor":{"user":{"name":"admin"}}"#, activity: 7)
    #expect(record.event.operation == .loginAs)
    #expect(record.text(record.event.credential) == "admin")
    #expect(record.text(record.event.target) == "victim")
  }

  @Test func userAccess() throws {
    let record = fixture(
      #"{"class_uid":3005,"category_uid":3,"activity_id":1,"type_uid":300501,\#(Self.frame),"#
        + #""status_id":1,"actor":{"user":{"uid":"005xx000001Sv7mAAC"}},"#
        + #""user":{"uid":"005xx000001Sv7kAAC"},"privileges":["ViewAllData"],"#
        + #""resource":{"name":"Exporters","type":"PermissionSet"}}"#)
    let event = record.event
    #expect(record.text(event.eventType) == "user_access")
    #expect(event.operation == .permissionChange)
    #expect(event.surface == .config)
    #expect(record.text(event.credential) == "005xx000001Sv7m")
    #expect(record.text(event.target) == "005xx000001Sv7k")
    #expect(record.text(event.endpoint) == "ViewAllData")
    #expect(!event.flags.contains(.countsAsCall))
  }

  @Test func otherClassesArePassedOverAndBrokenRecordsNamed() {
    let record = fixture(
      #"{"class_uid":4001,"time":1741083302417}"# + "\n" + #"{"class_uid":2004,"time":1}"# + "\n"
        + #"{"class_uid":6003,"time":1741083302417,}"# + "\n" + #"{"a":1}"# + "\n"
        + #"{"class_uid":6003,"actor":{"user":{"uid":"u"}}}"# + "\n"
        + #"{"class_uid":6003,"time":"soon","actor":{"user":{"uid":"u"}}}"#)
    #expect(record.ignored == 2)
    #expect(
      record.failures.map(\.reason) == [
        "a name in quotes was expected",
        "no class_uid, class_name or type_uid: not an OCSF event",
        "the required field `time` is missing", "`time` is not a time",
      ])
  }

  /// The unit separator, last of the control characters, was once taken for a plain one.
  @Test(arguments: [0x00, 0x07, 0x1B, 0x1F, 0x7F] as [UInt8])
  func rawControlCharactersAreHostile(_ byte: UInt8) {
    let name = String(decoding: Array("Contoso".utf8) + [byte] + Array("Sync".utf8), as: UTF8.self)
    let record = call(
      #""actor":{"user":{"uid":"u"},"app_name":"\#(name)"},"api":{"operation":"query"}"#)
    #expect(record.event.flags.contains(.hostileText))
  }

  @Test func withoutAnIDNothingIsTakenForADuplicate() {
    let record = fixture(
      #"{"class_uid":6003,"time":1741083302417,"actor":{"user":{"uid":"u"}},"api":{"operation":"x"}}"#
    )
    #expect(!record.event.flags.contains(.dedup))
    let request = fixture(
      #"{"class_uid":6003,"time":1741083302417,"actor":{"user":{"uid":"u"}},"api":{"operation":"x","request":{"uid":"r"}}}"#
    )
    #expect(request.event.flags.contains(.dedup))
  }

  @Test(arguments: [
    ("HubSpot", "HubSpot", Platform.hubspot), ("Microsoft", "Dynamics 365", .dataverse),
    ("Salesforce", "MuleSoft Anypoint", .mulesoft), ("Acme", "CRM", .generic),
  ])
  func platforms(_ vendor: String, _ product: String, _ platform: Platform) {
    let record = fixture(
      #"{"class_uid":6003,"time":1741083302417,"metadata":{"product":{"name":"\#(product)","#
        + #""vendor_name":"\#(vendor)"}},"actor":{"user":{"uid":"005xx000001Sv7kAAC"}},"api":{"operation":"x"}}"#
    )
    #expect(record.event.platform == platform)
    // Only Salesforce's ids have a checksum to cut.
    #expect(record.text(record.event.user) == "005xx000001Sv7kAAC")
  }

  @Test func onlyItsOwnRecordsAreClaimed() {
    let own =
      #"{"class_uid":6003,"category_uid":6,"activity_id":2,"type_uid":600302,\#(Self.frame),\#(Self.actor)}"#
    #expect(confidence(OCSFFormat(), own) > 0.9)
    let mixed = own + "\n" + #"{"class_uid":4001,"category_uid":4,"type_uid":400101,"time":1}"#
    #expect(confidence(OCSFFormat(), mixed) > 0.3)
    for other in [
      #"{"class_uid":6003}"#, #"{"time":1741083302417,"activity_id":1,"user":"x"}"#,
      #"{"metadata":{"version":"1"},"time":1,"class":"x"}"#, NativeJSONLinesTests.full, "", "[]",
    ] {
      #expect(confidence(OCSFFormat(), other) == 0)
    }
  }
}
