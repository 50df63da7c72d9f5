import LogFormats
import SecurityModel
import Testing

/// The columns of each event type.
@Suite struct EventLogFileTypeTests {
  typealias Fixture = EventLogFileFixture

  @Test func restApi() throws {
    let fixture = Fixture(
      type: "RestApi",
      [
        "RUN_TIME": "184", "URI": "/services/data/v62.0/query", "METHOD": "GET",
        "STATUS_CODE": "200", "USER_AGENT": "13579000", "ROWS_PROCESSED": "2000",
        "RESPONSE_SIZE": "41200", "REQUEST_SIZE": "10", "ENTITY_NAME": "Account, Contact",
        "CONNECTED_APP_ID": "0H4xx00000012345AA", "CLIENT_NAME": "Acme Sync/",
        "QUERY": "SELECT Id FROM Account WHERE Id > '001' LIMIT 2000", "REQUEST_STATUS": "S",
      ])
    let event = fixture.event
    #expect(event.platform == .salesforce && event.surface == .rest)
    #expect(event.operation == .query && event.method == .get)
    #expect(event.status == 200 && event.outcome == .success && event.failure == .none)
    #expect(event.rows == 2000 && event.responseBytes == 41200 && event.duration == 184)
    #expect(fixture.objects(event) == ["Account", "Contact"])
    #expect(fixture.text(event.credential) == "0H4xx0000001234|005xx000001Sv7k")
    #expect(fixture.text(event.integration) == "Acme Sync")
    #expect(fixture.text(event.app) == "0H4xx0000001234")
    #expect(fixture.text(event.clientFamily) == "Acme")
    #expect(fixture.text(event.org) == "00Dxx0000001abc")
    #expect(event.credentialType == .oauthApp)
    #expect(event.flags.isSuperset(of: [.countsAsCall, .hasQuery, .queryPageLimit]))
    #expect(event.flags.isDisjoint(with: [.userOnly, .querySelective]))
    let full = try fixture.normalized()
    #expect(full["query"] == "SELECT Id FROM Account WHERE Id > '001' LIMIT 2000")
    #expect(full["fields"] == .array(["Id"]) && full["request_bytes"] == 10)
    #expect(full["USER_AGENT"] == "13579000" && full["REQUEST_STATUS"] == "S")
    #expect(full.members.prefix(4).map(\.name) == ["ts", "platform", "org", "credential"])
  }

  @Test func restApiOfOlderFilesHasOnlyTheUser() {
    let fixture = Fixture(type: "RestApi", ["USER_AGENT": "13579000", "STATUS_CODE": "401"])
    #expect(fixture.text(fixture.event.credential) == "005xx000001Sv7k")
    #expect(fixture.event.flags.contains(.userOnly))
    #expect(fixture.event.clientFamily.isNone)
    #expect(fixture.text(fixture.event.userAgent) == "13579000")
    #expect(fixture.event.failure == .expiredSession && fixture.event.surface == .rest)
  }

  @Test(arguments: [
    ("/services/data/v62.0/graphql", APISurface.graphql),
    ("/services/data/v62.0/jobs/query/750xx0000000001AAA/results", .bulk2),
    ("/cometd/62.0", .streaming), ("/services/data/v62.0/sobjects/Account", .rest),
  ])
  func restApiSurfaces(_ uri: String, _ surface: APISurface) {
    #expect(Fixture(type: "RestApi", ["URI": uri, "METHOD": "GET"]).event.surface == surface)
  }

  @Test func apexRestApi() {
    let event = Fixture(
      type: "ApexRestApi",
      ["URI": "/services/apexrest/orders/v1", "METHOD": "POST", "STATUS_CODE": "500"]
    ).event
    #expect(event.surface == .apexrest && event.method == .post && event.failure == .server)
    #expect(event.flags.contains(.countsAsCall))
  }

  @Test func apiTotalUsage() {
    let rest = Fixture(
      type: "ApiTotalUsage",
      [
        "API_FAMILY": "REST", "API_VERSION": "62.0", "API_RESOURCE": "/services/data/v62.0/query",
        "HTTP_METHOD": "GET", "CONNECTED_APP_ID": "0H4xx0000001234", "STATUS_CODE": "200",
        "CONNECTED_APP_NAME": "Acme Sync", "CLIENT_NAME": "acme/", "ENTITY_NAME": "Lead",
        "CLIENT_IP": "192.0.2.9", "USER_NAME": "int@example.com",
      ])
    #expect(rest.event.surface == .rest && rest.event.operation == .query)
    #expect(rest.text(rest.event.integration) == "Acme Sync")
    #expect(rest.text(rest.event.credential) == "0H4xx0000001234|005xx000001Sv7k")
    #expect(rest.objects(rest.event) == ["Lead"])
    #expect(rest.event.session == 0 && rest.event.rows == -1 && rest.event.duration == -1)
    let soap = Fixture(
      type: "ApiTotalUsage",
      [
        "API_FAMILY": "soap", "API_RESOURCE": "queryMore", "CLIENT_NAME": "Loader/",
        "STATUS_CODE": "200",
      ])
    #expect(soap.event.surface == .soap && soap.event.operation == .queryMore)
    #expect(soap.text(soap.event.credential) == "Loader|005xx000001Sv7k")
    #expect(soap.text(soap.event.endpoint) == "/queryMore")
    for (family, surface) in [("Bulk", APISurface.bulk), ("ApexREST", .apexrest), ("rest", .rest)] {
      let event = Fixture(type: "ApiTotalUsage", ["API_FAMILY": family, "API_RESOURCE": "x"]).event
      #expect(event.surface == surface)
    }
    let mcp = Fixture(
      type: "ApiTotalUsage", ["API_FAMILY": "REST", "API_CLIENT_CATEGORY": "SALESFORCE_HOSTED_MCP"])
    #expect(mcp.event.surface == .mcp)
  }

  @Test func soapApi() {
    let fixture = Fixture(
      type: "API",
      [
        "API_TYPE": "P", "API_VERSION": "61.0", "CLIENT_NAME": "DataLoader/", "URI": "Api",
        "METHOD_NAME": "query_all", "ENTITY_NAME": "Case", "ROWS_PROCESSED": "500.0",
        "RESPONSE_SIZE": "9", "REQUEST_STATUS": "S", "QUERY": "SELECT Id FROM Case",
      ])
    #expect(fixture.event.surface == .soap && fixture.event.operation == .query)
    #expect(fixture.text(fixture.event.credential) == "DataLoader|005xx000001Sv7k")
    #expect(fixture.event.rows == 500 && fixture.event.outcome == .success)
    #expect(fixture.text(fixture.event.endpoint) == "/query_all")
    let meta = Fixture(type: "API", ["API_TYPE": "M", "METHOD_NAME": "retrieve"]).event
    #expect(meta.surface == .metadata && meta.operation == .retrieve)
    let tooling = Fixture(type: "API", ["API_TYPE": "T", "METHOD_NAME": "create"]).event
    #expect(tooling.surface == .tooling && tooling.operation == .create)
    let threw = Fixture(
      type: "API", ["REQUEST_STATUS": "S", "EXCEPTION_MESSAGE": "INVALID_SESSION_ID: gone"]
    ).event
    #expect(threw.outcome == .failure && threw.failure == .expiredSession)
    for (word, kind) in [("F", FailureKind.other), ("A", .denied), ("N", .notFound)] {
      #expect(Fixture(type: "API", ["REQUEST_STATUS": word]).event.failure == kind)
    }
    for word in ["U", "R", ""] {
      #expect(Fixture(type: "API", ["REQUEST_STATUS": word]).event.outcome == .unknown)
    }
    #expect(Fixture(type: "API", ["REQUEST_STATUS": "Success"]).event.outcome == .success)
  }

  @Test func apexSoap() {
    let event = Fixture(type: "ApexSoap", ["CLASS_NAME": "OrderService", "CLIENT_NAME": "x"]).event
    #expect(event.surface == .soap && event.flags.contains(.countsAsCall))
  }

  @Test func bulkApi() {
    let query = Fixture(
      type: "BulkApi",
      [
        "JOB_ID": "750xx0000000001AAA", "BATCH_ID": "751xx0000000001", "ROWS_PROCESSED": "10000",
        "SUCCESS": "1", "ENTITY_TYPE": "Contact", "OPERATION_TYPE": "query",
      ])
    #expect(query.event.surface == .bulk && query.event.flags.contains(.bulkQuery))
    #expect(query.event.rows == 10000 && query.event.outcome == .success)
    #expect(query.objects(query.event) == ["Contact"] && query.event.job != 0)
    #expect(query.event.flags.contains(.userOnly))
    let delete = Fixture(type: "BulkApi", ["OPERATION_TYPE": "hardDelete", "SUCCESS": "0"]).event
    #expect(delete.operation == .delete && delete.outcome == .failure)
  }

  @Test func bulkApiRequest() {
    let fixture = Fixture(
      type: "BulkApiRequest",
      [
        "REQUEST_PATH": "/services/async/61.0/job/750xx0000000001AAA", "JOB_ID": "750xx0000000001",
        "CONNECTED_APP_ID": "0H4xx0000001234", "STATUS_CODE": "403",
      ])
    #expect(fixture.event.surface == .bulk && fixture.event.failure == .denied)
    #expect(fixture.event.rows == -1 && fixture.event.credentialType == .oauthApp)
  }

  @Test func bulkApi2() {
    func row(_ operation: String, _ state: String, _ error: String = "") -> APIEvent {
      Fixture(
        type: "BulkApi2",
        [
          "JOB_ID": "750xx0000000001AAA", "OPERATION_TYPE": operation, "ENTITY_TYPE": "Lead",
          "JOB_STATUS": state, "RECORDS_PROCESSED": "77", "RESULT_SIZE_MB": "",
          "ERROR_MESSAGE": error,
        ]
      ).event
    }
    #expect(row("query", "Open").operation == .jobCreate)
    #expect(row("query", "JobComplete").operation == .jobStatus)
    #expect(row("insert", "UploadComplete").operation == .jobData)
    #expect(row("delete", "InProgress").operation == .delete)
    #expect(row("query", "Open").flags.isSuperset(of: [.bulkQuery, .rowsCumulative]))
    #expect(!row("insert", "Open").flags.contains(.bulkQuery))
    #expect(row("insert", "JobComplete").rows == 77)
    #expect(row("insert", "Failed").outcome == .failure)
    #expect(row("insert", "JobComplete").outcome == .success)
    #expect(row("insert", "InProgress").outcome == .unknown)
    #expect(row("insert", "JobComplete").surface == .bulk2)
  }

  @Test func oneJobHasOneHashAcrossRowTypes() {
    let v2 = Fixture(type: "BulkApi2", ["JOB_ID": "750xx0000000001AAA"]).event
    let short = Fixture(type: "BulkApi2", ["JOB_ID": "750xx0000000001"]).event
    let rest = Fixture(
      type: "RestApi",
      ["URI": "/services/data/v62.0/jobs/query/750xx0000000001AAA", "METHOD": "DELETE"]
    ).event
    #expect(v2.job == short.job && v2.job == rest.job && v2.job != 0)
    #expect(rest.operation == .jobDelete)
  }

  @Test func composite() {
    let parent = Fixture(type: "CompositeApi", ["URI": "/services/data/v62.0/composite"]).event
    #expect(parent.operation == .composite && parent.flags.contains(.secondaryRow))
    let part = Fixture(
      type: "CompositeApiSubrequest",
      [
        "URI": "/services/data/v62.0/sobjects/Account/001xx0000000001AAA", "METHOD": "PATCH",
        "SUCCESS": "1",
        "STATUS_CODE": "204",
      ])
    #expect(part.event.operation == .update && part.event.outcome == .success)
    #expect(part.objects(part.event) == ["Account"])
    #expect(!part.event.flags.contains(.countsAsCall))
  }

  @Test func metadataApiOperation() {
    let fixture = Fixture(
      type: "MetadataApiOperation", ["CLIENT_ID": "SalesforceDX/x", "OPERATION": "meta_deploy"])
    #expect(fixture.event.surface == .metadata && fixture.event.operation == .deploy)
    #expect(fixture.text(fixture.event.credential) == "SalesforceDX/x|005xx000001Sv7k")
    #expect(fixture.event.app.isNone && fixture.text(fixture.event.clientFamily) == "SalesforceDX")
    let read = Fixture(type: "MetadataApiOperation", ["OPERATION": "meta_synchronous_read"]).event
    #expect(read.operation == .retrieve)
  }

  @Test func uniqueQuery() throws {
    let fixture = Fixture(
      type: "UniqueQuery", ["QUERY_IDENTIFIER": "SELECT Id FROM Opportunity WHERE Name = :v1"])
    #expect(fixture.objects(fixture.event) == ["Opportunity"])
    #expect(fixture.event.flags.isSuperset(of: [.hasQuery, .querySelective, .secondaryRow]))
    #expect(try fixture.normalized()["query"] == "SELECT Id FROM Opportunity WHERE Name = :v1")
  }

  // MARK: - Identity

  @Test func login() throws {
    let fixture = Fixture(
      type: "Login",
      [
        "LOGIN_TYPE": "A", "BROWSER_TYPE": "Mozilla/5.0 %28X11%3B rv%3A109%29", "API_TYPE": "",
        "USER_NAME": "a@example.com", "TLS_PROTOCOL": "TLSv1.2", "CLIENT_IP": "Salesforce.com IP",
        "SOURCE_IP": "198.51.100.7", "LOGIN_STATUS": "LOGIN_NO_ERROR", "REQUEST_STATUS": "Success",
        "AUTHENTICATION_METHOD_REFERENCE": "pwd mfa", "COUNTRY_CODE": "DE", "LOGIN_KEY": "k/1",
      ])
    let event = fixture.event
    #expect(event.operation == .login && event.surface == .login && event.outcome == .success)
    #expect(event.ip.description == "198.51.100.7" && !event.flags.contains(.internalAddress))
    #expect(event.credentialType == .human && event.flags.contains(.mfa))
    #expect(fixture.text(event.userAgent) == "Mozilla/5.0 (X11; rv:109)")
    #expect(fixture.text(event.clientFamily) == "Mozilla" && fixture.text(event.country) == "DE")
    #expect(!event.flags.contains(.countsAsCall) && !event.flags.contains(.userOnly))
    let full = try fixture.normalized()
    #expect(full["tls_version"] == "TLSv1.2" && full["mfa"] == true)
    #expect(full["status"] == "LOGIN_NO_ERROR" && full["login_type"] == "A")
    #expect(full["USER_NAME"] == "a@example.com")
  }

  @Test func oauthLoginsAndTheOtherI() throws {
    let oauth = Fixture(
      type: "Login",
      ["LOGIN_TYPE": "i", "LOGIN_SUB_TYPE": "oauthpassword", "LOGIN_STATUS": "LOGIN_NO_ERROR"])
    #expect(oauth.event.surface == .oauth && oauth.event.credentialType == .unknown)
    #expect(try oauth.normalized()["grant"] == "oauthpassword")
    let other = Fixture(type: "Login", ["LOGIN_TYPE": "I", "LOGIN_STATUS": "LOGIN_NO_ERROR"])
    #expect(other.event.surface == .login)
  }

  @Test(arguments: [
    ("LOGIN_NO_ERROR", Outcome.success, FailureKind.none),
    ("LOGIN_CHALLENGE_ISSUED", .unknown, .none), ("LOGIN_CHALLENGE_PENDING", .unknown, .none),
    ("LOGIN_TWOFACTOR_REQ", .unknown, .none), ("LOGIN_LIGHTNING_LOGIN", .unknown, .none),
    ("LOGIN_ERROR_SWITCH_SFDC_INSTANCE", .unknown, .none),
    ("LOGIN_ERROR_SWITCH_SFDC_LOGIN", .unknown, .none),
    ("LOGIN_ERROR_INVALID_PASSWORD", .failure, .badSecret),
    ("LOGIN_ERROR_MUST_USE_API_TOKEN", .failure, .badSecret),
    ("LOGIN_ERROR_RATE_EXCEEDED", .failure, .badSecret),
    ("LOGIN_ERROR_LOGINS_EXCEEDED", .failure, .badSecret),
    ("LOGIN_ERROR_PASSWORD_LOCKOUT", .failure, .locked),
    ("LOGIN_ERROR_USER_INACTIVE", .failure, .locked),
    ("LOGIN_ERROR_USER_FROZEN", .failure, .locked),
    ("LOGIN_ERROR_RESTRICTED_DOMAIN", .failure, .policy),
    ("LOGIN_ERROR_RESTRICTED_TIME", .failure, .policy),
    ("LOGIN_END_SESSION_TXN_SECURITY_POLICY", .failure, .policy),
    ("LOGIN_OAUTH_INVALID_TOKEN", .failure, .badSecret),
    ("LOGIN_OAUTH_INVALID_IP", .failure, .policy),
    ("LOGIN_OAUTH_EXCEED_GET_AT_LMT", .failure, .rateLimited),
    ("LOGIN_OAUTH_API_DISABLED", .failure, .denied),
    ("LOGIN_SAML_REPLAY_ATTEMPTED", .failure, .badSecret),
    ("LOGIN_SOMETHING_NEW", .failure, .other),
  ])
  func loginStatus(_ word: String, _ outcome: Outcome, _ failure: FailureKind) {
    let event = Fixture(type: "Login", ["LOGIN_STATUS": word, "REQUEST_STATUS": "S"]).event
    #expect(event.outcome == outcome && event.failure == failure)
  }

  @Test func failedLoginsMayKnowOnlyTheName() {
    let fixture = Fixture(
      type: "Login",
      [
        "USER_ID": "", "USER_NAME": "who@example.com",
        "LOGIN_STATUS": "LOGIN_ERROR_INVALID_PASSWORD",
      ])
    #expect(fixture.text(fixture.event.credential) == "who@example.com")
    let nobody = Fixture(type: "Login", ["USER_ID": "", "USER_NAME": "", "LOGIN_STATUS": "X"])
    #expect(nobody.events.count == 1 && nobody.event.credential.isNone)
  }

  @Test func loginAs() throws {
    let fixture = Fixture(
      type: "LoginAs",
      ["DELEGATED_USER_ID": "005xx000001Admi", "DELEGATED_USER_NAME": "admin@example.com"])
    #expect(fixture.event.operation == .loginAs)
    #expect(fixture.text(fixture.event.user) == "005xx000001Admi")
    #expect(fixture.text(fixture.event.target) == "005xx000001Sv7k")
    #expect(try fixture.normalized()["target_credential"] == "005xx000001Sv7k")
    let support = Fixture(
      type: "SalesforceLoginAs", ["ACTUAL_USER_ID": "005xx000001Supp", "IP_ADDRESS": "192.0.2.2"])
    #expect(support.event.operation == .loginAs && support.event.ip.isPresent)
  }

  @Test func logout() {
    let user = Fixture(type: "Logout", ["SESSION_TYPE": "S(db=1,api=Standard)", "USER_TYPE": "S"])
    #expect(user.event.operation == .logout && user.event.surface == .login)
    let oauth = Fixture(type: "Logout", ["SESSION_TYPE": "O(db=O,api=Oauth)", "APP_TYPE": "1000"])
    #expect(oauth.event.surface == .oauth)
    #expect(Fixture(type: "Logout", ["APP_TYPE": "2514"]).event.surface == .oauth)
  }

  @Test func permissionsAndGroups() {
    let permission = Fixture(
      type: "PermissionUpdate", ["UPDATE_TYPE": "Add", "DESCRIPTION": "Modify All Data"])
    #expect(permission.event.operation == .permissionChange && permission.event.surface == .config)
    let group = Fixture(
      type: "GroupMembership", ["OPERATION": "AddedGroupMember", "MEMBER_ID": "005xx000001Memb"])
    #expect(group.text(group.event.target) == "005xx000001Memb")
    #expect(group.text(group.event.endpoint) == "AddedGroupMember")
  }

  @Test func refusals() {
    let access = Fixture(
      type: "InsufficientAccess",
      [
        "ENTITY_TYPE": "Account", "ACTUAL_LOGGED_IN_USER_ID": "005xx000001Real",
        "ACCESS_ERROR": "NO_ACCESS",
      ])
    #expect(access.text(access.event.user) == "005xx000001Real")
    #expect(access.text(access.event.target) == "005xx000001Sv7k")
    #expect(access.event.failure == .denied && access.event.operation == .denied)
    let policy = Fixture(
      type: "TransactionSecurity",
      ["RESULT": "TRIGGERED", "EVALUATION_TIME_MS": "7", "POLICY_ID": "0NIxx"])
    #expect(policy.event.failure == .policy && policy.event.duration == 7)
    #expect(
      Fixture(type: "TransactionSecurity", ["RESULT": "NOT_TRIGGERED"]).event.failure == .none)
  }

  // MARK: - Data leaving

  @Test func reports() {
    let report = Fixture(
      type: "Report",
      [
        "ENTITY_NAME": "01Ixx0000000001", "RENDERING_TYPE": "W", "ROW_COUNT": "300",
        "AVERAGE_ROW_SIZE": "100", "ORIGIN": "ReportRunFromLightning",
      ])
    #expect(report.event.operation == .report && report.event.surface == .report)
    #expect(report.event.rows == 300 && report.event.responseBytes == 30000)
    let api = Fixture(type: "AsyncReportRun", ["ORIGIN": "ReportRunUsingAsynchronousApi"]).event
    #expect(api.surface == .rest && api.operation == .report)
    for (rendering, origin) in [("X", ""), ("C", ""), ("", "ReportExportedFromLightning")] {
      let event = Fixture(type: "Report", ["RENDERING_TYPE": rendering, "ORIGIN": origin]).event
      #expect(event.operation == .export)
    }
    let huge = Fixture(
      type: "Report", ["ROW_COUNT": "9223372036854775807", "AVERAGE_ROW_SIZE": "100"]
    ).event
    #expect(huge.responseBytes == -1)
  }

  @Test func reportExport() throws {
    let fixture = Fixture(
      type: "ReportExport",
      ["URI": "/00Oxx0000000001", "REPORT_DESCRIPTION": "pv0=Jane+Doe", "CLIENT_INFO": "x"])
    #expect(fixture.event.operation == .export && fixture.event.rows == -1)
    #expect(fixture.event.flags.contains(.secondaryRow))
    #expect(try !fixture.normalized().json.text.contains("Jane"))
  }

  @Test func files() {
    for (action, operation, surface) in [
      ("VersionDownloadAction", Operation.download, APISurface.ui),
      ("VersionDownloadApi", .download, .rest), ("VersionRenditionDownload", .download, .ui),
      ("saveVersion", .upload, .ui),
    ] {
      let event = Fixture(
        type: "ContentTransfer", ["TRANSACTION_TYPE": action, "SIZE_BYTES": "99"]
      ).event
      #expect(event.operation == operation && event.surface == surface)
      #expect(event.responseBytes == 99)
    }
    for type in ["DocumentAttachmentDownloads", "DocumentAttachmentDownoads"] {
      let fixture = Fixture(type: type, ["ENTITY_ID": "00Pxx0000000001"])
      #expect(
        fixture.event.operation == .download && fixture.objects(fixture.event) == ["Attachment"])
    }
  }

  @Test func pagesAndSearches() {
    let page = Fixture(type: "URI", ["URI": "/001xx0000000001", "REFERRER_URI": "https-//x"]).event
    #expect(page.surface == .ui && !page.flags.contains(.countsAsCall))
    let aura = Fixture(
      type: "AuraRequest",
      ["USER_AGENT": "Mozilla/5.0 (X11)", "REQUEST_METHOD": "POST", "URI": "/aura"])
    #expect(aura.event.surface == .aura && aura.event.method == .post)
    #expect(aura.text(aura.event.clientFamily) == "Mozilla")
    let search = Fixture(type: "Search", ["NUM_RESULTS": "12", "SEARCH_QUERY": "acme"]).event
    #expect(search.operation == .search && search.rows == 12)
  }

  @Test func callsThatLeave() {
    let callout = Fixture(
      type: "ApexCallout",
      [
        "URI": "CALLOUT-LOG", "TYPE": "REST", "METHOD": "POST", "SUCCESS": "1", "TIME": "55",
        "REQUEST_SIZE": "-1", "RESPONSE_SIZE": "10",
        "URL": "https://api.example.com/v1/x?token=abc",
      ])
    #expect(callout.event.operation == .callout && callout.event.duration == 55)
    #expect(callout.event.responseBytes == 10 && callout.event.outcome == .success)
    #expect(callout.text(callout.event.target) == "api.example.com")
    #expect(callout.event.platform == .salesforce && callout.event.flags.contains(.carriedSecret))
    let named = Fixture(type: "NamedCredential", ["NAMED_CREDENTIAL_NAME": "Billing"])
    #expect(named.event.operation == .callout && named.text(named.event.target) == "Billing")
    let odata = Fixture(
      type: "ExternalODataCallout",
      [
        "ENTITY": "Orders", "STATUS": "0", "TOTAL_MS": "30", "ROWS": "5", "BYTES": "1000",
        "LIMIT": "9",
      ])
    #expect(odata.event.outcome == .failure && odata.event.rows == 5)
    #expect(odata.event.duration == 30 && odata.event.responseBytes == 1000)
  }

  @Test func theRest() {
    let save = Fixture(
      type: "DatabaseSave", ["DML_TYPE": "Delete", "NUM_ROWS": "20", "SAMPLE_FACTOR": "10"]
    ).event
    #expect(save.operation == .delete && save.rows == 200 && save.flags.contains(.rowsEstimated))
    let package = Fixture(
      type: "PackageInstall",
      ["PACKAGE_NAME": "Sync", "IS_SUCCESSFUL": "1", "OPERATION_TYPE": "INSTALL"])
    #expect(package.event.operation == .configChange && package.event.outcome == .success)
    #expect(package.text(package.event.target) == "Sync")
    let wave = Fixture(type: "WaveDownload", ["NUMBER_OF_RECORDS": "400"]).event
    #expect(wave.operation == .export && wave.rows == 400)
    let object = Fixture(type: "RestApiEventLog", ["STATUS_CODE": "200"]).event
    #expect(object.surface == .rest && object.flags.contains(.countsAsCall))
  }

  @Test func guestsAreGuests() {
    #expect(Fixture(type: "RestApi", ["USER_TYPE": "Guest"]).event.credentialType == .guest)
    #expect(Fixture(type: "RestApi", ["USER_TYPE": "Standard"]).event.credentialType == .unknown)
  }

  @Test func rowsOfOneIntegrationMeetInOneCredential() {
    let usage = Fixture(
      type: "ApiTotalUsage",
      ["CONNECTED_APP_ID": "0H4xx0000001234", "CONNECTED_APP_NAME": "Acme", "CLIENT_NAME": "acme"])
    let rest = Fixture(type: "RestApi", ["CONNECTED_APP_ID": "0H4xx0000001234AAA"])
    #expect(usage.text(usage.event.credential) == rest.text(rest.event.credential))
  }
}
