import LogFormats
import SecurityModel
import Testing

@testable import Settings

@Suite struct FormatMappingReaderTests {
  static let section = #"""
    formats:
      gateway:
        log_format: '$remote_addr [$time_local] "$request" $status $http_x_app'
        fields: {app_id: $http_x_app}
      crm-audit:
        title: Audit of the CRM
        records: json
        recognize: [eventTime, actor.id]
        time: {from: eventTime, format: epoch_ms}
        fields:
          user: actor.id
          ip: [client.ip, forwarded]
          operation: {from: action, values: {fetch: read, "*": ~}}
          objects: {from: types, split: ","}
          duration_ms: {from: took, unit: s}
          token_id: {from: key, secret: true}
        constants: {platform: salesforce, api: rest}
        success: {field: result.state, in: [ok, done]}
        secrets: [apiKey]
      people:
        records: csv
        separator: tab
        columns: [Zeit, Benutzer]
        time: {from: Zeit, format: "%d.%m.%Y %H:%M:%S", zone: Europe/Berlin}
        fields: {user: Benutzer}
        success: {field: Benutzer, below: 400}
    """#

  private func failure(_ text: String) -> String? {
    do {
      _ = try FormatMappingReader.parse(text, file: "f.yaml")
      return nil
    } catch { return error.text }
  }

  @Test func `the section is read in its order`() throws {
    let formats = try FormatMappingReader.parse(Self.section, file: "f.yaml")
    #expect(formats.map(\.name) == ["gateway", "crm-audit", "people"])
    #expect(formats[0].fields.last == FieldMapping("app_id", ["http_x_app"]))
    #expect(formats[0].time.sources == ["time_local"])
    #expect(formats[1].platform == .salesforce && formats[1].title == "Audit of the CRM")
    #expect(formats[1].time.form == .epoch(perSecond: 1_000))
    #expect(
      formats[1].fields[2].conversion
        == .words([.init(from: "fetch", to: "read"), .init(from: "*", to: "")]))
    #expect(formats[1].success == .init(source: "result.state", test: .isIn(["ok", "done"])))
    #expect(formats[2].records == .csv(separator: 0x09, columns: ["Zeit", "Benutzer"]))
    // Winter and summer of a named zone.
    #expect(formats[2].time.zone.minutes(at: Timestamp(seconds: 1_741_083_302)) == 60)
    #expect(formats[2].time.zone.minutes(at: Timestamp(seconds: 1_751_624_102)) == 120)
  }

  @Test func `what config show writes is read as the same`() throws {
    var configuration = Configuration()
    configuration.formats = try FormatMappingReader.parse(Self.section, file: "f.yaml")
    let text = ConfigurationWriter.yaml(configuration, detectors: [])
    let again = try ConfigurationReader.parse(text, file: "c.yaml", detectors: [])
    #expect(again.formats == configuration.formats)
    let bare = ConfigurationWriter.yaml(Configuration(), detectors: [])
    #expect(bare.contains("# formats:") && bare.contains("docs/formats.md"))
  }

  @Test func `the commented example works when it is no comment`() throws {
    let text = ConfigurationWriter.yaml(Configuration(), detectors: [])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0 == "# formats:" })
    let example = lines[start...].filter { $0.hasPrefix("# ") }.map { $0.dropFirst(2) }
    let formats = try FormatMappingReader.parse(
      example.joined(separator: "\n"), file: "example")
    #expect(formats.map(\.name) == ["gateway", "crm-audit"])
  }

  @Test func `a file may hold one mapping without its name`() throws {
    let one = try FormatMappingReader.parse(
      "records: json\ntime: at\nfields: {user: who}", file: "f.yaml")
    #expect(one.map(\.name) == ["mapped"] && one[0].recognize.isEmpty)
    #expect(try FormatMappingReader.parse("x: {records: json, time: t}", file: "f").count == 1)
  }

  @Test(arguments: [
    ("", "f.yaml: error: the file is empty"),
    ("formats: {ecs: {records: json, time: t}}", "f.yaml:1:11: error: `ecs` is a built-in format"),
    ("formats: {A b: {records: json}}", "f.yaml:1:11: error: a format's name has lower-case"),
    ("a:\n  records: json", "f.yaml:2:3: error: `a` needs `time`"),
    ("a: {records: xml, time: t}", "f.yaml:1:14: error: `records` must be json or csv"),
    ("a: {time: t}", "f.yaml:1:4: error: a format needs `records: json`"),
    (
      "a: {records: json, tme: t}",
      "f.yaml:1:20: error: unknown key `tme` in `a`; did you mean `time`?"
    ),
    (
      "a:\n  records: json\n  time: t\n  fields:\n    usr: x",
      "f.yaml:5:5: error: `usr` is not a normalized field; did you mean `user`?"
    ),
    (
      "a: {records: json, time: t, fields: {ts: x}}",
      "f.yaml:1:38: error: `ts` is mapped by `time`"
    ),
    (
      "a: {records: json, time: t, fields: {rows: {from: x, unit: s}}}",
      "f.yaml:1:60: error: `rows` has no unit"
    ),
    (
      "a: {records: json, time: t, fields: {duration_ms: {from: x, unit: kb}}}",
      "f.yaml:1:67: error: `kb` is no unit of `duration_ms`; known: s, ms, us, ns, min"
    ),
    (
      "a: {records: json, time: t, constants: {api: reest}}",
      "f.yaml:1:46: error: `reest` is no value of `api`; did you mean `rest`?"
    ),
    (
      "a: {records: json, time: t, fields: {operation: {from: x, values: {a: reed}}}}",
      "f.yaml:1:71: error: `reed` is no value of `operation`; did you mean `read`?"
    ),
    (
      "a: {records: json, time: {from: t, format: epoch}}",
      "f.yaml:1:44: error: `epoch` is no time format; did you mean `epoch_s`?"
    ),
    (
      "a: {records: json, time: {from: t, format: \"%Y-%Q\"}}",
      "f.yaml:1:44: error: time pattern, character 4: %Q is not known"
    ),
    (
      "a: {records: json, time: {from: t, zone: Mars/Base}}",
      "f.yaml:1:42: error: unknown time zone `Mars/Base`"
    ),
    (
      "a: {log_format: '$remote_addr $statu $status'}",
      "f.yaml:1:4: error: `a` needs `time`"
    ),
    (
      "a: {log_format: '$time_local$status'}",
      "f.yaml:1:17: error: `log_format`, character 12: nothing separates"
    ),
    (
      "a: {log_format: '$time_local $status', fields: {user: $remote_usr}}",
      "f.yaml:1:55: error: `$remote_usr` is not in the records"
    ),
    (
      "a: {log_format: '$time_local $status', recognize: [x]}",
      "f.yaml:1:40: error: lines are recognised by `log_format`"
    ),
    (
      "a: {records: json, separator: ';', time: t}",
      "f.yaml:1:31: error: `separator` is for `records: csv` only"
    ),
    (
      "a: {records: csv, separator: ';;', time: t}",
      "f.yaml:1:30: error: `separator` must be one character"
    ),
    (
      "a: {records: json, time: t, success: {field: x}}",
      "f.yaml:1:38: error: `success` needs `field` and one of below, in, not_in"
    ),
  ])
  func `mistakes are told with their place and what to do`(_ text: String, _ start: String) {
    let told = failure(text)
    #expect(told?.hasPrefix(start) == true, "\(told ?? "nothing")")
  }
}
