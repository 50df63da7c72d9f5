import LogFormats
import SecurityModel
import Testing

@Suite struct FormatSnifferTests {
  /// A format that claims everything with a given confidence.
  private struct Claimant: LogFormat {
    var name: String
    var confidence: Double
    var title: String { name }
    var summary: String { name }
    var platform: Platform { .generic }
    var fields: [String] { [] }
    func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
      FormatMatch(confidence: confidence, reason: "says \(name)")
    }
    func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
      SalesforceEventLogFileFormat().makeDecoder(context)
    }
  }

  private func verdict(_ claims: [(String, Double)], _ text: String = "x") -> FormatSniffer.Verdict
  {
    Array(text.utf8).withUnsafeBytes {
      FormatSniffer.sniff($0, among: claims.map { Claimant(name: $0.0, confidence: $0.1) })
    }
  }

  @Test func theSurestFormatWins() {
    #expect(verdict([("a", 0.5), ("b", 0.9), ("c", 0.4)]).format?.name == "b")
  }

  @Test func nearEqualClaimsAreAmbiguousAndSayWhy() {
    let tie = verdict([("a", 0.8), ("b", 0.82), ("c", 0.4)])
    #expect(tie.format == nil)
    #expect(
      tie.explanation == "could be b (says b) or a (says a); name one with --format")
  }

  @Test func weakClaimsAreNone() {
    let none = verdict([("a", 0.2), ("b", 0)])
    #expect(none.format == nil && none.explanation.contains("tried a, b"))
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}", "zip"), ("  \n", "no text"), ("a\u{1}\u{2}\u{3}\u{4}", "binary"),
  ])
  func whatIsNoTextIsNamed(_ text: String, _ reason: String) {
    #expect(verdict([("a", 1)], text).format == nil)
    #expect(verdict([("a", 1)], text).explanation.contains(reason))
  }

  @Test func everyFormatHasItsOwnName() {
    let names = LogFormatRegistry.all.map(\.name)
    #expect(Set(names).count == names.count && !names.isEmpty)
    for name in names { #expect(LogFormatRegistry.format(named: name)?.name == name) }
    #expect(LogFormatRegistry.format(named: "none") == nil)
  }
}

@Suite struct SampleSniffingTests {
  private static let good = NativeJSONLinesTests.full

  private func verdict(_ bytes: [UInt8]) -> FormatSniffer.Verdict {
    bytes.withUnsafeBytes { FormatSniffer.sniff($0) }
  }
  private func verdict(_ text: String) -> FormatSniffer.Verdict { verdict(Array(text.utf8)) }

  @Test("a bad line anywhere among the first doesn't hide the format", arguments: 0..<6)
  func oneBadLine(_ place: Int) {
    for bad in ["{\"ts\":", "noise", "[]", "{}", "\u{1}"] {
      var lines = Array(repeating: Self.good, count: 5)
      lines.insert(bad, at: place)
      let found = verdict(lines.joined(separator: "\n") + "\n")
      #expect(found.format?.name == "crmwatch-jsonl", "\(bad): \(found.explanation)")
    }
  }

  @Test func whatIsSampledAndUnreadableIsTold() {
    let text = [Self.good, "{\"ts\":", Self.good, Self.good].joined(separator: "\n") + "\n"
    #expect(verdict(text).explanation.contains("1 of 4 sampled records can't be read"))
  }

  @Test(
    arguments: [
      ([0x50, 0x41, 0x52, 0x31], "Parquet"), ([0x25, 0x50, 0x44, 0x46, 0x2D], "PDF"),
      (Array("ElfFile\0".utf8), "evtx"), ([0xD0, 0xCF, 0x11, 0xE0], "xls"),
      (Array("PK\u{3}\u{4}..[Content_Types].xml".utf8), "Excel"),
      ([0x28, 0xB5, 0x2F, 0xFD], "zstd"),
      (Array("<?xml version=\"1.0\"?><Events/>".utf8), "XML"),
      (Array("<Event xmlns=''>".utf8), "XML"),
      (Array("\n<!DOCTYPE html><html>".utf8), "HTML"), (Array("BZh91AY".utf8), "bzip2"),
      ([0xFF, 0xFE, 0x7B, 0, 0x7D, 0], "iconv -f UTF-16"),
      (Array("{\0\"\0t\0s\0\"\0:\0\"\0".utf8), "iconv -f UTF-16"),
      ([0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0], "UTF-32"), (Array("SQLite format 3\0".utf8), "SQLite"),
    ] as [([UInt8], String)])
  func otherFilesAreNamed(_ bytes: [UInt8], _ word: String) {
    let found = verdict(bytes)
    #expect(found.format == nil)
    #expect(found.explanation.contains(word), "\(found.explanation)")
  }

  @Test(arguments: [
    #"{"level":"info","msg":"started","time":"2025-03-04T10:15:02Z"}"#,
    #"[{"name":"a","version":1},{"name":"b","version":2}]"#,
    "id,name,city\n1,Ann,Rome\n2,Bob,Oslo\n", "id;message\n1;hello there\n2;something else here\n",
    #"{"records":[{"Id":"1","Name":"Acme"}]}"#, "key=value other=thing\nkey=value other=thing\n",
    "<134>Mar  4 10:15:02 host sshd[1]: Accepted publickey for root from 203.0.113.9 port 1 ssh2\n",
    #"{"message":"user logged in from the office network","level":"info"}"#,
    #"{"_source":{"message":"nothing to see in this one, really","data":{"x":{"y":1}}}}"#,
  ])
  func whatNobodyKnowsStaysUnknown(_ text: String) {
    #expect(verdict(text).format == nil)
    #expect(verdict(text).explanation.contains("no format recognizes"))
  }

  @Test func anObjectThatIsNotCompleteIsWaitedFor() {
    for text in ["{\"ts\":\"2025", "[\n {\n  \"ts\": 1,\n", "{\"records\":["] {
      #expect(verdict(text).explanation == FormatSniffer.incomplete, "\(text)")
    }
  }

  @Test func textThatStartsWithABracketIsNoJSON() {
    struct Text: LogFormat {
      let name = "text"
      var title: String { name }
      var summary: String { name }
      var platform: Platform { .generic }
      var fields: [String] { [] }
      func match(_ sample: UnsafeRawBufferPointer) -> FormatMatch {
        FormatMatch(confidence: 0.9, reason: "\(sample.count) bytes")
      }
      func makeDecoder(_ context: DecodeContext) -> any RecordDecoder {
        NativeJSONLinesFormat().makeDecoder(context)
      }
    }
    for text in [
      "[2025-03-04T10:15:02.417Z] \"GET / HTTP/1.1\" 200 - 0 812 41 39\n",
      "[04/03/2025-10:15:02AM][envoy][info][accessLog] {\"a\":1}\n", "{info} started\n",
    ] {
      let found = Array(text.utf8).withUnsafeBytes { FormatSniffer.sniff($0, among: [Text()]) }
      #expect(found.format?.name == "text", "\(text)")
      #expect(found.explanation == "text: \(text.utf8.count) bytes")
    }
  }

  @Test func aNamedFormatBringsItsWrappingAlong() {
    let text = Array("<13>Mar  4 10:15:02 h a: \(Self.good)\n".utf8)
    let found = text.withUnsafeBytes {
      FormatSniffer.verdict(on: $0, naming: NativeJSONLinesFormat())
    }
    #expect(found.format?.name == "crmwatch-jsonl in syslog")
    let other = Array("whatever\n".utf8).withUnsafeBytes {
      FormatSniffer.verdict(on: $0, naming: NativeJSONLinesFormat())
    }
    #expect(other.format?.name == "crmwatch-jsonl")
  }

  @Test(
    "header rows are read whatever separates and spells their names",
    arguments: [
      "EVENT_TYPE,TIMESTAMP,USER_ID,REQUEST_ID", "event_type;timestamp;user_id;request_id",
      "EventType\tTimestamp\tUserId\tRequestId",
      "\"Event Type\"|\"Timestamp\"|\"User Id\"|\"Request Id\"",
      "sep=;\nEVENT_TYPE;TIMESTAMP [UTC];USER_ID;REQUEST_ID",
    ])
  func headerDialects(_ header: String) {
    let separator =
      header.contains("|") ? "|" : header.contains("\t") ? "\t" : header.contains(";") ? ";" : ","
    let row = ["RestApi", "20250304101502.417", "005xx000001Sv7k", "r1"].joined(
      separator: separator)
    let found = SourceProbe("\u{FEFF}\(header)\n\(row)\n")
    #expect(found.format == "salesforce-eventlogfile", "\(found.explanation)")
    #expect(found.events.count == 1 && found.failures.isEmpty, "\(found.failures)")
  }
}
