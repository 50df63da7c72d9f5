import SecurityModel
import Testing

@testable import LogFormats

@Suite struct DataverseAuditTests {
  static let query =
    #"{"Id":"6b1f7c1e-0d0a-4c61-9a57-0d2f1e8c9b10","RecordType":21,"CreationTime":"2025-03-04T10:15:02","Operation":"CrmDefaultActivity","OrganizationId":"11111111-2222-4333-8444-555555555555","UserType":0,"UserKey":"100320","UserId":"etl@corp.example","Workload":"CRM","ResultStatus":"Success","ClientIP":"203.0.113.9:51544","UserAgent":"contoso-sync/3.1","CrmOrganizationUniqueName":"unq1a2b","InstanceUrl":"https://corp.crm4.dynamics.com/","ItemUrl":"https://corp.crm4.dynamics.com/main.aspx?etn=contact","ItemType":"contact","Message":"RetrieveMultiple","EntityName":"contact","EntityId":"00000000-0000-0000-0000-000000000000","Query":"<fetch><entity name=\"contact\"/></fetch>","QueryResults":"0a000000-0000-4000-8000-000000000001, 0a000000-0000-4000-8000-000000000002","ServiceContextId":"","SystemUserId":"77777777-8888-4999-8aaa-bbbbbbbbbbbb","CorrelationId":"c0ffee00-0000-4000-8000-000000000000"}"#

  /// A record with the given members only; `{…}` is completed with what every record has.
  static func record(_ members: String) -> String {
    #"{"Id":"1","RecordType":21,"Workload":"CRM","CreationTime":"2025-03-04T10:15:02","UserId":"a@b","Operation":"CrmDefaultActivity","#
      + members + "}"
  }

  private func read(_ members: String) throws -> (APIEvent, FormatProbe) {
    let probe = FormatProbe(DataverseAuditFormat())
    return (try probe.expectReadBack(Self.record(members)).event, probe)
  }

  @Test func aQueryIsReadFieldByField() throws {
    let probe = FormatProbe(DataverseAuditFormat())
    let (e, full) = try probe.expectReadBack(Self.query)
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.000Z")
    #expect(e.platform == .dataverse)
    #expect(probe.text(e.org) == "11111111-2222-4333-8444-555555555555")
    #expect(probe.text(e.credential) == "etl@corp.example")
    #expect(probe.text(e.user) == "etl@corp.example")
    #expect(probe.text(e.integration) == "contoso-sync")
    #expect(e.app.isNone && e.credentialType == .unknown)
    #expect(e.ip == IPAddress(text: "203.0.113.9"))
    #expect(probe.text(e.userAgent) == "contoso-sync/3.1")
    #expect(e.surface == .rest && e.operation == .query)
    #expect(probe.text(e.eventType) == "RetrieveMultiple")
    #expect(probe.objects(e) == ["contact"])
    #expect(e.rows == 2)
    #expect(e.outcome == .success && e.status == 0)
    #expect(e.duration == -1 && e.responseBytes == -1)
    #expect(e.flags.contains([.dedup, .countsAsCall, .hasQuery]))
    #expect(full["id"] == "6b1f7c1e-0d0a-4c61-9a57-0d2f1e8c9b10")
    #expect(full["request_id"] == "c0ffee00-0000-4000-8000-000000000000")
    #expect(full["uri"] == "https://corp.crm4.dynamics.com/main.aspx?etn=contact")
    #expect(full["query"] == #"<fetch><entity name="contact"/></fetch>"#)
    #expect(full["status"] == "Success")
    #expect(full["Message"] == "RetrieveMultiple" && full["RecordType"] == 21)
    #expect(full["InstanceUrl"] == "https://corp.crm4.dynamics.com/")
    #expect(full["record_ids"] == nil)
  }

  @Test func theSentinelRowOfARecordIsTheSameEvent() throws {
    let probe = FormatProbe(DataverseAuditFormat())
    let row =
      #"{"TimeGenerated":"2025-03-04T10:15:02.0000000Z","SourceRecordId":"6b1f7c1e-0d0a-4c61-9a57-0d2f1e8c9b10","Operation":"CrmDefaultActivity","OrganizationId":"11111111-2222-4333-8444-555555555555","UserType":"Regular","UserKey":"100320","ResultStatus":"success","UserId":"etl@corp.example","UserUpn":"etl@corp.example","ClientIp":"203.0.113.9","UserAgent":"contoso-sync/3.1","CorrelationId":"c0ffee00-0000-4000-8000-000000000000","CrmOrganizationUniqueName":"unq1a2b","InstanceUrl":"https://corp.crm4.dynamics.com/","Message":"RetrieveMultiple","EntityName":"contact","Query":"<fetch><entity name=\"contact\"/></fetch>","QueryResults":["0a000000-0000-4000-8000-000000000001","0a000000-0000-4000-8000-000000000002"],"ServiceContextId":"","SystemUserId":"77777777-8888-4999-8aaa-bbbbbbbbbbbb","TenantId":"aaaaaaaa-0000-4000-8000-000000000000","Type":"DataverseActivity"}"#
    #expect(confidence(DataverseAuditFormat(), row) > 0.9)
    let e = try probe.expectReadBack(row).event
    #expect(try probe.dump(e) == probe.dump(probe.decode(Self.query)))
  }

  @Test(arguments: ["o365audit", "office365", "o365.audit"])
  func anExtraLevelIsLookedThrough(_ name: String) throws {
    let probe = FormatProbe(DataverseAuditFormat())
    let line = "{\"@timestamp\":\"x\",\"\(name)\":\(Self.query)}"
    #expect(confidence(DataverseAuditFormat(), line) > 0.9)
    #expect(
      try probe.dump(probe.expectReadBack(line).event) == probe.dump(probe.decode(Self.query)))
  }

  @Test(arguments: [
    ("RetrieveMultiple", Operation.query), ("RetrieveMultipleSomething", .query),
    ("ExecuteFetch", .query), ("RollUp", .query), ("RetrieveRecordWall", .query),
    ("RetrievePersonalWall", .query), ("ExecutePowerBISql", .query), ("ExportToExcel", .export),
    ("ExportWordDocument", .export), ("Retrieve", .read),
    ("RetrieveEntitiesForAggregateQuery", .read), ("SearchByKeywords", .search),
    ("GetQuantityDecimal", .read), ("Create", .create), ("Update", .update), ("Delete", .delete),
    ("BulkDelete", .delete), ("Upsert", .upsert), ("GrantAccess", .permissionChange),
    ("RevokeAccess", .permissionChange), ("Assign", .update), ("UserSignIn", .login),
    ("new_CustomThing", .other), ("ImportSolution", .deploy),
  ])
  func messagesSayWhatWasDone(_ message: String, _ operation: SecurityModel.Operation) throws {
    let (e, probe) = try read("\"Message\":\"\(message)\"")
    #expect(e.operation == operation)
    #expect(probe.text(e.eventType) == message)
    #expect(e.flags.contains(.countsAsCall) == (operation != .login))
  }

  @Test(arguments: ["", "N/A"])
  func withoutAMessageTheOperationCounts(_ message: String) throws {
    let probe = FormatProbe(DataverseAuditFormat())
    let line = Self.record("\"Message\":\"\(message)\"").replacing(
      "CrmDefaultActivity", with: "RetrieveMultiple")
    let e = try probe.decode(line)
    #expect(e.operation == .query && probe.text(e.eventType) == "RetrieveMultiple")
  }

  @Test(arguments: [
    (#""Message":"RetrieveMultiple","QueryResults":"0a000000-0000-4000-8000-000000000001""#, 1),
    (
      #""Message":"RetrieveMultiple","QueryResults":"0a000000-0000-4000-8000-000000000001,0a000000-0000-4000-8000-000000000002, 0A000000-0000-4000-8000-000000000003""#,
      3
    ),
    (#""Message":"RetrieveMultiple","QueryResults":"417""#, 417),
    (#""Message":"RetrieveMultiple","QueryResults":417"#, 417),
    (#""Message":"RetrieveMultiple","QueryResults":"0""#, 0),
    (#""Message":"RetrieveMultiple","QueryResults":"N/A""#, -1),
    (#""Message":"RetrieveMultiple","QueryResults":"""#, -1),
    (#""Message":"RetrieveMultiple","QueryResults":null"#, -1),
    (#""Message":"RetrieveMultiple""#, -1), (#""Message":"Retrieve","QueryResults":"N/A""#, 1),
    (#""Message":"Retrieve""#, 1), (#""Message":"Update","QueryResults":"N/A""#, -1),
    (#""Message":"RetrieveMultiple","QueryResults":[]"#, 0),
    (#""Message":"RetrieveMultiple","QueryResults":["a","b"]"#, 2),
    (
      #""Message":"RetrieveMultiple","QueryResults":"[\"0a000000-0000-4000-8000-000000000001\",\"0a000000-0000-4000-8000-000000000002\"]""#,
      2
    ),
    (#""Message":"RetrieveMultiple","QueryResults":"some text""#, -1),
    (
      #""Message":"RetrieveMultiple","QueryResults":{"ids":"0a000000-0000-4000-8000-000000000001"}"#,
      1
    ),
  ])
  func rowsAreCountedFromTheResults(_ members: String, _ rows: Int) throws {
    #expect(try read(members).0.rows == Int64(rows))
  }

  @Test(arguments: [
    ("203.0.113.9", "203.0.113.9"), ("203.0.113.9:51544", "203.0.113.9"),
    ("[2001:db8::5]:443", "2001:db8::5"), ("[2001:db8::5]", "2001:db8::5"),
    ("2001:db8::5", "2001:db8::5"), ("::ffff:203.0.113.9", "203.0.113.9"),
    ("host.corp.example", "-"), ("NAME (203.0.113.9)", "203.0.113.9"), ("", "-"), ("-", "-"),
  ])
  func everyFormOfAddressIsRead(_ text: String, _ address: String) throws {
    #expect(try read("\"Message\":\"Create\",\"ClientIP\":\"\(text)\"").0.ip.description == address)
  }

  @Test func aNullAddressIsNone() throws {
    #expect(try !read(#""Message":"Create","ClientIP":null"#).0.ip.isPresent)
  }

  @Test(arguments: [
    ("Success", Outcome.success), ("succeeded", .success), ("PartiallySucceeded", .success),
    ("True", .success), ("Failed", .failure), ("FALSE", .failure), ("", .unknown),
    ("Whatever", .unknown),
  ])
  func resultsAreTriState(_ word: String, _ outcome: Outcome) throws {
    #expect(try read("\"Message\":\"Create\",\"ResultStatus\":\"\(word)\"").0.outcome == outcome)
  }

  @Test func theQueryNamesTheEntityWhereNothingElseDoes() throws {
    let (e, probe) = try read(
      #""Message":"ExecuteFetch","EntityName":"","Query":"<fetch top='5'><entity name='lead'><all-attributes/></entity></fetch>""#
    )
    #expect(probe.objects(e) == ["lead"])
    #expect(e.flags.contains(.hasQuery))
    let (f, _) = try read(#""Message":"ExecuteFetch","Query":"<fetch><entity name=""#)
    #expect(f.objectCount == 0)
  }

  // MARK: Who

  @Test func anApplicationUserGoesByTheApplication() throws {
    let probe = FormatProbe(DataverseAuditFormat())
    let line = Self.record(
      #""Message":"Create","SystemUserId":"77777777-8888-4999-8aaa-bbbbbbbbbbbb""#
    )
    .replacing(
      "a@b",
      with: "99999999-1111-4222-8333-444444444444@11111111-2222-4333-8444-555555555555")
    let e = try probe.expectReadBack(line).event
    #expect(probe.text(e.credential) == "99999999-1111-4222-8333-444444444444")
    #expect(probe.text(e.app) == "99999999-1111-4222-8333-444444444444")
    #expect(e.user.isNone && e.credentialType == .oauthApp && e.surface == .rest)
  }

  @Test func theSystemUserStandsInForUnknown() throws {
    let probe = FormatProbe(DataverseAuditFormat())
    let members =
      #""Message":"Create","UserUpn":"","SystemUserId":"77777777-8888-4999-8aaa-bbbbbbbbbbbb""#
    let e = try probe.decode(Self.record(members).replacing("a@b", with: "Unknown"))
    #expect(probe.text(e.credential) == "77777777-8888-4999-8aaa-bbbbbbbbbbbb")
    #expect(probe.text(e.user) == "77777777-8888-4999-8aaa-bbbbbbbbbbbb")
  }

  @Test func nobodyIsRefused() {
    let probe = FormatProbe(DataverseAuditFormat())
    let line = Self.record(
      #""Message":"Create","SystemUserId":"00000000-0000-0000-0000-000000000000""#
    )
    .replacing("a@b", with: "Unknown")
    let failure = #expect(throws: DecodeFailure.self) { try probe.decode(line) }
    #expect(failure?.reason.contains("UserId") == true)
  }

  @Test func aFlowOfAUserIsACredentialOfItsOwn() throws {
    let (e, probe) = try read(
      #""Message":"Create","ServiceContextId":"flow-1","ServiceName":"Nightly export""#)
    #expect(probe.text(e.credential) == "flow-1|a@b")
    #expect(probe.text(e.user) == "a@b")
    #expect(probe.text(e.integration) == "Nightly export")
  }

  @Test func aPersonAtABrowserIsNoCall() throws {
    let (e, _) = try read(#""Message":"Retrieve","UserAgent":"Mozilla/5.0 (X11) Firefox/136.0""#)
    #expect(e.surface == .ui && e.credentialType == .human && !e.flags.contains(.countsAsCall))
  }

  @Test func aSignInToDataverseIsRead() throws {
    let probe = FormatProbe(DataverseAuditFormat())
    let line =
      #"{"Id":"6b1f7c1e-0d0a-4c61-9a57-0d2f1e8c9b13","RecordType":15,"CreationTime":"2025-03-04T10:17:00","Operation":"UserLoginFailed","OrganizationId":"o","UserType":0,"UserId":"etl@corp.example","Workload":"AzureActiveDirectory","ResultStatus":"Succeeded","ClientIP":"203.0.113.9","Target":[{"ID":"00000007-0000-0000-c000-000000000000","Type":0}],"ApplicationId":"51f81489-12ee-4a9e-aaae-a2591f45987d","ExtendedProperties":[{"Name":"UserAgent","Value":"contoso-sync/3.1"}],"DeviceProperties":[{"Name":"SessionId","Value":"S3CR3T"}]}"#
    let (e, full) = try probe.expectReadBack(line)
    #expect(e.operation == .login && e.surface == .login)
    #expect(e.outcome == .failure && e.failure == .badSecret)
    #expect(probe.text(e.app) == "51f81489-12ee-4a9e-aaae-a2591f45987d")
    #expect(
      probe.text(e.credential) == "51f81489-12ee-4a9e-aaae-a2591f45987d|etl@corp.example")
    #expect(probe.text(e.clientFamily) == "contoso-sync")
    #expect(e.session == probe.hash("S3CR3T"))
    #expect(!full.json.text.contains("S3CR3T"))
  }

  @Test func otherWorkloadsAreRefusedAndDoNotHideOurs() {
    let probe = FormatProbe(DataverseAuditFormat())
    let other =
      #"{"Id":"2","RecordType":2,"CreationTime":"2025-03-04T10:15:02","Operation":"MailItemsAccessed","OrganizationId":"o","UserId":"a@b","Workload":"Exchange","ResultStatus":"Succeeded"}"#
    let signIn =
      #"{"Id":"3","RecordType":15,"CreationTime":"2025-03-04T10:17:00","Operation":"UserLoggedIn","OrganizationId":"o","UserId":"a@b","Workload":"AzureActiveDirectory","ObjectId":"00000003-0000-0000-c000-000000000000"}"#
    for line in [other, signIn] {
      let failure = #expect(throws: DecodeFailure.self) { try probe.decode(line) }
      #expect(failure?.reason.contains("another Microsoft 365 workload") == true)
      #expect(confidence(DataverseAuditFormat(), line) == 0)
    }
    #expect(
      confidence(DataverseAuditFormat(), [other, Self.query, signIn].joined(separator: "\n")) > 0.9)
  }

  /// Found by fuzzing: the host of a link is read back too.
  @Test func hostileTextInALinkIsNoted() throws {
    let (e, _) = try read(
      "\"Message\":\"Update\",\"ItemUrl\":\"https://c\u{1}rp.example/main.aspx\"")
    #expect(e.flags.contains(.hostileText))
  }

  // MARK: Full record

  @Test func attributesAreNamedAndTheirValuesHidden() throws {
    let probe = FormatProbe(DataverseAuditFormat())
    let list =
      #"[{"Name":"telephone1","Value":"+49 30 000000"},{"Name":"address1_city","Value":"Berlin"}]"#
    let escaped = list.replacing("\"", with: "\\\"")
    for fields in [list, "\"\(escaped)\""] {
      let line = Self.record(
        "\"Message\":\"Update\",\"Fields\":\(fields),\"PrimaryFieldValue\":\"Fabrikam\",\"EntityId\":\"0a000000-0000-4000-8000-000000000009\""
      )
      let full = try probe.expectReadBack(line).record
      #expect(full["fields"] == ["telephone1", "address1_city"])
      #expect(full["record_ids"] == ["0a000000-0000-4000-8000-000000000009"])
      for secret in ["+49 30 000000", "Berlin", "Fabrikam"] {
        #expect(!full.json.text.contains(secret))
      }
      #expect(full.json.text.contains("telephone1"))
    }
  }

  @Test func namesInOtherSpellingsAreRead() throws {
    let probe = FormatProbe(DataverseAuditFormat())
    var lower = Self.query
    for name in ["ClientIP", "CreationTime", "EntityName", "CrmOrganizationUniqueName", "UserId"] {
      lower = lower.replacing("\"\(name)\"", with: "\"\(name.lowercased())_s\"")
    }
    #expect(try probe.dump(probe.decode(lower)) == probe.dump(probe.decode(Self.query)))
    let plural = Self.query.replacing("\"UserId\"", with: "\"UserIds\"")
      .replacing("\"Operation\"", with: "\"Operations\"")
      .replacing(
        "\"CreationTime\":\"2025-03-04T10:15:02\"",
        with: "\"CreationDate\":\"3/4/2025 10:15:02 AM\""
      )
      .replacing("\"RecordType\":21", with: "\"RecordType\":\"21\"")
    #expect(try probe.dump(probe.decode(plural)) == probe.dump(probe.decode(Self.query)))
  }

  // MARK: CSV

  @Test func aRowOfTheTableIsTheSameEvent() throws {
    let files = try SampleFiles.contents(of: "dataverse-audit-csv")
    let probe = FormatProbe(DataverseAuditTableFormat())
    var events: [APIEvent] = []
    for record in SampleFiles.records(of: files[0].bytes, probe.decoder) {
      var event = APIEvent()
      let result = try record.withUnsafeBytes { try probe.decoder.decode($0, into: &event) }
      if result == .event { events.append(event) }
    }
    #expect(events.count == 2)
    let whole = try Self.decode(Self.query, probe)
    #expect(probe.dump(events[0]) == probe.dump(whole))
    #expect(events[1].time.rfc3339 == "2025-03-04T13:15:09.500Z")
    #expect(events[1].outcome == .failure && events[1].operation == .update)
    #expect(probe.text(events[1].credential) == "99999999-1111-4222-8333-444444444444")
  }

  private static func decode(_ line: String, _ probe: FormatProbe) throws -> APIEvent {
    var event = APIEvent()
    let decoder = DataverseAuditFormat().makeDecoder(probe.context)
    _ = try Array(line.utf8).withUnsafeBytes { try decoder.decode($0, into: &event) }
    return event
  }

  @Test func aTableOfWholeRecordsIsNoneOfOurs() {
    let purview =
      "RecordId,CreationDate,RecordType,Operation,UserId,AuditData\n1,2025-03-04,21,x,y,\"{}\"\n"
    #expect(confidence(DataverseAuditTableFormat(), purview) == 0)
  }
}
