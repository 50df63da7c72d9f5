import SecurityModel
import Testing

@testable import LogFormats

@Suite struct MuleSoftAuditTests {
  static let create =
    #"{"id":"a-1","timestamp":1741083302417,"organizationId":"org-1","platform":"Access Management","objectType":"Connected Application","action":"Create","objects":[{"objectName":"Contoso Sync"}],"userId":"u-100","userName":"ann","connectedApp":"N/A","environmentName":null,"payload":{"clientName":"Contoso Sync","clientId":"8f2e","clientIP":"203.0.113.7","grantTypes":["client_credentials"],"scopes":["read:api_contacts","manage:secrets"]}}"#

  @Test func anEntryAboutAnApplicationIsReadFieldByField() throws {
    let probe = FormatProbe(MuleSoftAuditFormat())
    let (e, full) = try probe.expectReadBack(Self.create)
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(e.platform == .mulesoft && probe.text(e.org) == "org-1")
    #expect(probe.text(e.credential) == "u-100" && probe.text(e.user) == "u-100")
    #expect(probe.text(e.integration) == "ann" && e.credentialType == .human)
    #expect(e.app.isNone && probe.text(e.target) == "8f2e")
    #expect(e.operation == .create && e.surface == .oauth)
    #expect(e.ip == IPAddress(text: "203.0.113.7"))
    #expect(probe.objects(e) == ["Connected Application"])
    #expect(e.outcome == .unknown && e.rows == -1)
    #expect(e.flags == [.dedup])
    #expect(full["scopes"] == ["read:api_contacts", "manage:secrets"])
    #expect(probe.text(e.scopes) == "read:api_contacts manage:secrets")
    #expect(full["grant"] == "client_credentials")
    #expect(full["connected_app"] == "Contoso Sync")
    #expect(full["PLATFORM"] == "Access Management")
  }

  @Test func aTokenIsTheApplicationsOwn() throws {
    let probe = FormatProbe(MuleSoftAuditFormat())
    let line =
      #"{"id":"a-2","time":"2025-03-04T10:16:02.000Z","orgId":"org-1","product":"Access Management","objectType":"Connected Application","action":"Login","objects":[],"userId":null,"userName":"N/A","connectedApp":"N/A","payload":"{\"clientName\":\"Contoso Sync\",\"clientID\":\"8f2e\",\"clientIp\":\"203.0.113.9\",\"Scopes\":\"read:api_contacts manage:secrets\",\"errorMessage\":\"invalid_client\"}"}"#
    let (e, full) = try probe.expectReadBack(line)
    #expect(probe.text(e.credential) == "8f2e" && probe.text(e.app) == "8f2e")
    #expect(probe.text(e.integration) == "Contoso Sync" && e.credentialType == .oauthApp)
    #expect(e.operation == .token && e.surface == .oauth && e.target.isNone)
    #expect(e.outcome == .failure && e.failure == .badSecret)
    #expect(full["scopes"] == ["read:api_contacts", "manage:secrets"])
  }

  @Test func aConnectedApplicationThatActsIsACredential() throws {
    let probe = FormatProbe(MuleSoftAuditFormat())
    let line = Self.create.replacing(#""connectedApp":"N/A""#, with: #""connectedApp":"Deployer""#)
    let e = try probe.expectReadBack(line).event
    #expect(probe.text(e.credential) == "Deployer|u-100")
  }

  @Test func othersEntriesAreRead() throws {
    let probe = FormatProbe(MuleSoftAuditFormat())
    let line =
      #"{"date":"2025-03-04T10:16:02.000Z","platform":"API Manager","objectType":"API","action":"Edit","subaction":"Policy","objects":[],"userName":"ann","payload":{"properties":{"policy":"rate-limiting"}}}"#
    #expect(confidence(MuleSoftAuditFormat(), line) > 0.8)
    let e = try probe.expectReadBack(line).event
    #expect(e.operation == .update && e.surface == .config && probe.text(e.credential) == "ann")
  }

  @Test func anEntryOfNobodyIsRefused() {
    let line = Self.create.replacing(#""userId":"u-100","userName":"ann","#, with: "")
    #expect(throws: DecodeFailure.self) { try FormatProbe(MuleSoftAuditFormat()).decode(line) }
  }

  @Test(arguments: [
    #"{"timestamp":1741083302417,"action":"login","userId":"x","platform":"web"}"#,
    #"{"time":"2025-03-04T10:15:02Z","action":"x","userName":"y","payload":{}}"#,
  ])
  func othersAreNotClaimed(_ line: String) {
    for format in LogFormatRegistry.all where format.platform == .mulesoft {
      #expect(confidence(format, line) == 0)
    }
  }
}
