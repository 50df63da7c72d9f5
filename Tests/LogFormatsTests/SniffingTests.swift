import SecurityModel
import Testing

@testable import LogFormats

@Suite struct NativeAndAccessLogSniffingTests {
  static let native = NativeJSONLinesTests.full
  static let access = AccessLogTests.combined
  static let notOurs = [
    "", "\n\n", "hello world\n",
    #""EVENT_TYPE","TIMESTAMP""# + "\n" + #""RestApi","20250304101502.417""#,
    "ts,credential,rows\n2025-03-04T10:15:02Z,a,1\n",
    #"{"message":"x","stream":"stdout","time":"2025-03-04T10:15:02Z"}"#,
    #"{"ts":"2025-03-04T10:15:02Z","user":"x"}"#,
    #"{"credential":"x","user":"x"}"#, "[1,2,3]", #"[{"ts":"x","credential":"y","rows":1}]"#,
    #"<134>Mar  4 10:15:02 host app: CEF:0|v|p|1|id|n|5|src=203.0.113.9"#,
    #"Mar  4 10:15:02 web nginx[12]: 203.0.113.9 - - [04/Mar/2025:11:15:02 +0100] "GET / HTTP/1.1" 200 1 "-" "x""#,
    #"<134>1 2025-03-04T10:15:02Z host nginx - - - 203.0.113.9 - - [04/Mar/2025:11:15:02 +0100] "GET / HTTP/1.1" 200 1"#,
    #"[2025-03-04T10:15:02.417Z] "GET /services/data/v62.0/limits HTTP/1.1" 200 - 0 812 41 39 "203.0.113.9" "contoso-sync/3.1" "id" "api.corp.example" "10.0.0.7:443""#,
    #""203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] ""GET / HTTP/1.1"" 200 1""#,
    #"{"log":"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] \"GET / HTTP/1.1\" 200 1\n","stream":"stdout"}"#,
  ]

  @Test func eachFormatClaimsItsOwnOnly() {
    #expect(confidence(NativeJSONLinesFormat(), Self.native) > 0.9)
    #expect(
      confidence(NativeJSONLinesFormat(), "\u{FEFF}" + Self.native + "\r\n\n" + Self.native) > 0.9)
    #expect(confidence(NativeJSONLinesFormat(), Self.access) == 0)
    #expect(confidence(AccessLogFormat(), Self.access) > 0.9)
    #expect(confidence(AccessLogFormat(), Self.native) == 0)
  }

  @Test func aSampleCutInsideALineIsStillRecognized() {
    let native = Self.native + "\n" + String(Self.native.prefix(100))
    #expect(confidence(NativeJSONLinesFormat(), native) > 0.9)
    let access = Self.access + "\n" + String(Self.access.prefix(60))
    #expect(confidence(AccessLogFormat(), access) > 0.9)
    // Nearly all lines are enough for an access log: real ones hold some rubbish.
    let mixed = (0..<20).map { $0 == 7 ? "rubbish" : Self.access }.joined(separator: "\n") + "\n"
    #expect(confidence(AccessLogFormat(), mixed) > 0.5)
  }

  @Test(arguments: notOurs)
  func nothingElseIsClaimed(_ text: String) {
    #expect(confidence(NativeJSONLinesFormat(), text) == 0)
    #expect(confidence(AccessLogFormat(), text) == 0)
  }

  @Test func theRegistryTellsThemApart() {
    func verdict(_ text: String) -> String? {
      Array(text.utf8).withUnsafeBytes { FormatSniffer.sniff($0).format?.name }
    }
    #expect(verdict(Self.native) == "crmwatch-jsonl")
    #expect(verdict(Self.access) == "access-log")
  }
}
