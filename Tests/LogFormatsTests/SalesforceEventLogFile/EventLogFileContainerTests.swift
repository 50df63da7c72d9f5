import LogFormats
import SecurityModel
import Testing

/// The container: CSV rules, headers, values that need care.
@Suite struct EventLogFileContainerTests {
  let header =
    "EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,URI,METHOD,STATUS_CODE,"
    + "ROWS_PROCESSED,TIMESTAMP_DERIVED,CLIENT_IP"
  let row =
    "RestApi,20250304101502.42,r1,00Dxx0000001abc,005xx000001Sv7k,/services/data/v62.0/query,GET,"
    + "200,2000,2025-03-04T10:15:02.417Z,203.0.113.40"

  func quoted(_ line: String, by separator: String = ",") -> String {
    line.split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }
      .joined(separator: separator)
  }

  @Test func quotedUnquotedAndOtherSeparatorsReadTheSame() throws {
    let texts = [
      quoted(header) + "\n" + quoted(row) + "\n",
      header + "\n" + row + "\n",
      header + "\r\n" + row + "\r\n",
      "\u{FEFF}" + header + "\n" + row,
      quoted(header, by: ";") + "\n" + quoted(row, by: ";"),
      header.replacing(",", with: "\t") + "\n" + row.replacing(",", with: "\t"),
      header.lowercased() + "\n" + row,
      header.replacing("_", with: "") + "\n" + row,
      header.split(separator: ",").joined(separator: ", ") + "\n" + row,
      quoted(header).replacing(",", with: ", ") + "\n" + quoted(row).replacing(",", with: ", "),
    ]
    let expected = EventLogFileFixture(texts[0]).event
    #expect(expected.rows == 2000)
    for text in texts {
      let fixture = EventLogFileFixture(text)
      try #require(fixture.events.count == 1 && fixture.headers == 1, "\(text)")
      #expect(fixture.failures.isEmpty)
      #expect(fixture.event.time == expected.time)
      #expect(fixture.event.rows == 2000)
      #expect(fixture.event.status == 200)
      #expect(fixture.event.ip.description == "203.0.113.40")
      #expect(fixture.event.tieBreak == expected.tieBreak)
    }
  }

  @Test func namesInOtherSpellingsAreKnown() {
    let fixture = EventLogFileFixture(
      "EventType,Timestamp,UserIdentifier,type_,Method,Url,user_email,Success\n"
        + "ApexCallout,2025-03-04T10:15:02.417Z,005xx000001Sv7kAAC,REST,POST,"
        + "https://api.example.com/x,a@example.com,1\n")
    #expect(fixture.text(fixture.event.user) == "005xx000001Sv7k")
    #expect(fixture.event.operation == .callout)
    #expect(fixture.event.method == .post)
  }

  @Test func twoNamesGluedIntoOneCellAreTakenApart() {
    let fixture = EventLogFileFixture(
      "\"EVENT_TYPE\",\"TIMESTAMP\",\"USER_ID,API_VERSION\",\"SESSION_KEY\"\n"
        + "\"Logout\",\"20250304101502\",\"005xx000001Sv7k\",\"62.0\",\"abc\"\n")
    #expect(fixture.text(fixture.event.user) == "005xx000001Sv7k")
    #expect(fixture.text(fixture.event.apiVersion) == "62.0")
    #expect(fixture.event.session != 0)
  }

  @Test func aHeaderInTheMiddleRemapsOrIsDropped() throws {
    let fixture = EventLogFileFixture(
      quoted(header) + "\n" + quoted(row) + "\n" + quoted(header) + "\n"
        + "\"EVENT_TYPE\",\"USER_NAME\",\"TIMESTAMP_DERIVED\",\"LOGIN_STATUS\"\n"
        + "\"Login\",\"a@example.com\",\"2025-03-04T11:00:00.000Z\",\"LOGIN_NO_ERROR\"\n"
        + "EVENT_TYPE;TIMESTAMP;USER_ID\nSearch;20250304120000;005xx000001Sv7k\n"
        + "\u{FEFF}" + quoted(header) + "\n" + quoted(row) + "\n")
    #expect(fixture.failures.isEmpty)
    #expect(fixture.headers == 5)
    #expect(
      fixture.events.map { fixture.text($0.eventType) } == [
        "RestApi", "Login", "Search", "RestApi",
      ])
    #expect(fixture.text(fixture.events[1].user) == "a@example.com")
    // Full records come later than the re-mapping, and need the header of their own time.
    #expect(try fixture.normalized(0)["rows"] == 2000)
    #expect(try fixture.normalized(1)["user"] == "a@example.com")
    #expect(try fixture.normalized(2)["ts"] == "2025-03-04T12:00:00.000Z")
    #expect(try fixture.normalized(0)["rows"] == 2000)
  }

  @Test func aHeaderWithOtherColumnsFirstIsSeenInTheMiddle() {
    let fixture = EventLogFileFixture(
      header + "\n" + row
        + "\nuser_email,EVENT_TYPE,TIMESTAMP\nx@example.com,Search,20250304120000\n")
    #expect(fixture.headers == 2 && fixture.failures.isEmpty)
    #expect(fixture.events.count == 2)
  }

  @Test func shortRowsAreFilledAndLongRowsKeepTheirExtra() throws {
    let fixture = EventLogFileFixture(
      header + "\n" + row + "\nRestApi,20250304101502.42,r2\n" + row + ",more,and more\n")
    #expect(fixture.events.count == 3 && fixture.failures.isEmpty)
    #expect(fixture.events[1].rows == -1)
    #expect(!fixture.events[1].ip.isPresent)
    #expect(fixture.text(fixture.events[1].user) == "")
    #expect(try fixture.normalized(2)["extra_columns"] == .array(["more", "and more"]))
  }

  @Test func rowsBeforeAnyHeaderAreRefused() {
    let fixture = EventLogFileFixture(row + "\n" + row + "\n")
    #expect(fixture.events.isEmpty && fixture.failures.count == 2)
  }

  @Test func blankLinesAreIgnored() {
    let fixture = EventLogFileFixture("\n\(header)\n\n  \n\(row)\n\n")
    #expect(fixture.events.count == 1 && fixture.ignored == 4)
  }

  @Test func lineEndsAndQuotesInsideValuesAreKept() throws {
    let fixture = EventLogFileFixture(
      type: "API",
      [
        "EXCEPTION_MESSAGE": "line one\nline \"two\"\r\n\"RestApi\",\"x\"", "METHOD_NAME": "query",
        "REQUEST_STATUS": "S",
      ])
    #expect(fixture.events.count == 1 && fixture.failures.isEmpty)
    #expect(
      try fixture.normalized()["error"] == "line one\nline \"two\"\r\n\"RestApi\",\"x\"")
    #expect(fixture.event.outcome == .failure)
  }

  @Test func oneOuterPairOfQuotesIsTakenOff() throws {
    let text =
      "\"EVENT_TYPE\",\"TIMESTAMP\",\"SEARCH_QUERY\",\"URL\"\n"
      + "\"ApexCallout\",\"20250304101502\",\"\"\"\"\"two\"\"\"\"\",\"\"\"https://a.example/x\"\"\"\n"
    let fixture = EventLogFileFixture(text)
    #expect(try fixture.normalized()["uri"] == "https://a.example/x")
    #expect(try fixture.normalized()["SEARCH_QUERY"] == "\"two\"")
    #expect(fixture.text(fixture.event.target) == "a.example")
  }

  @Test func textBehindAClosingQuoteIsRefused() {
    let fixture = EventLogFileFixture("\(header)\n\"RestApi\"x,2025\n\(row)\n")
    #expect(fixture.events.count == 1)
    #expect(fixture.failures == [DecodeFailure("text after a closing double quote", column: 10)])
  }

  // MARK: - Values

  @Test(arguments: [
    ("2025-03-04T10:15:02.417Z", "20250304101502.42", "2025-03-04T10:15:02.417Z"),
    ("", "20250304101502.42", "2025-03-04T10:15:02.420Z"),
    ("", "20250304101502.4", "2025-03-04T10:15:02.400Z"),
    ("", "20250304101502.042", "2025-03-04T10:15:02.042Z"),
    ("", "20250304101502", "2025-03-04T10:15:02.000Z"),
    ("nonsense", "20250304101502", "2025-03-04T10:15:02.000Z"),
  ])
  func theDerivedTimeWins(_ derived: String, _ short: String, _ expected: String) {
    let fixture = EventLogFileFixture(
      "EVENT_TYPE,TIMESTAMP_DERIVED,TIMESTAMP\nURI,\(derived),\(short)\n")
    #expect(fixture.event.time.rfc3339 == expected)
  }

  @Test(arguments: ["", "9", "99999999999999", "20251304101502", "x"])
  func rowsWithoutATimeAreRefused(_ text: String) {
    let fixture = EventLogFileFixture("EVENT_TYPE,TIMESTAMP\nURI,\(text)\n")
    #expect(fixture.events.isEmpty && fixture.failures.count == 1)
  }

  @Test(
    arguments: [
      ("2000", 2000), ("", -1), ("-1", -1), ("-1.0", -1), ("184.0", 184), ("184.9", 184),
      ("1.2E3", 1200), ("1.25E1", 12), ("9223372036854775807", Int64.max),
      ("9223372036854775808", -1), ("1E400", -1), ("x", -1), ("1x", -1), (".", -1), ("1E", -1),
      ("NaN", -1), (" 5", -1),
    ] as [(String, Int64)])
  func numbersAreClamped(_ text: String, _ expected: Int64) {
    let fixture = EventLogFileFixture(type: "RestApi", ["ROWS_PROCESSED": text])
    #expect(fixture.event.rows == expected)
  }

  @Test func durationsAndStatusesStayInRange() {
    let fixture = EventLogFileFixture(
      type: "RestApi", ["RUN_TIME": "99999999999", "STATUS_CODE": "70000", "RESPONSE_SIZE": "-1.0"])
    #expect(fixture.event.duration == Int32.max)
    #expect(fixture.event.status == 0 && fixture.event.outcome == .unknown)
    #expect(fixture.event.responseBytes == -1)
  }

  @Test func idsMeetOnFifteenCharactersWithCaseKept() {
    let short = EventLogFileFixture(type: "RestApi", ["USER_ID": "005xx000001Sv7k"])
    let long = EventLogFileFixture(type: "RestApi", ["USER_ID": "005xx000001Sv7kAAC"])
    let other = EventLogFileFixture(type: "RestApi", ["USER_ID": "005xx000001sv7k"])
    #expect(short.text(short.event.credential) == "005xx000001Sv7k")
    #expect(long.text(long.event.credential) == "005xx000001Sv7k")
    #expect(other.text(other.event.credential) == "005xx000001sv7k")
    let derived = EventLogFileFixture(
      type: "RestApi", ["USER_ID": "", "USER_ID_DERIVED": "005xx000001Sv7kAAC"])
    #expect(derived.text(derived.event.user) == "005xx000001Sv7k")
  }

  @Test func addressesThatAreNoneAreNotTakenForOne() throws {
    let inside = EventLogFileFixture(type: "RestApi", ["CLIENT_IP": "Salesforce.com IP"])
    #expect(!inside.event.ip.isPresent && inside.event.flags.contains(.internalAddress))
    #expect(try inside.normalized()["ip"] == nil)
    #expect(try inside.normalized()["CLIENT_IP"] == "Salesforce.com IP")
    let six = EventLogFileFixture(type: "RestApi", ["CLIENT_IP": "2001:db8::1"])
    #expect(six.event.ip.description == "2001:db8::1")
    let empty = EventLogFileFixture(type: "RestApi", ["CLIENT_IP": ""])
    #expect(!empty.event.ip.isPresent && !empty.event.flags.contains(.internalAddress))
  }

  @Test(arguments: [("62.0", "62.0"), ("9998.0", ""), ("-1.0", ""), ("", ""), ("x", "")])
  func impossibleVersionsAreNoVersion(_ text: String, _ expected: String) {
    let fixture = EventLogFileFixture(type: "API", ["API_VERSION": text])
    #expect(fixture.text(fixture.event.apiVersion) == expected)
  }

  @Test func emptyKeysMakeNoSession() {
    let none = EventLogFileFixture(type: "RestApi", ["SESSION_KEY": "", "LOGIN_KEY": ""])
    #expect(none.event.session == 0)
    let login = EventLogFileFixture(type: "RestApi", ["SESSION_KEY": "", "LOGIN_KEY": "Ab/+x"])
    #expect(login.event.session == KeyedHash(key0: 11, key1: 22)([0x41, 0x62, 0x2F, 0x2B, 0x78]))
  }

  @Test func sameRowsHaveOneKeyAndOthersAnother() {
    let fixture = EventLogFileFixture(
      header + "\n" + row + "\n" + row + "\n" + row.replacing("2000", with: "2001") + "\n")
    let events = fixture.events
    #expect(events.allSatisfy { $0.flags.contains(.dedup) && $0.dedupKey != 0 })
    #expect(events[0].dedupKey == events[1].dedupKey)
    #expect(events[0].dedupKey != events[2].dedupKey)
    #expect(events[0].tieBreak != events[2].tieBreak)
  }

  @Test func unknownTypesPassThroughTheCommonColumns() throws {
    let fixture = EventLogFileFixture(
      type: "SomethingNew",
      ["RUN_TIME": "12", "CLIENT_IP": "192.0.2.1", "ODD_COLUMN": "kept", "REQUEST_STATUS": "N"])
    #expect(fixture.event.duration == 12 && fixture.event.ip.isPresent)
    #expect(fixture.event.failure == .notFound)
    #expect(!fixture.event.flags.contains(.countsAsCall))
    #expect(try fixture.normalized()["ODD_COLUMN"] == "kept")
    #expect(try fixture.normalized()["EVENT_TYPE"] == "SomethingNew")
  }

  @Test func secretsAreHashedInTheFullRecord() throws {
    let token = "00Dxx0000001abc!AQ4AQFakeFakeFakeFakeFakeFakeFake1234567890"
    let fixture = EventLogFileFixture(
      type: "RestApi",
      [
        "URI": "/services/data/v62.0/query?q=x&access_token=\(token)", "SESSION_KEY": "AbCdEf",
        "LOGIN_KEY": "GhIjKl", "REPORT_DESCRIPTION": "name%3DJane",
        "EXCEPTION_MESSAGE": "bad session \(token)", "client_secret": "hunter2hunter2",
      ])
    let line = try fixture.normalized().json.text
    for secret in [token, "AbCdEf", "GhIjKl", "Jane", "hunter2"] {
      #expect(!line.contains(secret), "\(secret)")
    }
    #expect(line.contains("bad session #"))
    #expect(fixture.event.flags.contains(.carriedSecret))
  }

  @Test func brokenTextIsRepairedInTheFullRecord() throws {
    var bytes = Array("EVENT_TYPE,TIMESTAMP,USER_NAME,CLIENT_NAME\nLogin,20250304101502,a".utf8)
    bytes += [0xFF, 0xC3]
    bytes += Array("b,x\u{202E}y\n".utf8)
    let fixture = EventLogFileFixture(bytes)
    #expect(try fixture.normalized()["user"] == "a\u{FFFD}\u{FFFD}b")
    #expect(fixture.event.flags.contains(.hostileText))
  }

  // MARK: - Recognition

  @Test func theFormatIsRecognizedFromItsHeaderOnly() {
    func verdict(_ text: String) -> FormatSniffer.Verdict {
      Array(text.utf8).withUnsafeBytes {
        FormatSniffer.sniff($0, among: [SalesforceEventLogFileFormat()])
      }
    }
    #expect(verdict(quoted(header) + "\n" + quoted(row)).format?.name == "salesforce-eventlogfile")
    #expect(verdict("\u{FEFF}\r\n" + header.lowercased()).format != nil)
    #expect(verdict("EVENT_TYPE;TIMESTAMP;USER_ID;REQUEST_ID\n").format != nil)
    for text in [
      row, "{\"EVENT_TYPE\":\"Login\",\"TIMESTAMP\":\"1\"}", "", "a,b,c\n1,2,3", "\u{1F}\u{8B}x",
      "\0\0\0\0", "EVENT_TYPE\n",
    ] {
      #expect(verdict(text).format == nil, "\(text)")
      #expect(!verdict(text).explanation.isEmpty)
    }
  }

  @Test func linesBeforeTheHeaderAreFailuresAndNoMore() {
    for before in [
      "# exported by a tool\n", "the end of a row that was cut\",\"200\"\n", "a\nb\nc\n",
    ] {
      let bytes = Array((before + quoted(header) + "\n" + quoted(row) + "\n").utf8)
      let verdict = bytes.withUnsafeBytes { FormatSniffer.sniff($0) }
      #expect(verdict.format?.name == "salesforce-eventlogfile", "\(before)")
      let fixture = EventLogFileFixture(bytes)
      #expect(fixture.events.count == 1)
      #expect(fixture.failures.count == before.split(separator: "\n").count)
    }
  }

  @Test func holesInAFileDontMakeBinaryDataOfIt() {
    let text = Array((header + "\n" + row + "\n").utf8)
    let hole = [UInt8](repeating: 0, count: 5_000)
    for bytes in [text + hole, hole + text, text + hole + [0x0A] + text] {
      let verdict = bytes.withUnsafeBytes { FormatSniffer.sniff($0) }
      #expect(verdict.format?.name == "salesforce-eventlogfile")
    }
    let binary = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 % 7 == 0 ? 0 : $0 &* 31) }
    #expect(binary.withUnsafeBytes { FormatSniffer.sniff($0) }.explanation == "binary data")
  }

  @Test func aLastRowIsWholeWhenItHasAllItsCells() throws {
    let decoder = SalesforceEventLogFileFormat().makeDecoder(
      DecodeContext(symbols: SymbolTable(), secrets: KeyedHash(key0: 1, key1: 2)))
    func isWhole(_ text: String) -> Bool {
      Array(text.utf8).withUnsafeBytes { decoder.isWhole($0) }
    }
    #expect(!isWhole(quoted(row)))
    var event = APIEvent()
    let header = Array(quoted(header).utf8)
    #expect(try header.withUnsafeBytes { try decoder.decode($0, into: &event) } == .header)
    #expect(isWhole(quoted(row)))
    #expect(isWhole(row))
    #expect(!isWhole(String(quoted(row).dropLast())))
    #expect(!isWhole(row.split(separator: ",").dropLast().joined(separator: ",")))
    #expect(!isWhole(quoted(self.header)))
    #expect(!isWhole(""))
  }

  @Test func typesAreKnownInAnyCase() {
    for type in ["RestApi", "RESTAPI", "restapi", "RestApiEventLog"] {
      let fixture = EventLogFileFixture(header + "\n" + row.replacing("RestApi", with: type) + "\n")
      #expect(fixture.event.flags.contains(.countsAsCall), "\(type)")
    }
  }

  @Test func blanksAroundAnAddressAreNoPartOfIt() {
    let fixture = EventLogFileFixture(
      header + "\n" + row.replacing("203.0.113.40", with: " 203.0.113.40 ") + "\n")
    #expect(fixture.event.ip.description == "203.0.113.40")
  }

  @Test func callsOfNobodyBelongTogetherBySession() {
    let header = "EVENT_TYPE,TIMESTAMP,REQUEST_ID,ORGANIZATION_ID,USER_ID,SESSION_KEY"
    let fixture = EventLogFileFixture(
      header + "\nRestApi,20250304101502,r1,00Dxx0000001abc,,s1"
        + "\nRestApi,20250304101503,r2,00Dxx0000001abc,,s1"
        + "\nRestApi,20250304101503,r3,00Dxx0000001abc,,s2"
        + "\nLogin,20250304101503,r4,00Dxx0000001abc,,s3\n")
    let names = fixture.events.map { fixture.text($0.credential) }
    #expect(names[0] == names[1] && names[0] != names[2])
    #expect(names[0].hasPrefix("#") && names[3].isEmpty)
  }
}

extension KeyedHash {
  fileprivate func callAsFunction(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { self($0) } }
}
