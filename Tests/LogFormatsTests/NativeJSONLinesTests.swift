import SecurityModel
import Testing

@testable import LogFormats

@Suite struct NativeJSONLinesTests {
  static let full = #"""
    {"id":"e-1","ts":"2025-08-09T10:15:02.417Z","platform":"salesforce","org":"00Dxx0000001gPL","credential":"0H4xx0000000001CAA|005xx000001Sv6aAAE","credential_type":"oauth_app","user":"005xx000001Sv6aAAE","app":"Contoso Sync","app_id":"0H4xx0000000001CAA","session":"abcdefgh","token_id":"tok-1","token_issued_at":"2025-08-09T09:00:00Z","ip":"203.0.113.9","ip_country":"DE","user_agent":"contoso-sync/3.1","api":"rest","operation":"query","method":"GET","uri":"/services/data/v62.0/query?q=SELECT+Id+FROM+Account","objects":["Account"],"fields":["Id"],"query":"SELECT Id FROM Account","rows":2000,"status":200,"response_bytes":51234,"duration_ms":417,"api_version":"62.0","scopes":"api refresh_token","limits":{"DailyApiRequests":{"used":41,"max":15000}},"mfa":true}
    """#

  @Test func everyFieldIsRead() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let e = try probe.decode(Self.full)
    #expect(e.time.rfc3339 == "2025-08-09T10:15:02.417Z")
    #expect(e.platform == .salesforce)
    #expect(probe.text(e.org) == "00Dxx0000001gPL")
    #expect(probe.text(e.credential) == "0H4xx0000000001CAA|005xx000001Sv6aAAE")
    #expect(e.credentialType == .oauthApp)
    #expect(probe.text(e.user) == "005xx000001Sv6aAAE")
    #expect(probe.text(e.integration) == "Contoso Sync")
    #expect(probe.text(e.app) == "0H4xx0000000001CAA")
    #expect(e.session == probe.hash("abcdefgh"))
    #expect(e.token == probe.hash("tok-1"))
    #expect(e.ip == IPAddress(text: "203.0.113.9"))
    #expect(probe.text(e.country) == "DE")
    #expect(probe.text(e.userAgent) == "contoso-sync/3.1")
    #expect(probe.text(e.clientFamily) == "contoso-sync")
    #expect(probe.text(e.scopes) == "api refresh_token")
    #expect(e.surface == .rest)
    #expect(e.operation == .query)
    #expect(e.method == .get)
    #expect(probe.text(e.endpoint) == "/services/data/v*/query")
    #expect(probe.objects(e) == ["Account"])
    #expect(e.queryShape != 0)
    #expect(e.flags.contains([.hasQuery, .countsAsCall, .mfa, .dedup]))
    #expect(!e.flags.contains(.userOnly))
    #expect(e.rows == 2000)
    #expect(e.status == 200)
    #expect(e.outcome == .success)
    #expect(e.responseBytes == 51234)
    #expect(e.duration == 417)
    #expect(probe.text(e.apiVersion) == "62.0")
    #expect(e.limitUsed == 41)
    #expect(e.limitMaximum == 15000)
    #expect(e.tieBreak != 0)
  }

  /// A minimal record with more members in front of the closing brace.
  static func record(_ more: String) -> String {
    #"{"ts":"2025-08-09T10:15:02Z","credential":"c""# + (more.isEmpty ? "" : "," + more) + "}"
  }

  @Test func typesAreReadLeniently() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    #expect(try probe.decode(Self.record(#""status":"429""#)).failure == .rateLimited)
    #expect(try probe.decode(Self.record(#""status":"Succeeded""#)).outcome == .success)
    #expect(
      try probe.decode(Self.record(#""status":"LOGIN_ERROR_INVALID_PASSWORD""#)).failure
        == .badSecret)
    #expect(try probe.decode(Self.record(#""status":"LOGIN_NO_ERROR""#)).outcome == .success)
    #expect(try probe.decode(Self.record(#""status":"weird""#)).outcome == .unknown)
    #expect(try probe.decode(Self.record(#""status":false"#)).outcome == .failure)
    #expect(try probe.decode(Self.record(#""status":499"#)).outcome == .unknown)
    #expect(try probe.decode(Self.record(#""status":304"#)).outcome == .success)
    #expect(try probe.decode(Self.record(#""status":401"#)).failure == .expiredSession)
    #expect(
      try probe.decode(Self.record(#""status":401,"api":"oauth","operation":"token""#)).failure
        == .badSecret)
    #expect(
      try probe.decode(Self.record(#""status":403,"error":"REQUEST_LIMIT_EXCEEDED""#)).failure
        == .rateLimited)
    #expect(try probe.decode(Self.record(#""status":500,"outcome":"success""#)).outcome == .success)
    #expect(probe.objects(try probe.decode(Self.record(#""objects":"Case""#))) == ["Case"])
    #expect(try probe.decode(Self.record(#""rows":"12""#)).rows == 12)
    #expect(try probe.decode(Self.record(#""rows":12.9"#)).rows == 12)
    #expect(try probe.decode(Self.record(#""rows":1.5e3"#)).rows == 1500)
    #expect(try probe.decode(Self.record(#""rows":-3"#)).rows == -1)
    #expect(try probe.decode(Self.record(#""rows":null"#)).rows == -1)
    #expect(try probe.decode(Self.record(#""rows":99999999999999999999999"#)).rows == -1)
    #expect(try probe.decode(Self.record(#""rows":1e999"#)).rows == -1)
    #expect(try probe.decode(Self.record(#""duration_ms":99999999999"#)).duration == .max)
    #expect(try probe.decode(Self.record(#""user":42"#)).user != .none)
    #expect(
      try probe.decode(#"{"credential":7,"ts":1741083302417}"#).time.milliseconds
        == 1_741_083_302_417)
  }

  @Test func theLastOfARepeatedKeyCounts() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let line = Self.record(#""rows":1,"user":"a","rows":2,"user":null"#)
    #expect(try probe.decode(line).rows == 2)
    #expect(try probe.decode(line).user.isNone)
    #expect(try probe.normalize(line)["rows"] == 2)
    #expect(try probe.normalize(line)["user"] == nil)
  }

  @Test func escapesAreUndone() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let e = try probe.decode(
      Self.record(#""user":"a\"b\\c\/d\u00e4\ud83d\ude00\n","\u0063ustom":1,"app":"x\ud800y""#))
    #expect(probe.text(e.user) == "a\"b\\c/dä😀\n")
    #expect(probe.text(e.integration) == "x\u{FFFD}y")
    #expect(e.flags.contains(.hostileText))
    #expect(try probe.normalize(Self.record(#""\u0063ustom":1"#))["custom"] == 1)
  }

  @Test(arguments: [
    (#"{"credential":"c"}"#, 0), (#"{"ts":"2025-08-09T10:15:02Z"}"#, 0),
    (#"{"ts":"yesterday","credential":"c"}"#, 8),
    (#"{"ts":"2025-08-09T10:15:02Z","credential":[]}"#, 0),
    ("{", 2), ("[1]", 1), (#"{"ts""#, 6), (#"{"ts":}"#, 7), (#"{"a":1,}"#, 8), (#"{"a":1}x"#, 8),
    (#"{"a":tru}"#, 6), (#"{"a":-}"#, 7), (#"{"a":1.}"#, 8), (#"{"a":"\x"}"#, 7),
    (#"{"a":"\u12"}"#, 7), (#"{"a":"b}"#, 6), (#"{"a":[1,2}"#, 10), ("nonsense", 1),
  ])
  func badRecordsAreRefusedWithAColumn(_ line: String, _ column: Int) {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let failure = #expect(throws: DecodeFailure.self) { try probe.decode(line) }
    #expect(failure?.column == column)
    #expect(throws: DecodeFailure.self) { try probe.normalize(line) }
  }

  @Test func blankLinesAndCommentsAreIgnored() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    for line in ["", "   ", "# a comment"] {
      var event = APIEvent()
      let result = try Array(line.utf8).withUnsafeBytes {
        try probe.decoder.decode($0, into: &event)
      }
      #expect(result == .ignored)
    }
  }

  @Test func secretsNeverReachTheOutput() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlc2ln"
    let line = Self.record(
      #""session":"S3CR3T-1","token_id":"S3CR3T-2","target_token":"S3CR3T-3","uri":"/x?access_token=S3CR3T-4","headers":{"authorization":"Bearer S3CR3T-5","x-api-key":"S3CR3T-6","host":"h"},"custom":{"client_secret":"S3CR3T-7","list":[{"password":"S3CR3T-8"}],"keep":1},"note":"\#(jwt)","user":"\#(jwt)""#
    )
    let shown = try probe.normalize(line).json.text
    #expect(!shown.contains("S3CR3T"))
    #expect(!shown.contains("eyJ"))
    #expect(shown.contains(#""host":"h""#))
    #expect(shown.contains(#""keep":1"#))
    #expect(shown.contains(KeyedHash.text(probe.hash("S3CR3T-5"))))
    let event = try probe.decode(line)
    #expect(event.session == probe.hash("S3CR3T-1"))
    #expect(event.token == probe.hash("S3CR3T-2"))
    #expect(event.targetToken == probe.hash("S3CR3T-3"))
    #expect(event.flags.contains(.carriedSecret))
    #expect(!probe.text(event.user).contains("eyJ"))
  }

  @Test func aCredentialThatIsASecretGoesByItsHash() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let key = "pat-na1-01234567-89ab-cdef-0123-456789abcdef"
    let line = #"{"ts":"2025-08-09T10:15:02Z","credential":"\#(key)"}"#
    #expect(probe.text(try probe.decode(line).credential) == KeyedHash.text(probe.hash(key)))
    #expect(!(try probe.normalize(line).json.text.contains("pat-")))
  }

  @Test func salesforceIDsOfBothLengthsAreOneCredential() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    func line(_ credential: String, _ user: String) -> String {
      #"{"platform":"salesforce","api":"rest","user":"\#(user)","ts":"2025-08-09T10:15:02Z","credential":"\#(credential)"}"#
    }
    let long = try probe.decode(line("005xx000001Sv6aAAE", "005xx000001Sv6a"))
    let short = try probe.decode(line("005xx000001Sv6a", "005xx000001Sv6aAAE"))
    #expect(long.credential == short.credential)
    #expect(long.flags.contains(.userOnly))
    #expect(short.flags.contains(.userOnly))
    #expect(!(try probe.decode(line("other", "005xx000001Sv6a")).flags.contains(.userOnly)))
  }

  @Test func volumeCountsProgramsCallsOnly() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    func counts(_ more: String) throws -> Bool {
      try probe.decode(Self.record(more)).flags.contains(.countsAsCall)
    }
    #expect(try counts(#""api":"rest","operation":"query""#))
    #expect(try counts(#""api":"bulk2","operation":"job_results""#))
    #expect(try counts(""))
    #expect(try !counts(#""api":"ui","operation":"read""#))
    #expect(try !counts(#""api":"login","operation":"login""#))
    #expect(try !counts(#""api":"rest","operation":"token""#))
    #expect(try !counts(#""api":"rest","counts":false"#))
    #expect(try counts(#""api":"report","counts":true"#))
  }

  @Test(arguments: [
    full,
    record(""),
    record(
      #""unknown":{"a":[1,2,{"b":null}],"c":1.5},"list":[],"big":123456789012345678901234567890,"tiny":1e-7,"id":12"#
    ),
    record(
      #""platform":"salesforce","api":"bulk2","uri":"/services/data/v62.0/jobs/query/750xx0000000005AAA/results?locator=x","rows":250000,"rows_cumulative":true,"secondary":true,"status":200"#
    ),
    record(#""platform":"salesforce","user":"c","api":"soap","operation":"query""#),
    record(#""platform":"salesforce","user":"c","user_only":false,"counts":false"#),
    record(
      #""uri":"/secur/frontdoor.jsp?sid=00Dxx0000001gPL!AQoAQH0dMHZfz972Szmpkb58","user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36""#
    ),
    record(#""query":"SELECT COUNT() FROM Case WHERE Id > '500'","count_result":41250"#),
    record(
      #""objects":["A","B","C","D","E","F","G"],"ip":"Salesforce.com IP","api":"nonsense","operation":"foo""#
    ),
    record(
      #""ip":"[2001:db8::5]:443","status":"LOGIN_ERROR_PASSWORD_LOCKOUT","api":"login","operation":"login""#
    ),
    record(
      #""user":"\u001b[31mred\u202e","uri":"/x/%1b","request_id":"r-1","target_credential":"t","event_type":"RestApi","dedup_key":"00000000000000ff""#
    ),
    record(
      #""headers":{"authorization":"Bearer abcdefghijklmnop","cookie":"sid=1"},"scopes":["api","full"],"jwt":{"alg":"none","exp":1}"#
    ),
    record(
      #""limits":{"DailyApiRequests":{"used":41,"max":15000},"Other":{"used":1}},"duration_ms":12.75,"method":"PROPFIND","token_issued_at":"x""#
    ),
    #"{"ts":"2025-08-09T10:15:02Z","credential":"","operation":"login","api":"login"}"#,
    record(#""headers":{"x-custom":"Bearer abcdefghijklmnop","set-cookie":"a=1"}"#),
    record(##""session":"#0123456789abcdef","credential":"#0123456789abcdef""##),
  ])
  func normalizedRecordsReadBackAsTheSameEvent(_ line: String) throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let once = try probe.normalize(line).json.text
    let twice = try probe.normalize(once).json.text
    #expect(once == twice)
    // In another process: other symbols, other order of arrival.
    let other = FormatProbe(NativeJSONLinesFormat())
    #expect(probe.dump(try probe.decode(line)) == other.dump(try other.decode(once)))
  }

  @Test func unknownMembersSurvive() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let shown = try probe.normalize(
      Self.record(#""z":{"b":[1,{"c":"d"}],"a":true},"EVENT_TYPE":"RestApi","n":1.25"#))
    #expect(shown["z"]?.text == #"{"b":[1,{"c":"d"}],"a":true}"#)
    #expect(shown["EVENT_TYPE"] == "RestApi")
    #expect(shown["n"] == 1.25)
  }

  @Test func theKeysOfTheFormatAreAsPublished() {
    #expect(
      Array(NormalizedKey.allCases.map(\.name).prefix(46)) == [
        "id", "ts", "platform", "org", "credential", "credential_type", "user", "app", "app_id",
        "session", "token_id", "token_issued_at", "target_token", "ip", "ip_country",
        "user_agent", "api", "operation", "method", "uri", "objects", "fields", "record_ids",
        "query", "rows", "count_result", "status", "error", "retry_after", "response_bytes",
        "request_bytes", "duration_ms", "api_version", "job_id", "grant", "scopes", "login_type",
        "login_sub_type", "target_credential", "headers", "tls_version", "mfa", "jwt", "limits",
        "connected_app", "change",
      ])
    #expect(NormalizedKey.allCases.count <= 64)
    #expect(NormalizedKey.allCases.allSatisfy { $0.name.utf8.count <= WordTable.longestWord })
  }

  // MARK: Hostile input

  @Test func everyTruncationIsRefusedOrRead() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let bytes = Array(Self.full.utf8)
    for length in 1..<bytes.count {
      #expect(throws: DecodeFailure.self) { try probe.decode(Array(bytes[0..<length])) }
    }
  }

  @Test func randomBytesNeverCrash() {
    let probe = FormatProbe(NativeJSONLinesFormat())
    var random = SeededRandom(1)
    let template = Array(Self.full.utf8)
    let alphabet = Array(#"{}[]",:\u0123456789eE+-.tfn""#.utf8) + [0, 0x1B, 0x80, 0xC3, 0xFF]
    for round in 0..<3_000 {
      var bytes = template
      if round % 3 == 0 {
        bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
          alphabet.randomElement(using: &random) ?? 0
        }
      } else {
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] =
            round % 2 == 0
            ? UInt8.random(in: 0...255, using: &random)
            : alphabet.randomElement(using: &random) ?? 0
        }
      }
      guard (try? probe.decode(bytes)) != nil else { continue }
      #expect((try? bytes.withUnsafeBytes { try probe.decoder.normalize($0) }) != nil)
    }
  }

  @Test func nestingIsLimited() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    func nested(_ depth: Int) -> String {
      Self.record(
        #""x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
    }
    _ = try probe.decode(nested(60))
    _ = try probe.normalize(nested(60))
    #expect(throws: DecodeFailure.self) { try probe.decode(nested(64)) }
    #expect(throws: DecodeFailure.self) { try probe.decode(nested(200_000)) }
    let objects = Self.record(
      #""x":"# + String(repeating: #"{"a":"#, count: 100_000))
    #expect(throws: DecodeFailure.self) { try probe.decode(objects) }
  }

  @Test func longTextsAreRead() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let long = String(repeating: "x", count: 1 << 20)
    let e = try probe.decode(
      Self.record(#""user":"\#(long)","uri":"/\#(long)?q=\#(long)","query":"\#(long)","rows":3"#))
    #expect(e.rows == 3)
    #expect(probe.text(e.user).utf8.count == 512)
    let escaped = try probe.decode(
      Self.record(#""user":"\#(String(repeating: #"\u00e4"#, count: 200_000))","rows":4"#))
    #expect(escaped.rows == 4)
  }

  @Test func invalidUTF8IsRepairedOnDisplay() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    var bytes = Array(Self.record(#""user":"a?b","x?":"?""#).utf8)
    for i in bytes.indices where bytes[i] == 0x3F { bytes[i] = 0xFF }
    let event = try probe.decode(bytes)
    #expect(probe.text(event.user) == "a\u{FFFD}b")
    let shown = try bytes.withUnsafeBytes { try probe.decoder.normalize($0) }
    #expect(shown["user"] == "a\u{FFFD}b")
    #expect(shown["x\u{FFFD}"] == "\u{FFFD}")
  }

  @Test func aKeyThatNearlyIsOneOfOursIsNot() throws {
    let probe = FormatProbe(NativeJSONLinesFormat())
    let e = try probe.decode(
      Self.record(#""target_cXedential":"t","row":1,"rowss":2,"ROWS":3,"":4"#))
    #expect(e.target.isNone)
    #expect(e.rows == -1)
    #expect(
      try probe.normalize(Self.record(#""target_cXedential":"t""#))["target_cXedential"] == "t")
  }
}
