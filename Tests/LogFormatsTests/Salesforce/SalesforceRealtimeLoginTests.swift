import SecurityModel
import Testing

@testable import LogFormats

/// Field by field: logins, sessions, permissions, threat detection.
@Suite struct SalesforceRealtimeLoginTests {
  private static let e = SalesforceEvents.self

  private func fixture(_ members: String) -> RecordFixture {
    RecordFixture(SalesforceRealtimeFormat(), "{\(members)}")
  }

  @Test func loginEvent() throws {
    let record = fixture(Self.e.login)
    let event = record.event
    #expect(record.text(event.eventType) == "LoginEvent")
    #expect(event.operation == .login)
    #expect(event.surface == .login)
    #expect(event.outcome == .success)
    #expect(record.text(event.credential) == "005xx000001Sv7k")
    #expect(record.text(event.integration) == "Browser")
    #expect(event.credentialType == .human)
    #expect(record.text(event.country) == "DE")
    #expect(record.text(event.apiVersion) == "")
    #expect(!event.flags.contains(.countsAsCall))
    let full = try record.normalized()
    #expect(full["status"] == "Success")
    #expect(full["login_type"] == "Application")
    #expect(full["tls_version"] == "TLS 1.3")
    #expect(full["app"] == "Browser")
  }

  @Test(arguments: [
    ("Invalid Password", FailureKind.badSecret), ("Password Lockout", .locked),
    ("User is Inactive", .locked), ("User Lockout", .locked),
    ("Failed: API security token required", .badSecret), ("Restricted IP", .policy),
    ("Restricted Time", .policy), ("Failed: OAuth Api Access Disabled", .badSecret),
    ("Failed: Computer activation required", .other),
    ("Failed: Login Rate Exceeded", .badSecret), ("API Disabled", .denied),
    ("Failed: Untranslatable", .other), ("LOGIN_ERROR_INVALID_PASSWORD", .badSecret),
  ])
  func failuresAreSentences(_ sentence: String, _ failure: FailureKind) {
    let record = fixture(Self.e.with(Self.e.login, ["Status": #""\#(sentence)""#]))
    #expect(record.event.outcome == .failure)
    #expect(record.event.failure == failure)
  }

  @Test func failedLoginsMayKnowOnlyTheNameOrNobody() {
    let named = fixture(
      Self.e.with(Self.e.login, ["UserId": "null", "Status": #""Invalid Password""#]))
    #expect(named.text(named.event.credential) == "etl@corp.example")
    let nobody = fixture(
      Self.e.with(
        Self.e.login,
        [
          "UserId": "null", "Username": "null", "SessionKey": "null", "LoginKey": "null",
          "Status": #""Failed: Not a user""#,
        ]))
    #expect(nobody.text(nobody.event.credential) == "")
    #expect(nobody.event.outcome == .failure)
  }

  @Test func oauthLogins() throws {
    let record = fixture(
      Self.e.with(
        Self.e.login,
        [
          "LoginType": #""Remote Access 2.0""#, "LoginSubType": #""OauthClientCredentials""#,
          "Application": #""Contoso Sync""#, "Browser": #""Unknown""#,
          "PolicyOutcome": #""TwoFASucceeded""#,
        ]))
    #expect(record.event.surface == .oauth)
    #expect(record.event.credentialType == .unknown)
    #expect(record.text(record.event.integration) == "Contoso Sync")
    #expect(record.text(record.event.userAgent) == "")
    #expect(record.event.flags.contains(.mfa))
    #expect(try record.normalized()["grant"] == "OauthClientCredentials")
  }

  @Test func withoutASessionTheLoginKeyCounts() {
    let record = fixture(Self.e.with(Self.e.login, ["SessionKey": "null"]))
    #expect(record.event.session == record.hash("a1S2d3F4g5H6j7K8"))
  }

  @Test func loginAsEvent() {
    let record = fixture(
      Self.e.common
        + #","Application":"Browser","DelegatedUsername":"admin@corp.example","#
        + #""LoginType":"Application","LoginAsCategory":"OrgAdmin""#)
    #expect(record.text(record.event.eventType) == "LoginAsEvent")
    #expect(record.event.operation == .loginAs)
    #expect(record.text(record.event.credential) == "admin@corp.example")
    #expect(record.text(record.event.target) == "005xx000001Sv7k")
  }

  @Test func logoutEvent() {
    let record = fixture(Self.e.common)
    #expect(record.text(record.event.eventType) == "LogoutEvent")
    #expect(record.event.operation == .logout)
    #expect(record.event.outcome == .success)
  }

  @Test(arguments: [
    ("Succeeded", Outcome.success), ("FailedInvalidCode", .failure), ("InProgress", .unknown),
    ("FailedPasswordLockout", .failure),
  ])
  func identityVerificationEvent(_ status: String, _ outcome: Outcome) {
    let record = fixture(
      Self.e.common
        + #","Activity":"Login","EventGroup":"g","Status":"\#(status)","VerificationMethod":"Totp""#
    )
    #expect(record.text(record.event.eventType) == "IdentityVerificationEvent")
    #expect(record.event.outcome == outcome)
    #expect(record.event.flags.contains(.mfa) == (outcome == .success))
    #expect(record.event.flags.contains(.secondaryRow))
  }

  @Test func identityProviderEvent() {
    let record = fixture(
      Self.e.common
        + #","AppId":"0spxx0000000001GAA","ErrorCode":"AppAccessDenied","SsoType":"SAML""#)
    #expect(record.text(record.event.eventType) == "IdentityProviderEvent")
    #expect(record.text(record.event.credential) == "0spxx0000000001|005xx000001Sv7k")
    #expect(record.event.outcome == .failure)
    #expect(record.event.failure == .denied)
  }

  @Test func permissionSetEvent() {
    let record = fixture(
      Self.e.common
        + #","EventSource":"Classic","ImpactedUserIds":"[\"005xx000001Sv7lAAC\"]","#
        + #""Operation":"AssignedToPermissionSet","ParentIdList":"[\"0PSxx0000000001GAA\"]","#
        + #""PermissionList":"[\"ViewAllData\"]","PermissionType":"ObjectPermission""#)
    #expect(record.text(record.event.eventType) == "PermissionSetEvent")
    #expect(record.event.operation == .permissionChange)
    #expect(record.event.surface == .config)
    #expect(record.text(record.event.target) == "005xx000001Sv7l")
    #expect(record.text(record.event.endpoint) == "AssignedToPermissionSet")
  }

  static let threat = e.common + #","Score":88.5,"SecurityEventData":"[{\"a\":","Summary":"s""#

  @Test func apiAnomalyEvent() throws {
    let record = fixture(
      Self.threat
        + #","Operation":"Query","QueriedEntities":"Lead","RequestIdentifier":"r","#
        + #""RowsProcessed":99000.0,"Uri":"/services/data/v62.0/query","UserAgent":"curl/8.5""#)
    let event = record.event
    #expect(record.text(event.eventType) == "ApiAnomalyEvent")
    #expect(event.operation == .query)
    #expect(event.surface == .rest)
    #expect(event.rows == 99_000)
    #expect(record.objects(event) == ["Lead"])
    // About calls that have records of their own.
    #expect(event.flags.contains(.secondaryRow))
    #expect(!event.flags.contains(.countsAsCall))
    let full = try record.normalized()
    #expect(full["Score"] == 88.5)
    #expect(full["uri"] == "/services/data/v62.0/query")
    #expect(full["SecurityEventData"] == #"[{"a":"#)
  }

  @Test(arguments: [
    (#""Report":"00Oxx0000004XYZEA2""#, "ReportAnomalyEvent", SecurityModel.Operation.report),
    (
      #""CurrentIp":"198.51.100.9","CurrentUserAgent":"curl/8.5","PreviousIp":"203.0.113.40""#,
      "SessionHijackingEvent", .other
    ),
    (
      #""AcceptLanguage":"en","LoginType":"Application","LoginUrl":"x","UserAgent":"y""#,
      "CredentialStuffingEvent", .login
    ),
    (
      #""RequestedEntities":"[\"Case\"]","TotalControllerEvents":3,"UserType":"Guest""#,
      "GuestUserAnomalyEvent", .other
    ),
    (
      #""FeatureName":"ip","FeatureValue":"x","FeatureContribution":"0.8""#,
      "LoginAnomalyEvent", .login
    ),
    (#""AnomalySubType":"x""#, "UniversalAnomalyEvent", .other),
  ])
  func threatsAreToldByTheirFields(
    _ members: String, _ name: String, _ operation: SecurityModel.Operation
  ) {
    let told = fixture(Self.threat + "," + members)
    #expect(told.text(told.event.eventType) == name)
    #expect(told.event.operation == operation)
    #expect(told.event.flags.contains(.secondaryRow))
    let stored = RecordFixture(
      SalesforceRealtimeFormat(), Self.e.stored(name + "Store", Self.threat + "," + members))
    #expect(dump(stored.event, stored.context.symbols) == dump(told.event, told.context.symbols))
  }

  @Test func theVictimOfStuffingSignedIn() {
    let record = fixture(Self.threat + #","LoginType":"Application","LoginUrl":"x""#)
    #expect(record.event.outcome == .success)
    #expect(record.text(record.event.user) == "005xx000001Sv7k")
  }

  @Test func hijackedSessionsShowTheirNewClient() {
    let record = fixture(
      Self.e.with(
        Self.threat,
        [
          "SourceIp": "null", "CurrentIp": #""198.51.100.9""#,
          "CurrentUserAgent": #""curl/8.5""#, "PreviousUserAgent": #""Mozilla/5.0""#,
        ]))
    #expect(record.event.ip.description == "198.51.100.9")
    #expect(record.text(record.event.clientFamily) == "curl")
  }

  @Test func guestsAreGuests() {
    let record = fixture(
      Self.threat + #","RequestedEntities":"[\"Case\",\"Contact\"]","UserType":"Guest""#)
    #expect(record.event.credentialType == .guest)
    #expect(record.objects(record.event) == ["Case", "Contact"])
  }

  /// Whatever stands in the fields: no crash, and the full record reads back as the same event.
  @Test(arguments: SalesforceRecordKind.allCases)
  func anyValueInAnyFieldReadsBack(_ kind: SalesforceRecordKind) {
    var random = SeededRandom(StableHash.string(kind.name))
    let fields = SalesforceField.allCases.filter {
      ![.attributesType, .channel].contains($0)
    }
    for _ in 0..<12 {
      var members = #""EventDate":"2025-03-04T10:15:02.417Z","LoginTime":"2025-03-04T10:15:02Z","#
      members += #""CreatedDate":"2025-03-04T10:15:04Z","UserId":"005xx000001Sv7kAAC""#
      for field in fields where ![.eventDate, .loginTime, .createdDate, .userID].contains(field) {
        guard let value = EventLogFileTypes.values.randomElement(using: &random), !value.isEmpty
        else { continue }
        members += "," + JSONValue.string(field.names[0]).text + ":" + JSONValue.string(value).text
      }
      let record = RecordFixture(
        SalesforceRealtimeFormat(), Self.e.message(kind.name, members))
      #expect(record.events.count == 1, "\(record.failures)")
    }
  }
}
