import SecurityModel
import Testing

@testable import LogFormats

/// Field by field: calls, reports, lists, pages, files.
@Suite struct SalesforceRealtimeCallTests {
  private static let e = SalesforceEvents.self

  private func fixture(_ members: String) -> RecordFixture {
    RecordFixture(SalesforceRealtimeFormat(), "{\(members)}")
  }

  @Test func apiEvent() throws {
    let record = fixture(Self.e.api)
    let event = record.event
    #expect(event.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(event.platform == .salesforce)
    #expect(event.surface == .rest)
    #expect(event.operation == .queryMore)
    #expect(record.text(event.credential) == "0H4xx0000000001|005xx000001Sv7k")
    #expect(record.text(event.app) == "0H4xx0000000001")
    #expect(record.text(event.user) == "005xx000001Sv7k")
    #expect(event.credentialType == .oauthApp)
    #expect(event.ip.description == "203.0.113.40")
    #expect(event.session == record.hash("q1W2e3R4t5Y6u7I8"))
    #expect(event.rows == 41_250)
    #expect(event.duration == 212)
    #expect(record.text(event.apiVersion) == "62.0")
    #expect(record.text(event.userAgent) == "contoso-sync/3.1")
    #expect(record.objects(event) == ["Contact", "Account"])
    #expect(event.flags.contains(.countsAsCall))
    #expect(event.flags.contains(.hasQuery))
    #expect(event.outcome == .unknown)
    let full = try record.normalized()
    #expect(full["query"] == "SELECT Id, Email FROM Contact")
    #expect(full["fields"] == .array(["Id", "Email"]))
    #expect(full["request_id"] == "4Xt1aQ9bLm2nRk7pVw8z1A")
    #expect(full["api"] == "rest")
    #expect(full["operation"] == "query_more")
    // Native names stay for rules that match them.
    #expect(full["UserId"] == "005xx000001Sv7kAAC")
    #expect(full["Operation"] == "QueryMore")
  }

  /// The credential of `RestApi` and `ApiTotalUsage` rows of the same integration.
  @Test func theCredentialIsThatOfEventLogFiles() {
    let file = EventLogFileFixture(
      type: "RestApi",
      [
        "URI": "/services/data/v62.0/query", "USER_ID": "005xx000001Sv7k",
        "CONNECTED_APP_ID": "0H4xx0000000001",
      ])
    let event = fixture(Self.e.api)
    #expect(file.text(file.event.credential) == event.text(event.event.credential))
    let soap = EventLogFileFixture(
      type: "API", ["METHOD_NAME": "query", "CLIENT_NAME": "DataLoader/61.0.0/"])
    let client = fixture(
      Self.e.with(Self.e.api, ["ConnectedAppId": "null", "Client": #""DataLoader/61.0.0/""#]))
    #expect(soap.text(soap.event.credential) == client.text(client.event.credential))
    #expect(client.text(client.event.integration) == "DataLoader/61.0.0")
    let bare = fixture(
      Self.e.with(Self.e.api, ["ConnectedAppId": "null", "Client": #""Unknown""#]))
    #expect(bare.text(bare.event.credential) == "005xx000001Sv7k")
    #expect(bare.event.flags.contains(.userOnly))
  }

  @Test(arguments: [
    ("REST", APISurface.rest), ("REST API", .rest), ("SOAP Enterprise", .soap),
    ("SOAP Partner", .soap), ("Bulk", .bulk), ("Bulk API 2.0", .bulk2), ("N/A", .unknown),
    ("SOAP Metadata", .metadata), ("SOAP Tooling", .tooling),
  ])
  func apiTypes(_ type: String, _ surface: APISurface) {
    let record = fixture(Self.e.with(Self.e.api, ["ApiType": #""\#(type)""#]))
    #expect(record.event.surface == surface)
  }

  @Test(arguments: [
    ("Query", Operation.query), ("QueryAll", .query), ("QueryMore", .queryMore),
    ("Count", .query), ("Search", .search), ("Retrieve", .read),
  ])
  func operations(_ word: String, _ operation: SecurityModel.Operation) {
    let record = fixture(Self.e.with(Self.e.api, ["Operation": #""\#(word)""#]))
    #expect(record.event.operation == operation)
  }

  /// `RowsProcessed` is the whole query's and comes with each page.
  @Test func pagesOfOneQueryShareAJob() {
    let first = fixture(Self.e.with(Self.e.api, ["Operation": #""Query""#]))
    let second = fixture(Self.e.api)
    #expect(first.event.job != 0)
    #expect(first.event.job == second.event.job)
    #expect(first.event.flags.contains(.rowsCumulative))
    let other = fixture(Self.e.with(Self.e.api, ["Query": #""SELECT Id FROM Contact""#]))
    #expect(other.event.job != first.event.job)
    let later = fixture(
      Self.e.with(Self.e.api, ["EventDate": #""2025-03-04T11:15:02.417Z""#]))
    #expect(later.event.job != first.event.job)
    // What fits a page has no second one.
    let small = fixture(Self.e.with(Self.e.api, ["RowsProcessed": "200"]))
    #expect(small.event.job == 0)
    #expect(small.event.rows == 200)
    // Rows of this call alone come before the total.
    let own = fixture(Self.e.with(Self.e.api, ["RowsReturned": "2000.0"]))
    #expect(own.event.rows == 2_000)
    #expect(!own.event.flags.contains(.rowsCumulative))
  }

  @Test func countsMayBeTextAndVersionsWhole() {
    let record = fixture(
      Self.e.with(Self.e.api, ["RowsProcessed": #""7""#, "ApiVersion": "62"]))
    #expect(record.event.rows == 7)
    #expect(record.text(record.event.apiVersion) == "62.0")
    let odd = fixture(Self.e.with(Self.e.api, ["RowsProcessed": "-1", "ApiVersion": "9998.0"]))
    #expect(odd.event.rows == -1)
    #expect(odd.text(odd.event.apiVersion) == "")
  }

  @Test(arguments: [
    ("Block", Outcome.failure, FailureKind.policy), ("Denied", .failure, .policy),
    ("Notified", .unknown, .none), ("NoAction", .unknown, .none),
    ("ExemptNoAction", .unknown, .none),
    ("TwoFAInitiated", .unknown, .none),
  ])
  func policies(_ word: String, _ outcome: Outcome, _ failure: FailureKind) {
    let record = fixture(Self.e.with(Self.e.api, ["PolicyOutcome": #""\#(word)""#]))
    #expect(record.event.outcome == outcome)
    #expect(record.event.failure == failure)
  }

  @Test func internalAndMalformedAddresses() {
    let internalCall = fixture(Self.e.with(Self.e.api, ["SourceIp": #""Salesforce.com IP""#]))
    #expect(!internalCall.event.ip.isPresent)
    #expect(internalCall.event.flags.contains(.internalAddress))
    let broken = fixture(Self.e.with(Self.e.api, ["SourceIp": #""2001:db8:::zz""#]))
    #expect(!broken.event.ip.isPresent)
    #expect(!broken.event.flags.contains(.internalAddress))
  }

  @Test func bulkApiResultEvent() {
    let members = Self.e.common + #","Query":"SELECT Id FROM Opportunity""#
    // Told by its fields: a query without `ApiType`.
    let record = fixture(members)
    let event = record.event
    #expect(record.text(event.eventType) == "BulkApiResultEvent")
    #expect(event.surface == .bulk)
    #expect(event.operation == .jobResults)
    #expect(record.objects(event) == ["Opportunity"])
    #expect(event.rows == -1)
    #expect(event.flags.contains(.bulkQuery))
    #expect(event.flags.contains(.userOnly))
    #expect(event.flags.contains(.countsAsCall))
    #expect(record.text(event.credential) == "005xx000001Sv7k")
    let named = RecordFixture(
      SalesforceRealtimeFormat(), Self.e.stored("BulkApiResultEventStore", members))
    #expect(dump(named.event, named.context.symbols) == dump(event, record.context.symbols))
  }

  static let report =
    e.common
    + #","ColumnHeaders":"[Name, Mail]","EventSource":"Lightning","ExecutionIdentifier":"d7b9c1de-1","#
    + #""Operation":"ReportRunFromLightning","QueriedEntities":"Account, Contact","#
    + #""ReportId":"00Oxx0000004XYZEA2","RowsProcessed":4120.0,"Sequence":1"#

  @Test func reportEvent() throws {
    let record = fixture(Self.report)
    let event = record.event
    #expect(record.text(event.eventType) == "ReportEvent")
    #expect(event.operation == .report)
    #expect(event.surface == .report)
    #expect(event.rows == 4_120)
    #expect(record.objects(event) == ["Account", "Contact"])
    #expect(!event.flags.contains(.countsAsCall))
    #expect(try record.normalized()["job_id"] == "d7b9c1de-1")
    // Pieces of one execution each have the total.
    let second = fixture(
      Self.e.with(Self.report, ["Sequence": "2", "EventIdentifier": #""x-2""#]))
    #expect(second.event.job == event.job)
    #expect(second.event.dedupKey != event.dedupKey)
    #expect(event.flags.contains(.rowsCumulative))
  }

  @Test(arguments: [
    ("ReportExported", "Lightning", SecurityModel.Operation.export, APISurface.report),
    ("ReportExportedAsynchronously", "Classic", .export, .report),
    ("ReportRunUsingSynchronousApi", "API", .report, .rest),
    ("ReportRunUsingAsynchronousApi", "", .report, .rest),
    ("DashboardComponentUpdated", "Lightning", .report, .report),
  ])
  func reportOperations(
    _ word: String, _ source: String, _ operation: SecurityModel.Operation, _ surface: APISurface
  ) {
    let record = fixture(
      Self.e.with(Self.report, ["Operation": #""\#(word)""#, "EventSource": #""\#(source)""#]))
    #expect(record.event.operation == operation)
    #expect(record.event.surface == surface)
  }

  @Test func listViewEvent() {
    let record = fixture(
      Self.e.common
        + #","AppName":"Sales","EventSource":"API","ListViewId":"00Bxx0000001abcEAA","#
        + #""QueriedEntities":"Account","RowsProcessed":50,"Sequence":1,"FilterCriteria":"{\"a\":""#
    )
    #expect(record.text(record.event.eventType) == "ListViewEvent")
    #expect(record.event.operation == .list)
    #expect(record.event.surface == .rest)
    #expect(record.event.rows == 50)
    #expect(record.objects(record.event) == ["Account"])
    #expect(!record.event.flags.contains(.countsAsCall))
  }

  @Test func uriEvent() throws {
    let members =
      Self.e.common
      + #","Message":null,"Name":"Acme","Operation":"Update","OperationStatus":"Success","#
      + #""QueriedEntities":"Account","RecordId":"001xx000003DGbYAAW","UserType":"Standard""#
    let record = fixture(members)
    #expect(record.text(record.event.eventType) == "UriEvent")
    #expect(record.event.operation == .update)
    #expect(record.event.surface == .ui)
    #expect(record.event.outcome == .success)
    #expect(!record.event.flags.contains(.secondaryRow))
    #expect(try record.normalized()["record_ids"] == .array(["001xx000003DGbYAAW"]))
    let begun = fixture(Self.e.with(members, ["OperationStatus": #""Initiated""#]))
    #expect(begun.event.outcome == .unknown)
    #expect(begun.event.flags.contains(.secondaryRow))
  }

  @Test func lightningUriEvent() throws {
    let record = fixture(
      Self.e.common
        + #","AppName":"one:one","Duration":512.0,"Operation":"Read","PageStartTime":"x","#
        + #""PageUrl":"/lightning/r/Contact/003xx000004TmiQAAS/view","QueriedEntities":"Contact","#
        + #""RecordId":"003xx000004TmiQAAS","UserAgent":"Mozilla/5.0 Chrome/133.0.0.0""#)
    #expect(record.text(record.event.eventType) == "LightningUriEvent")
    #expect(record.event.operation == .read)
    #expect(record.event.surface == .ui)
    #expect(record.event.duration == 512)
    #expect(record.objects(record.event) == ["Contact"])
    #expect(try record.normalized()["PageUrl"] != nil)
  }

  @Test(arguments: [
    ("API_DOWNLOAD", SecurityModel.Operation.download, APISurface.rest),
    ("UI_DOWNLOAD", .download, .ui),
    ("PREVIEW", .read, .ui), ("UPLOAD", .upload, .ui),
  ])
  func fileEvent(
    _ action: String, _ operation: SecurityModel.Operation, _ surface: APISurface
  ) {
    let record = fixture(
      Self.e.common
        + #","ContentSize":204800,"DocumentId":"069xx0000000001AAA","FileAction":"\#(action)","#
        + #""FileName":"list.csv","FileType":"CSV","VersionId":"068xx0000000001AAA""#)
    #expect(record.text(record.event.eventType) == "FileEvent")
    #expect(record.event.operation == operation)
    #expect(record.event.surface == surface)
    #expect(record.event.responseBytes == 204_800)
  }
}
