import SecurityModel
import Testing

@testable import LogFormats

@Suite struct HubSpotActivityTests {
  // MARK: Audit

  static let audit =
    #"{"id":"0a1b2c3d","category":"CRM_OBJECT","subCategory":"CONTACT","action":"UPDATE","targetObjectId":"901","occurredAt":"2025-03-04T10:15:02.417Z","actingUser":{"userId":5550123,"userEmail":"ops@corp.example"}}"#

  @Test func anAuditEntryIsReadFieldByField() throws {
    let probe = FormatProbe(HubSpotAuditFormat(), org: "1234567")
    let (e, full) = try probe.expectReadBack(Self.audit)
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(e.platform == .hubspot)
    #expect(probe.text(e.org) == "1234567")
    #expect(probe.text(e.credential) == "5550123")
    #expect(probe.text(e.user) == "5550123")
    #expect(probe.text(e.integration) == "ops@corp.example")
    #expect(e.credentialType == .human)
    #expect(e.operation == .update)
    #expect(e.surface == .ui)
    #expect(probe.objects(e) == ["CRM_OBJECT"])
    #expect(!e.ip.isPresent)
    #expect(e.rows == -1)
    #expect(e.outcome == .unknown)
    #expect(e.flags == [.dedup])
    #expect(full["id"] == "0a1b2c3d")
    #expect(full["record_ids"] == ["901"])
    // The source's own names stay for rules.
    #expect(full["category"] == "CRM_OBJECT")
    #expect(full["action"] == "UPDATE")
    #expect(full["actingUser"]?["userEmail"] == "ops@corp.example")
  }

  @Test func aNumberWithALeadingZeroIsTheSameUser() throws {
    let probe = FormatProbe(HubSpotAuditFormat())
    let line =
      #"{"id":"1","action":"LOGIN","category":"LOGIN","occurredAt":"2025-03-04T10:15:02Z","actingUser":{"userId":0005550123,"userEmail":null},"targetObjectId":null}"#
    let e = try probe.expectReadBack(line).event
    #expect(probe.text(e.credential) == "5550123")
    #expect(e.operation == .login)
    #expect(probe.text(e.integration) == "5550123")
  }

  @Test func flattenedExportsAreReadAlike() throws {
    let probe = FormatProbe(HubSpotAuditFormat())
    let line =
      #"{"Id":"0a1b2c3d","Category":"CRM_OBJECT","Action":"UPDATE","occurred_at":"2025-03-04 10:15:02.417","acting_user.user_id":"5550123","acting_user.user_email":"ops@corp.example"}"#
    #expect(confidence(HubSpotAuditFormat(), line) > 0.9)
    let e = try probe.expectReadBack(line).event
    let whole = try probe.decode(Self.audit)
    #expect(probe.dump(e) == probe.dump(whole))
  }

  @Test func openListsPass() throws {
    let probe = FormatProbe(HubSpotAuditFormat())
    let line =
      #"{"id":"2","category":"SOMETHING_NEW","action":"FROBNICATE","occurredAt":"2025-03-04T10:15:02Z","actingUser":{"userId":7}}"#
    let e = try probe.expectReadBack(line).event
    #expect(e.operation == .other && e.surface == .ui)
    #expect(probe.text(e.eventType) == "FROBNICATE")
    #expect(!e.flags.contains(.countsAsCall))
  }

  @Test(arguments: [
    (#"{"id":"1","category":"A","action":"CREATE","actingUser":{"userId":7}}"#, "occurredAt"),
    (#"{"id":"1","category":"A","action":"CREATE","occurredAt":"2025-03-04T10:15:02Z"}"#, "user"),
    (#"{"id":"1","occurredAt":"soon","actingUser":{"userId":7}}"#, "not a time"),
  ])
  func withoutTimeOrUserItIsRefused(_ line: String, _ reason: String) {
    let probe = FormatProbe(HubSpotAuditFormat())
    let failure = #expect(throws: DecodeFailure.self) { try probe.decode(line) }
    #expect(failure?.reason.contains(reason) == true)
  }

  // MARK: Login

  static let login =
    #"{"id":"5f02","loginAt":"2025-03-04T08:03:45.001Z","loginSucceeded":false,"email":"cfo@corp.example","userId":5550130,"ipAddress":"198.51.100.23","userAgent":"python-requests/2.32.3","countryCode":"NL","regionCode":null,"location":null}"#

  @Test func aLoginIsReadFieldByField() throws {
    let probe = FormatProbe(HubSpotLoginFormat())
    let (e, full) = try probe.expectReadBack(Self.login)
    #expect(e.time.rfc3339 == "2025-03-04T08:03:45.001Z")
    #expect(probe.text(e.credential) == "5550130")
    #expect(probe.text(e.integration) == "cfo@corp.example")
    #expect(e.operation == .login && e.surface == .ui)
    #expect(e.outcome == .failure && e.failure == .badSecret)
    #expect(e.ip == IPAddress(text: "198.51.100.23"))
    #expect(probe.text(e.country) == "NL")
    #expect(probe.text(e.userAgent) == "python-requests/2.32.3")
    #expect(probe.text(e.clientFamily) == "python-requests")
    #expect(e.objectCount == 0 && e.rows == -1)
    #expect(e.flags == [.dedup])
    #expect(full["loginSucceeded"] == false)
    #expect(full["regionCode"] == nil)
    let good = Self.login.replacing("false", with: "true")
    #expect(try probe.decode(good).outcome == .success)
    let silent = Self.login.replacing(#""loginSucceeded":false,"#, with: "")
    #expect(try probe.decode(silent).outcome == .unknown)
  }

  @Test func aLoginOfNobodyKnownIsRefused() {
    let probe = FormatProbe(HubSpotLoginFormat())
    #expect(throws: DecodeFailure.self) {
      try probe.decode(#"{"id":"1","loginAt":"2025-03-04T08:03:45Z","loginSucceeded":false}"#)
    }
  }

  // MARK: Security

  static func security(_ type: String) -> String {
    #"{"id":"71c0","createdAt":"2025-03-04T10:15:02.417Z","type":"\#(type)","userId":"5550123","actingUser":"ops@corp.example","ipAddress":"203.0.113.7","countryCode":"DE","regionCode":"BE","location":"Berlin","objectId":"99120","infoUrl":"https://app.example/1"}"#
  }

  @Test func aSecurityEventIsReadFieldByField() throws {
    let probe = FormatProbe(HubSpotSecurityFormat())
    let (e, full) = try probe.expectReadBack(Self.security("PRIVATE_APP_ACCESS_TOKEN_VIEW"))
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(probe.text(e.credential) == "5550123")
    #expect(probe.text(e.integration) == "ops@corp.example")
    #expect(e.surface == .oauth && e.operation == .read)
    #expect(probe.text(e.eventType) == "PRIVATE_APP_ACCESS_TOKEN_VIEW")
    #expect(probe.text(e.target) == "99120")
    #expect(e.ip == IPAddress(text: "203.0.113.7"))
    #expect(probe.text(e.country) == "DE")
    #expect(e.outcome == .unknown && e.rows == -1 && e.objectCount == 0)
    #expect(e.flags == [.dedup])
    #expect(full["infoUrl"] == "https://app.example/1")
    #expect(full["type"] == "PRIVATE_APP_ACCESS_TOKEN_VIEW")
  }

  @Test(arguments: [
    ("EXPORT", Operation.export, APISurface.ui), ("CONTACT_DATA_EXPORT", .export, .ui),
    ("EXPORT_APPROVAL", .export, .ui), ("EXPORT_DOWNLOAD", .download, .ui),
    ("EXPORT_USERS", .export, .ui), ("FORM_SUBMISSIONS_EXPORT", .export, .ui),
    ("DATA_BACKUP_CREATE", .export, .ui), ("IMPORT", .upload, .ui),
    ("INSTALL_INTEGRATION", .configChange, .config),
    ("UNINSTALL_INTEGRATION", .configChange, .config),
    ("ADD_WEBHOOK_IN_WORKFLOW", .configChange, .config),
    ("WEBHOOK_SETTINGS_CHANGED", .configChange, .config),
    ("HAPIKEY_ROTATE", .token, .oauth), ("HAPIKEY_VIEW", .read, .oauth),
    ("HAPIKEY_DEACTIVATE", .revoke, .oauth), ("PERSONAL_ACCESS_KEY_CREATE", .token, .oauth),
    ("PRIVATE_APP_CLIENT_SECRET_WRITE", .token, .oauth),
    ("PUBLIC_APP_CLIENT_SECRET_VIEW", .read, .oauth), ("SERVICE_KEY_CREATE", .token, .oauth),
    ("SMTP_TOKEN_CREATE", .token, .oauth),
    ("PRIVATE_APP_SCOPE_GROUPS_UPDATE", .permissionChange, .oauth),
    ("ADD_USER", .permissionChange, .config), ("ADD_ADMIN_PERMISSION", .permissionChange, .config),
    ("IMPERSONATE_USER", .loginAs, .config), ("IP_RESTRICTIONS_DISABLED", .configChange, .config),
    ("REQUIRE_SINGLE_SIGN_ON", .configChange, .config),
    ("REMOVE_SINGLE_SIGN_ON", .configChange, .config),
    ("ADD_TWO_FACTOR", .configChange, .config), ("REMOVE_TWO_FACTOR", .configChange, .config),
    ("SOMETHING_NEW_IN_2026", .other, .config),
  ])
  func typesAreReadByTheirParts(
    _ type: String, _ operation: SecurityModel.Operation, _ surface: APISurface
  ) throws {
    let e = try FormatProbe(HubSpotSecurityFormat()).expectReadBack(Self.security(type)).event
    #expect(e.operation == operation && e.surface == surface)
    #expect(!e.flags.contains(.countsAsCall))
  }

  // MARK: Usage

  @Test func aUsageReadingIsAGaugeAndNoCall() throws {
    let probe = FormatProbe(HubSpotUsageFormat())
    let line =
      #"{"name":"private-apps-api-calls-daily","usageLimit":650000,"currentUsage":41234,"collectedAt":"2025-03-04T10:15:02.417Z","fetchStatus":"CACHED","resetsAt":"2025-03-05T00:00:00Z"}"#
    let (e, full) = try probe.expectReadBack(line)
    #expect(e.limitUsed == 41234 && e.limitMaximum == 650_000)
    #expect(e.operation == .limits && e.outcome == .success)
    #expect(!e.flags.contains(.countsAsCall) && !e.flags.contains(.dedup))
    #expect(probe.text(e.credential) == "private apps")
    #expect(full["resetsAt"] == "2025-03-05T00:00:00Z")
    #expect(full["status"] == "CACHED")
    let failed = line.replacing("CACHED", with: "TIMEOUT")
    let f = try probe.expectReadBack(failed).event
    #expect(f.outcome == .failure && f.limitUsed == -1 && f.limitMaximum == -1)
  }

  // MARK: Whose is it

  @Test func theThreeActivitiesAreToldApart() {
    let lines = [Self.audit, Self.login, Self.security("EXPORT")]
    let formats: [any LogFormat] = [
      HubSpotAuditFormat(), HubSpotLoginFormat(), HubSpotSecurityFormat(),
    ]
    for (i, line) in lines.enumerated() {
      for (k, format) in formats.enumerated() {
        #expect((confidence(format, line + "\n" + line) > 0.9) == (i == k))
      }
    }
  }

  @Test(arguments: [
    #"{"id":"1","createdAt":"2025-03-04T10:15:02Z","type":"EXPORT","userId":1}"#,
    #"{"id":"1","createdAt":"2025-03-04T10:15:02Z","type":"push","userId":1,"ipAddress":"1.2.3.4","location":"x","actingUser":"y"}"#,
    #"{"occurredAt":"2025-03-04T10:15:02Z","user":"x","action":"login"}"#,
    #"{"email":"a@b","ipAddress":"1.2.3.4","createdAt":"2025-03-04T10:15:02Z"}"#,
  ])
  func othersAreNotClaimed(_ line: String) {
    for format in LogFormatRegistry.all where format.platform == .hubspot {
      #expect(confidence(format, line) == 0)
    }
  }
}
