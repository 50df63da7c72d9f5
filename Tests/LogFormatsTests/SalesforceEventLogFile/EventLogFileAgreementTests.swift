import Foundation
import SecurityModel
import Testing

@testable import LogFormats

/// A row, and its full record read back as crmwatch's own JSON Lines, are the same event. The
/// fixture checks that for each row it decodes.
@Suite struct EventLogFileAgreementTests {
  /// Every type, with every column filled with several kinds of values.
  @Test(arguments: EventLogFileTypes.all)
  func everyTypeIsReadBackAsItself(_ type: String) {
    var random = SeededRandom(StableHash.string(type))
    for _ in 0..<12 {
      let names = ["EVENT_TYPE", "TIMESTAMP_DERIVED"] + EventLogFileTypes.columns
      let values =
        [type, "2025-03-04T10:15:02.417Z"]
        + EventLogFileTypes.columns.map { _ in
          EventLogFileTypes.values.randomElement(using: &random) ?? ""
        }
      let fixture = EventLogFileFixture(
        EventLogFileFixture.line(names) + EventLogFileFixture.line(values))
      #expect(fixture.events.count == 1)
    }
  }

  @Test func everySampleRowIsReadBackAsItself() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../sample-data/event-log-files").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "csv" }.sorted { $0.path < $1.path }
    var rows = 0
    for file in files {
      // A file of each day would take long in a debug build; the head of each has every shape.
      let head = try Data(contentsOf: file).prefix(5 << 10)
      let end = head.lastIndex(of: 0x0A).map { $0 + 1 } ?? head.endIndex
      let fixture = EventLogFileFixture(Array(head[..<end]))
      #expect(fixture.failures.isEmpty)
      rows += fixture.events.count
    }
    #expect(rows > 400)
  }
}

/// Names and values to make rows of.
enum EventLogFileTypes {
  static let all = [
    "API", "RestApi", "ApexRestApi", "ApiTotalUsage", "BulkApi", "BulkApiRequest", "BulkApi2",
    "CompositeApi", "CompositeApiSubrequest", "MetadataApiOperation", "ApexSoap", "UniqueQuery",
    "Login", "LoginAs", "SalesforceLoginAs", "Logout", "PermissionUpdate", "GroupMembership",
    "InsufficientAccess", "TransactionSecurity", "Report", "AsyncReportRun", "ReportExport",
    "ContentTransfer", "DocumentAttachmentDownloads", "URI", "AuraRequest", "Search",
    "ApexCallout", "NamedCredential", "ExternalODataCallout", "DatabaseSave", "PackageInstall",
    "WaveDownload", "SomethingNew",
  ]

  static let columns = EventLogFileColumn.byName
    .filter { ![.eventType, .timestamp, .timestampDerived].contains($0.value) }
    .map(\.key).sorted()

  /// What the columns are filled with, whether it fits them or not.
  static let values = [
    "", "", "", "", "0", "1", "7", "200", "401", "500", "2000.0", "62.0", "13579000", "-", "S",
    "F", "true", "false", "GET", "POST", "MERGE", "i", "A", "9998.0", "192.0.2.7",
    "Salesforce.com IP", "2001:db8::9", "Account", "Account,Contact;Case",
    "a,b,c,d,e,f,g,h", "query", "insert", "Open", "JobComplete", "LOGIN_NO_ERROR",
    "LOGIN_ERROR_INVALID_PASSWORD", "Failed: INVALID_SESSION_ID", "/services/data/v62.0/query",
    "/services/data/v62.0/query?q=SELECT+Id+FROM+Lead+LIMIT+2000",
    "/services/data/v62.0/jobs/query/750xx0000000001AAA/results",
    "/services/data/v62.0/sobjects/Account/001xx000003DGbYAAW", "/services/oauth2/token",
    "/services/oauth2/revoke?token=00Dxx0000001gPL!AQ4AQNotARealSession",
    "https://user:hunter22@api.example.com/x?api_key=abcdefgh12345678", "/index.jsp",
    "SELECT Id, Name FROM Account WHERE Id > '001' LIMIT 2000", "SELECT FIELDS(ALL) FROM Case",
    "SELECT COUNT() FROM Lead", "005xx000001Sv7k", "005xx000001Sv7kAAE", "0H4xx0000001234AAA",
    "abcdefghijklmnopqr", "750xx0000000001AAA", "7aBcD0eFgH1iJkL2m0", "Acme Sync/",
    "python-requests/2.31", "Mozilla/5.0 (X11) Chrome/120.0", "Python/3.11 aiohttp/3.9",
    "00Dxx0000001gPL!AQ4AQNotARealSession", "pat-na1-00000000-0000-0000-0000-000000000000",
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.x", "text with \u{202E}bidi", "line\nbreak", "mfa",
    "Salesforce_Hosted_MCP", "REST", "SOAP", "Bulk", "ReportExported", "X", "saveApi",
    "token=abcdefgh12345", "🙂 Größe", String(repeating: "long ", count: 150),
  ]
}
