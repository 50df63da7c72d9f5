import SecurityModel
import Testing

@testable import LogFormats

/// Reads one target in a fresh context.
struct PathProbe {
  let context = DecodeContext(symbols: SymbolTable(), secrets: KeyedHash(key0: 11, key1: 22))

  func read(_ target: String, _ method: HTTPMethod = .get) -> APIEvent {
    var event = APIEvent()
    var copy = target
    copy.withUTF8 {
      PathReader.read(
        UnsafeRawBufferPointer($0), method: method, context: context, into: &event)
    }
    return event
  }

  func text(_ symbol: Symbol) -> String { context.symbols.text(of: symbol) }

  func objects(_ event: APIEvent) -> [String] {
    (0..<Int(event.objectCount)).map { text(event.objects[$0]) }
  }

  func hash(_ secret: String) -> UInt64 {
    var copy = secret
    return copy.withUTF8 { context.secrets(UnsafeRawBufferPointer($0)) }
  }

  func mask(_ target: String) -> String {
    var copy = target
    return copy.withUTF8 {
      PathReader.maskedTarget(UnsafeRawBufferPointer($0), context: context)
    }
  }
}

struct PathCase: CustomTestStringConvertible, Sendable {
  var method: HTTPMethod
  var target: String
  var surface: APISurface
  var operation: SecurityModel.Operation
  var endpoint: String
  var objects: [String] = []
  var version = ""
  var platform = Platform.salesforce
  var testDescription: String { "\(method.name) \(target)" }

  init(
    _ method: HTTPMethod, _ target: String, _ surface: APISurface,
    _ operation: SecurityModel.Operation, _ endpoint: String, _ objects: [String] = [],
    _ version: String = "62.0", _ platform: Platform = .salesforce
  ) {
    self.method = method
    self.target = target
    self.surface = surface
    self.operation = operation
    self.endpoint = endpoint
    self.objects = objects
    self.version = version
    self.platform = platform
  }

  static let data = "/services/data/v62.0"
  static let out = "/services/data/v*"
  static let id = "001xx000003DGb2AAG"
  static let job = "750xx0000000005AAA"

  static let salesforce: [PathCase] = [
    .init(.get, "/services/data", .rest, .list, "/services/data", [], ""),
    .init(.get, "/services/data/", .rest, .list, "/services/data", [], ""),
    .init(.get, data, .rest, .list, out),
    .init(.get, "\(data)/query?q=SELECT+Id+FROM+Account", .rest, .query, "\(out)/query"),
    .init(.get, "\(data)/query/?q=SELECT+Id+FROM+Account", .rest, .query, "\(out)/query"),
    .init(.get, "\(data)/queryAll?q=SELECT+Id+FROM+Account", .rest, .query, "\(out)/queryAll"),
    .init(
      .get, "\(data)/query/01gxx0000000001AAA-2000", .rest, .queryMore, "\(out)/query/{id}"),
    .init(.get, "\(data)/sobjects", .rest, .describe, "\(out)/sobjects"),
    .init(
      .get, "\(data)/sobjects/Account", .rest, .describe, "\(out)/sobjects/Account", ["Account"]),
    .init(
      .post, "\(data)/sobjects/Account/", .rest, .create, "\(out)/sobjects/Account", ["Account"]),
    .init(
      .get, "\(data)/sobjects/My_Object__c/describe", .rest, .describe,
      "\(out)/sobjects/My_Object__c/describe", ["My_Object__c"]),
    .init(
      .get, "\(data)/sobjects/Account/\(id)?fields=Name", .rest, .read,
      "\(out)/sobjects/Account/{id}", ["Account"]),
    .init(
      .patch, "\(data)/sobjects/Account/\(id)", .rest, .update, "\(out)/sobjects/Account/{id}",
      ["Account"]),
    .init(
      .post, "\(data)/sobjects/Account/\(id)?_HttpMethod=PATCH", .rest, .update,
      "\(out)/sobjects/Account/{id}", ["Account"]),
    .init(
      .delete, "\(data)/sobjects/Account/001xx000003DGb2", .rest, .delete,
      "\(out)/sobjects/Account/{id}", ["Account"]),
    .init(
      .patch, "\(data)/sobjects/Contact/Ext_Id__c/jane%40corp.example", .rest, .upsert,
      "\(out)/sobjects/Contact/Ext_Id__c/{id}", ["Contact"]),
    .init(
      .get, "\(data)/sobjects/EventLogFile/0ATxx0000000001AAA/LogFile", .rest, .download,
      "\(out)/sobjects/EventLogFile/{id}/LogFile", ["EventLogFile"]),
    .init(
      .get, "\(data)/sobjects/ContentVersion/068xx0000000001AAA/VersionData", .rest, .download,
      "\(out)/sobjects/ContentVersion/{id}/VersionData", ["ContentVersion"]),
    .init(
      .get, "\(data)/sobjects/Account/updated?start=x", .rest, .list,
      "\(out)/sobjects/Account/updated", ["Account"]),
    .init(
      .get, "\(data)/sobjects/Account/listviews/00Bxx0000000001AAA/results", .rest, .list,
      "\(out)/sobjects/Account/listviews/{id}/results", ["Account"]),
    .init(
      .post, "\(data)/sobjects/User/005xx0000000001AAA/password", .rest, .permissionChange,
      "\(out)/sobjects/User/{id}/password", ["User"]),
    .init(.post, "\(data)/composite", .rest, .composite, "\(out)/composite"),
    .init(.post, "\(data)/composite/batch", .rest, .composite, "\(out)/composite/batch"),
    .init(
      .post, "\(data)/composite/tree/Account", .rest, .create, "\(out)/composite/tree/Account",
      ["Account"]),
    .init(.post, "\(data)/composite/sobjects", .rest, .create, "\(out)/composite/sobjects"),
    .init(
      .delete, "\(data)/composite/sobjects?ids=\(id),\(id)", .rest, .delete,
      "\(out)/composite/sobjects"),
    .init(
      .patch, "\(data)/composite/sobjects/Account/Ext__c", .rest, .upsert,
      "\(out)/composite/sobjects/Account/Ext__c", ["Account"]),
    .init(.post, "\(data)/graphql", .graphql, .query, "\(out)/graphql"),
    .init(.get, "\(data)/limits", .rest, .limits, "\(out)/limits"),
    .init(
      .get, "\(data)/limits/recordCount?sObjects=Account,Case", .rest, .limits,
      "\(out)/limits/recordCount", ["Account", "Case"]),
    .init(.get, "\(data)/search?q=FIND+%7Bx%7D", .rest, .search, "\(out)/search"),
    .init(
      .get, "\(data)/parameterizedSearch?q=x&sobject=Lead", .rest, .search,
      "\(out)/parameterizedSearch", ["Lead"]),
    .init(.get, "\(data)/recent", .rest, .list, "\(out)/recent"),
    .init(.get, "\(data)/appMenu/AppSwitcher", .rest, .list, "\(out)/appMenu/AppSwitcher"),
    .init(
      .get, "\(data)/analytics/reports/00Oxx0000000001AAA", .rest, .report,
      "\(out)/analytics/reports/{id}"),
    .init(
      .post, "\(data)/analytics/reports/00Oxx0000000001AAA/instances", .rest, .report,
      "\(out)/analytics/reports/{id}/instances"),
    .init(
      .get, "\(data)/analytics/reports/00Oxx0000000001AAA/describe", .rest, .describe,
      "\(out)/analytics/reports/{id}/describe"),
    .init(
      .get, "\(data)/tooling/query?q=SELECT+Id+FROM+ApexClass", .tooling, .query,
      "\(out)/tooling/query"),
    .init(
      .get, "\(data)/tooling/sobjects/ApexClass/describe", .tooling, .describe,
      "\(out)/tooling/sobjects/ApexClass/describe", ["ApexClass"]),
    .init(
      .get, "\(data)/tooling/executeAnonymous/?anonymousBody=x", .tooling, .deploy,
      "\(out)/tooling/executeAnonymous"),
    .init(
      .post, "\(data)/metadata/deployRequest", .metadata, .deploy,
      "\(out)/metadata/deployRequest"),
    .init(
      .get, "\(data)/ui-api/records/\(id)?fields=Account.Name", .rest, .read,
      "\(out)/ui-api/records/{id}"),
    .init(
      .get, "\(data)/ui-api/object-info/Account", .rest, .describe,
      "\(out)/ui-api/object-info/Account", ["Account"]),
    .init(
      .get, "\(data)/connect/files/069xx0000000001AAA/content", .rest, .download,
      "\(out)/connect/files/{id}/content"),
    .init(.post, "\(data)/jobs/query", .bulk2, .jobCreate, "\(out)/jobs/query"),
    .init(.get, "\(data)/jobs/query", .bulk2, .list, "\(out)/jobs/query"),
    .init(.get, "\(data)/jobs/query/\(job)", .bulk2, .jobStatus, "\(out)/jobs/query/{job}"),
    .init(
      .get, "\(data)/jobs/query/\(job)/results?maxRecords=50000&locator=MTAwMDA", .bulk2,
      .jobResults, "\(out)/jobs/query/{job}/results"),
    .init(.delete, "\(data)/jobs/query/\(job)", .bulk2, .jobDelete, "\(out)/jobs/query/{job}"),
    .init(
      .put, "\(data)/jobs/ingest/\(job)/batches", .bulk2, .jobData,
      "\(out)/jobs/ingest/{job}/batches"),
    .init(.patch, "\(data)/jobs/ingest/\(job)", .bulk2, .jobStatus, "\(out)/jobs/ingest/{job}"),
    .init(
      .get, "\(data)/jobs/ingest/\(job)/unprocessedrecords", .bulk2, .jobResults,
      "\(out)/jobs/ingest/{job}/unprocessedrecords"),
    .init(
      .get, "/services/async/62.0/job/\(job)", .bulk, .jobStatus, "/services/async/v*/job/{job}"),
    .init(.post, "/services/async/62.0/job", .bulk, .jobCreate, "/services/async/v*/job"),
    .init(
      .post, "/services/async/62.0/job/\(job)/batch", .bulk, .jobData,
      "/services/async/v*/job/{job}/batch"),
    .init(
      .get, "/services/async/62.0/job/\(job)/batch/751xx0000000005AAA/result/752xx0000000005AAA",
      .bulk, .jobResults, "/services/async/v*/job/{job}/batch/{id}/result/{id}"),
    .init(
      .post, "/services/Soap/u/62.0/00Dxx0000001gPL", .soap, .other, "/services/Soap/u/v*"),
    .init(.post, "/services/Soap/c/62.0", .soap, .other, "/services/Soap/c/v*"),
    .init(
      .post, "/services/Soap/m/62.0/00Dxx0000001gPL", .metadata, .other, "/services/Soap/m/v*"),
    .init(.post, "/services/Soap/T/62.0", .tooling, .other, "/services/Soap/T/v*"),
    .init(
      .get, "/services/apexrest/orders/v1/12345", .apexrest, .read,
      "/services/apexrest/orders/v*/{id}", [], ""),
    .init(.post, "/cometd/62.0/connect", .streaming, .subscribe, "/cometd/v*/connect"),
    .init(.post, "/services/oauth2/token", .oauth, .token, "/services/oauth2/token", [], ""),
    .init(.post, "/services/oauth2/revoke", .oauth, .revoke, "/services/oauth2/revoke", [], ""),
    .init(
      .get, "/services/oauth2/authorize?client_id=3MVG", .oauth, .authorize,
      "/services/oauth2/authorize", [], ""),
    .init(
      .get, "/id/00Dxx0000001gPLEAY/005xx000001Sv6AAAE", .oauth, .read, "/id/{id}/{id}", [], ""),
    .init(.post, "/s/sfsites/aura?r=3&aura.Record=1", .aura, .other, "/sfsites/aura", [], ""),
    .init(
      .get, "/lightning/r/Account/\(id)/view", .ui, .read, "/lightning/r/Account/{id}/view", [],
      ""),
    .init(.get, "/00Oxx0000000001?export=1&xf=csv", .report, .export, "/{id}", [], ""),
    .init(
      .post, "/platform/mcp/v1-beta.2/sobject-all", .mcp, .other,
      "/platform/mcp/v*/sobject-all", [], ""),
    .init(
      .get, "https://corp.my.salesforce.com/gw/sf\(data)/limits", .rest, .limits,
      "\(out)/limits"),
  ]

  static let others: [PathCase] = [
    .init(
      .get, "/crm/v3/objects/contacts?limit=100", .rest, .list, "/crm/v*/objects/contacts",
      ["contacts"], "3", .hubspot),
    .init(
      .get, "/crm/v3/objects/0-1/512", .rest, .read, "/crm/v*/objects/contacts/{id}",
      ["contacts"], "3", .hubspot),
    .init(
      .post, "/crm/v3/objects/deals/search", .rest, .search, "/crm/v*/objects/deals/search",
      ["deals"], "3", .hubspot),
    .init(
      .post, "/crm/v3/objects/2-12345/batch/upsert", .rest, .upsert,
      "/crm/v*/objects/2-12345/batch/upsert", ["2-12345"], "3", .hubspot),
    .init(
      .post, "/crm/v3/exports/export/async", .rest, .export, "/crm/v*/exports/export/async", [],
      "3", .hubspot),
    .init(
      .get, "/crm/v3/exports/export/async/tasks/998877/status", .rest, .jobStatus,
      "/crm/v*/exports/export/async/tasks/{job}/status", [], "3", .hubspot),
    .init(
      .get, "/crm/objects/2026-03/contacts/512", .rest, .read, "/crm/objects/v*/contacts/{id}",
      ["contacts"], "2026-03", .hubspot),
    .init(
      .get, "/contacts/v1/lists/all/contacts/all", .rest, .list,
      "/contacts/v*/lists/all/contacts/all", ["contacts"], "1", .hubspot),
    .init(
      .post, "/settings/v3/users/", .rest, .permissionChange, "/settings/v*/users", [], "3",
      .hubspot),
    .init(.post, "/oauth/v1/token", .oauth, .token, "/oauth/v*/token", [], "1", .hubspot),
    .init(
      .get, "/account-info/v3/api-usage/daily/private-apps", .rest, .limits,
      "/account-info/v*/api-usage/daily/private-apps", [], "3", .hubspot),
    .init(
      .post, "/webhooks/v3/123/subscriptions", .rest, .subscribe,
      "/webhooks/v*/{id}/subscriptions", [], "3", .hubspot),
    .init(
      .get, "/api/data/v9.2/accounts?$select=name", .rest, .query, "/api/data/v*/accounts",
      ["accounts"], "9.2", .dataverse),
    .init(
      .get, "/api/data/v9.2/accounts(00000000-0000-0000-0000-000000000001)", .rest, .read,
      "/api/data/v*/accounts({id})", ["accounts"], "9.2", .dataverse),
    .init(
      .patch, "/api/data/v9.2/contacts(emailaddress1='a@b.example')", .rest, .update,
      "/api/data/v*/contacts({id})", ["contacts"], "9.2", .dataverse),
    .init(
      .post, "/api/data/v9.2/$batch", .rest, .composite, "/api/data/v*/$batch", [], "9.2",
      .dataverse),
    .init(
      .get, "/api/data/v9.2/$metadata", .rest, .describe, "/api/data/v*/$metadata", [], "9.2",
      .dataverse),
    .init(
      .get, "/api/data/v9.2/EntityDefinitions(LogicalName='account')/Attributes", .rest,
      .describe, "/api/data/v*/EntityDefinitions({id})/Attributes", ["account"], "9.2",
      .dataverse),
    .init(
      .get, "/api/data/v9.2/WhoAmI()", .rest, .read, "/api/data/v*/WhoAmI()", [], "9.2",
      .dataverse),
    .init(
      .post, "/XRMServices/2011/Organization.svc/web", .soap, .other,
      "/XRMServices/2011/Organization.svc/web", [], "", .dataverse),
    .init(.post, "/mcp", .mcp, .other, "/mcp", [], "", .generic),
    .init(.get, "/gateway/sse", .mcp, .subscribe, "/sse", [], "", .generic),
    .init(
      .post, "/6f1c2f9a-1111-4222-8333-444455556666/oauth2/v2.0/token", .oauth, .token,
      "/{id}/oauth2/v*/token", [], "", .generic),
    .init(
      .get, "/api/customers/jane@corp.example/orders/123456", .unknown, .read,
      "/api/customers/{id}/orders/{id}", [], "", .generic),
    .init(
      .get, "/files/0123456789abcdef0123456789abcdef", .unknown, .read, "/files/{id}", [], "",
      .generic),
    .init(.get, "/", .unknown, .list, "/", [], "", .generic),
    .init(.options, "*", .unknown, .other, "/*", [], "", .generic),
  ]
}

@Suite struct PathReaderTests {
  @Test(arguments: PathCase.salesforce + PathCase.others)
  func readsPath(_ expected: PathCase) {
    let probe = PathProbe()
    // Twice: once computed, once from the memo.
    for _ in 0..<2 {
      let event = probe.read(expected.target, expected.method)
      #expect(event.surface == expected.surface)
      #expect(event.operation == expected.operation)
      #expect(probe.text(event.endpoint) == expected.endpoint)
      #expect(
        probe.objects(event).filter {
          !expected.target.contains("q=SELECT") || expected.objects.contains($0)
        } == expected.objects)
      #expect(probe.text(event.apiVersion) == expected.version)
      #expect(event.platform == expected.platform)
      #expect(!event.flags.contains(.carriedSecret))
    }
  }

  @Test func bulkJobIsTheSameInBothIdLengthsAndBothApis() {
    let probe = PathProbe()
    let long = probe.read("/services/data/v62.0/jobs/query/750xx0000000005AAA/results")
    let short = probe.read("/services/data/v60.0/jobs/query/750xx0000000005", .delete)
    let first = probe.read("/services/async/62.0/job/750xx0000000005AAA")
    let other = probe.read("/services/data/v62.0/jobs/query/750xx0000000006AAA")
    #expect(long.job != 0)
    #expect(long.job == short.job)
    #expect(long.job == first.job)
    #expect(long.job != other.job)
    #expect(long.flags.contains(.bulkQuery))
    #expect(
      !probe.read("/services/data/v62.0/jobs/ingest/750xx0000000005").flags.contains(.bulkQuery))
  }

  @Test func whatTheRecordSaidIsKept() {
    let probe = PathProbe()
    var event = APIEvent()
    event.surface = .ui
    event.operation = .export
    event.platform = .mulesoft
    event.job = 7
    var target = "/services/data/v62.0/jobs/query/750xx0000000005AAA"
    target.withUTF8 {
      PathReader.read(
        UnsafeRawBufferPointer($0), method: .get, context: probe.context, into: &event)
    }
    #expect(event.surface == .ui)
    #expect(event.operation == .export)
    #expect(event.platform == .mulesoft)
    #expect(event.job == 7)
    #expect(probe.text(event.endpoint) == "/services/data/v*/jobs/query/{job}")
  }

  @Test(arguments: [
    ("/x?access_token=abc123", "abc123"),
    ("/x?a=1&Access_Token=abc%21123&b=2", "abc!123"),
    ("/x?%61ccess_token=abc", "abc"),
    ("/x?hapikey=k-1", "k-1"),
    ("/x?api-key=k2", "k2"),
    (
      "/secur/frontdoor.jsp?sid=00Dxx0000001gPL!AQoAQH0dMHZfz972Szmpkb58urFRkgeBGsxL",
      "00Dxx0000001gPL!AQoAQH0dMHZfz972Szmpkb58urFRkgeBGsxL"
    ),
    (
      "/x?anything=00Dxx0000001gPL%21AQoAQH0dMHZfz972Szmpkb58urFRkgeBGsxL",
      "00Dxx0000001gPL!AQoAQH0dMHZfz972Szmpkb58urFRkgeBGsxL"
    ),
    (
      "/x/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
    ),
    ("/page;jsessionid=ABCDEF?x=1", "ABCDEF"),
  ])
  func callersSecretsBecomeKeyedHashes(_ target: String, _ secret: String) {
    let probe = PathProbe()
    let event = probe.read(target)
    #expect(event.flags.contains(.carriedSecret))
    #expect(event.token == probe.hash(secret))
    let shown = probe.mask(target)
    #expect(!shown.contains(secret))
    #expect(!shown.contains("AQoAQH0d"))
    #expect(shown.contains(KeyedHash.text(probe.hash(secret))))
    // What is shown reads the same again.
    let again = probe.read(shown)
    #expect(again.token == event.token)
    #expect(again.flags.contains(.carriedSecret))
    #expect(probe.text(again.endpoint) == probe.text(event.endpoint))
    #expect(probe.mask(shown) == shown)
  }

  @Test(arguments: [
    "/services/oauth2/token?client_secret=S3cr3tValue&grant_type=password",
    "/services/oauth2/token?password=S3cr3tValue",
    "/callback?code=S3cr3tValue-that-is-long-enough",
    "/x?refresh_token=S3cr3tValue", "https://user:S3cr3tValue@host/x",
  ])
  func otherSecretsAreFlaggedAndMaskedButIdentifyNobody(_ target: String) {
    let probe = PathProbe()
    let event = probe.read(target)
    #expect(event.flags.contains(.carriedSecret))
    #expect(event.token == 0)
    #expect(!probe.mask(target).contains("S3cr3tValue"))
  }

  @Test(arguments: [
    "/x?code=US&country=DE", "/x?sid=", "/x?token", "/services/data/v62.0/query?q=SELECT+Id",
    "/x?pageToken=abcdefabcdef", "/api/access-tokens-list",
  ])
  func harmlessParametersAreLeftAlone(_ target: String) {
    let probe = PathProbe()
    #expect(!probe.read(target).flags.contains(.carriedSecret))
    #expect(probe.mask(target) == target)
  }

  @Test func revokedTokenIsTheTarget() {
    let probe = PathProbe()
    let query = probe.read("/services/oauth2/revoke?token=T0K", .post)
    #expect(query.operation == .revoke)
    #expect(query.targetToken == probe.hash("T0K"))
    #expect(query.token == 0)
    let path = probe.read("/oauth/v1/refresh-tokens/T0K", .delete)
    #expect(path.operation == .revoke)
    #expect(path.targetToken == probe.hash("T0K"))
    #expect(probe.text(path.endpoint) == "/oauth/v*/refresh-tokens/{token}")
    #expect(!probe.mask("/oauth/v1/refresh-tokens/T0K").contains("T0K"))
  }

  @Test func controlCharactersAreFlagged() {
    let probe = PathProbe()
    #expect(probe.read("/x/%1b%5b2J").flags.contains(.hostileText))
    #expect(probe.read("/x\u{202E}y").flags.contains(.hostileText))
    #expect(!probe.read("/x/%C3%A4").flags.contains(.hostileText))
  }

  @Test func extremeTargetsAreBounded() {
    let probe = PathProbe()
    let deep = String(repeating: "/a", count: 100_000)
    #expect(probe.text(probe.read(deep).endpoint).utf8.count <= 512)
    let long = "/x?access_token=" + String(repeating: "s", count: 1 << 20)
    #expect(probe.read(long).flags.contains(.carriedSecret))
    for target in [
      "", "?", "//", "%", "%2", "/%zz", "http://", "a://b", "/(", "/)", "/x?=&=&&", ";", "/;a=b",
    ] {
      _ = probe.read(target)
      _ = probe.mask(target)
    }
  }

  @Test func memoServesEachMethodApart() {
    let probe = PathProbe()
    let path = "/services/data/v62.0/sobjects/Account/001xx000003DGb2AAG"
    #expect(probe.read(path, .get).operation == .read)
    #expect(probe.read(path, .delete).operation == .delete)
    #expect(probe.read(path, .get).operation == .read)
    for i in 0..<20_000 { _ = probe.read("/p\(i)/x") }
    #expect(probe.text(probe.read("/p7/x").endpoint) == "/p7/x")
    #expect(probe.text(probe.read("/p19999/x").endpoint) == "/p19999/x")
  }
}
