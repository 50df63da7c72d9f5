import SecurityModel
import Testing

@testable import LogFormats

@Suite struct WrappedSourceTests {
  static let native = [
    #"{"ts":"2025-03-04T10:15:02.417Z","credential":"etl \"x\"","platform":"salesforce","rows":12}"#,
    #"{"ts":"2025-03-04T10:15:03.417Z","credential":"sync","platform":"hubspot","rows":7}"#,
    #"{"ts":"2025-03-04T10:15:04.417Z","credential":"é\\n","platform":"generic","status":403}"#,
  ]
  static let access = [
    #"203.0.113.9 - etl [04/Mar/2025:11:15:02 +0100] "GET /services/data/v62.0/query?q=SELECT+Id HTTP/1.1" 200 5123 "-" "contoso-sync/3.1""#,
    #"203.0.113.9 - etl [04/Mar/2025:11:15:03 +0100] "GET /a/b\"c HTTP/1.1" 404 12 "-" "contoso-sync/3.1""#,
    #"203.0.113.10 - - [04/Mar/2025:11:15:04 +0100] "POST /oauth/v1/token HTTP/1.1" 200 5 "-" "-""#,
  ]

  /// A layout of records: what the format is called then, and how each record looks in it.
  struct Layout: Sendable, CustomTestStringConvertible {
    var suffix: String
    var before = ""
    var each: @Sendable (String) -> String
    var between = "\n"
    var after = "\n"
    /// The records must be objects.
    var isJSONOnly = false

    var testDescription: String { suffix }

    func text(_ records: [String]) -> String {
      before + records.map(each).joined(separator: between) + after
    }
  }

  /// The text as a JSON string.
  static func quoted(_ text: String) -> String {
    "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("/", with: "\\/")
      + "\""
  }

  static func octets(_ text: String) -> String {
    let message = "<134>1 2025-03-04T10:15:09Z h a - - - " + text
    return "\(message.utf8.count) \(message)"
  }

  static let layouts: [Layout] = [
    Layout(suffix: "", each: { $0 }),
    Layout(
      suffix: "json", before: "[", each: { $0 }, between: ",", after: "]", isJSONOnly: true),
    Layout(
      suffix: "json", before: #"{"value":["#, each: { $0 }, between: ",\n",
      after: #"],"@odata.nextLink":"x"}"#, isJSONOnly: true),
    Layout(suffix: "result", each: { #"{"preview":false,"result":\#($0)}"# }, isJSONOnly: true),
    Layout(
      suffix: "result._raw",
      each: { #"{"preview":false,"result":{"_time":"x","_raw":\#(quoted($0)),"host":"h"}}"# }),
    Layout(suffix: "_raw", each: { #"{"_time":"x","_raw":\#(quoted($0))}"# }),
    Layout(
      suffix: "json _raw", before: "[", each: { #"{"_raw":\#(quoted($0))}"# }, between: ", ",
      after: "]"),
    Layout(
      suffix: "message",
      each: { #"{"@timestamp":"2025-03-04T10:15:09Z","message":\#(quoted($0)),"host":{"n":1}}"# }),
    Layout(
      suffix: "event.original",
      each: { #"{"event":{"kind":"event","original":\#(quoted($0))},"ecs":{"version":"8"}}"# }),
    Layout(suffix: "event.original", each: { #"{"event.original":\#(quoted($0))}"# }),
    Layout(
      suffix: "json _source", before: #"{"took":3,"hits":{"total":{"value":3},"hits":["#,
      each: { #"{"_index":"i","_id":"1","_source":\#($0)}"# }, between: ",", after: "]}}",
      isJSONOnly: true),
    Layout(
      suffix: "json _source.message", before: "[",
      each: { #"{"_source":{"message":\#(quoted($0))}}"# },
      between: ",\n", after: "\n]\n"),
    Layout(
      suffix: "log",
      each: {
        #"{"log":\#(quoted($0).dropLast())\n","stream":"stdout","time":"2025-03-04T10:15:09Z"}"#
      }),
    Layout(
      suffix: "content.attributes", each: { #"{"id":"1","content":{"attributes":\#($0)}}"# },
      isJSONOnly: true),
    Layout(suffix: "Properties", each: { #"{"time":"x","Properties":\#($0)}"# }, isJSONOnly: true),
    Layout(suffix: "RawData", each: { #"{"TimeGenerated":"x","RawData":\#(quoted($0))}"# }),
    Layout(suffix: "json", each: { #"{"headers":{},"body":[\#($0)]}"# }, isJSONOnly: true),
    Layout(
      suffix: "message log",
      each: { #"{"message":\#(quoted(#"{"log":\#(quoted($0)),"stream":"stdout"}"#))}"# }),
    Layout(suffix: "syslog", each: { "<134>1 2025-03-04T10:15:09Z h a 1 - - \($0)" }),
    Layout(suffix: "syslog", each: { "Mar  4 10:15:09 host app[3]: \($0)" }),
    Layout(suffix: "octets syslog", each: octets, between: "", after: ""),
    Layout(
      suffix: "message syslog message",
      each: {
        #"{"message":\#(quoted(#"<13>Mar  4 10:15:09 h a: {"message":\#(quoted($0))}"#))}"#
      }),
    Layout(suffix: "cri", each: { "2025-03-04T10:15:09.123456789Z stdout F \($0)" }),
    Layout(
      suffix: "csv:_raw", before: "\u{FEFF}sep=;\n\"_time\";_raw;\"host\"\n",
      each: { "1741083302;\"" + $0.replacing("\"", with: "\"\"") + "\";h" }),
  ]

  @Test("any layout gives the records that lines give", arguments: layouts)
  func anyLayout(_ layout: Layout) {
    for records in layout.isJSONOnly ? [Self.native] : [Self.native, Self.access] {
      let plain = SourceProbe(records.joined(separator: "\n"))
      #expect(plain.events.count == 3 && plain.failures.isEmpty)
      let bytes = Array(layout.text(records).utf8)
      let base = plain.format
      let found = SourceProbe(bytes)
      #expect(found.format == (layout.suffix.isEmpty ? base : "\(base) in \(layout.suffix)"))
      #expect(found.events == plain.events)
      #expect(found.failures == [])
      for piece in [1, 2, 3, 7, 31] {
        let pieces = SourceProbe(bytes, piece: piece)
        #expect(pieces.events == found.events, "pieces of \(piece)")
        #expect(pieces.failures == [])
      }
    }
  }

  @Test("a cut file loses only its last record", arguments: layouts)
  func truncation(_ layout: Layout) {
    let bytes = Array(layout.text(Self.native + Self.native).utf8)
    for count in stride(from: 0, to: bytes.count, by: 3) {
      let found = SourceProbe(Array(bytes[..<count]))
      #expect(found.failures.count <= 1, "\(count): \(found.failures)")
    }
    let most = SourceProbe(Array(bytes.dropLast(40)))
    #expect(most.events.count >= 5)
  }

  @Test func prettyPrintedObjectsAreRecords() {
    let pretty = Self.native.map { $0.replacing(",\"", with: ",\n    \"") }
    for text in [
      pretty.joined(separator: "\n"), "[\n" + pretty.joined(separator: ",\n") + "\n]\n",
    ] {
      let found = SourceProbe(text)
      #expect(found.format == "crmwatch-jsonl in json")
      #expect(found.events == SourceProbe(Self.native.joined(separator: "\n")).events)
    }
  }

  @Test func aRecordWithoutTheWrappingIsReadToo() {
    let wrapped = #"{"_raw":\#(Self.quoted(Self.native[0]))}"#
    let found = SourceProbe(
      [wrapped, Self.native[1], wrapped, #"{"_raw":7}"#].joined(separator: "\n"))
    #expect(found.events.count == 3)
    #expect(found.failures.count == 1)
    #expect(
      found.failures.first?.hasPrefix("4: no _raw around it, unlike the records before") == true)
  }

  @Test func rowsOfAnEventLogFileComeThroughSyslog() {
    let rows =
      [#""EVENT_TYPE","TIMESTAMP","REQUEST_ID","ORGANIZATION_ID","USER_ID","ROWS_PROCESSED""#]
      + (2...4).map {
        #""RestApi","2025030410150\#($0).417","r\#($0)","00Dxx0000001abc","005xx000001Sv7k","\#($0)""#
      }
    let plain = SourceProbe(rows.joined(separator: "\n"))
    #expect(plain.format == "salesforce-eventlogfile" && !plain.events.isEmpty)
    let found = SourceProbe(
      rows.map { "<134>Mar  4 10:15:09 host app: \($0)" }.joined(separator: "\n"))
    #expect(found.format == "salesforce-eventlogfile in syslog")
    #expect(found.events == plain.events)
  }

  @Test func anArrayInAStringHoldsOneRecordOrIsRefused() {
    let one = #"{"msg":[\#(Self.native[0])]}"#
    let two = #"{"msg":[\#(Self.native[0]),\#(Self.native[1])]}"#
    let found = SourceProbe([one, one, two].joined(separator: "\n"))
    #expect(found.format == "crmwatch-jsonl in msg")
    #expect(found.events.count == 2)
    #expect(found.failures == ["3: several records in one; split the array"])
  }

  @Test func namesBringTheSameFormatBack() throws {
    for name in [
      "crmwatch-jsonl in json", "access-log in octets syslog message.log",
      "access-log in csv:_raw", "crmwatch-jsonl in .json",
    ] {
      let format = try #require(LogFormatRegistry.format(named: name))
      #expect(format.name == name)
      #expect(format.layers.count == name.split(separator: " ").count - 2)
    }
    for name in ["nothing in json", "access-log in ", "access-log in a  b", "access-log in {"] {
      #expect(LogFormatRegistry.format(named: name) == nil)
    }
    #expect(WrappedFormat.baseName(of: "access-log in octets syslog") == "access-log")
  }
}
