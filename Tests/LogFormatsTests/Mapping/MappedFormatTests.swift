import SecurityModel
import Testing

@testable import LogFormats

@Suite struct MappedFormatTests {
  private func mapping(
    _ records: FormatMapping.Records, _ time: TimeRule, _ fields: [FieldMapping]
  ) -> FormatMapping {
    FormatMapping(name: "mine", records: records, time: time, fields: fields)
  }

  private var audit: FormatMapping {
    var mapping = mapping(
      .json, TimeRule(["eventTime"], .epoch(perSecond: 1_000)),
      [
        FieldMapping("user", ["actor.id", "actor.name"]), FieldMapping("app_id", ["client.app"]),
        FieldMapping("ip", ["client.ip"]), FieldMapping("rows", ["result.count"]),
        FieldMapping(
          "operation", ["action"],
          .words([.init(from: "Fetch", to: "read"), .init(from: "*", to: "list")])),
        FieldMapping("objects", ["types"], .list(separator: 0x2C)),
        FieldMapping("duration_ms", ["took"], .unit(.seconds)),
        FieldMapping("response_bytes", ["size"], .unit(.kibibytes)),
        FieldMapping("token_id", ["key"], .secret), FieldMapping("mfa", ["strong"]),
      ])
    mapping.constants = [
      .init(target: "platform", value: "salesforce"), .init(target: "api", value: "rest"),
    ]
    mapping.success = .init(source: "result.state", test: .isIn(["ok", "done"]))
    mapping.secrets = ["nested.password2", "plainSecret"]
    mapping.recognize = ["eventTime", "actor"]
    return mapping
  }

  private let record =
    #"{"eventTime":1741083302417,"actor":{"id":"005xx"},"client":{"ip":["203.0.113.7"],"app":"A\u0041"},"#
    + #""result":{"count":12,"state":"OK"},"action":"fetch","types":"Account, Con\"tact","took":"1.5","#
    + #""size":2,"key":"Bearer s3cret-value","strong":"yes","nested":{"password2":"hush"},"#
    + #""plainSecret":42}"#

  @Test func `every conversion`() throws {
    let probe = FormatProbe(MappedFormat(audit))
    let event = try probe.decode(record)
    #expect(event.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(event.platform == .salesforce && event.surface == .rest && event.operation == .read)
    #expect(probe.text(event.credential) == "AA|005xx" && probe.text(event.app) == "AA")
    #expect(event.ip.description == "203.0.113.7" && event.rows == 12)
    #expect(probe.objects(event) == ["Account", #"Con"tact"#])
    #expect(event.duration == 1_500 && event.responseBytes == 2_048)
    #expect(event.outcome == .success && event.token == probe.hash("s3cret-value"))
    #expect(event.flags.isSuperset(of: [.carriedSecret, .mfa, .countsAsCall]))
  }

  @Test func `secrets are hashed wherever they stand, and the rest is kept by its own name`() throws
  {
    let probe = FormatProbe(MappedFormat(audit))
    let written = try probe.normalize(record)
    let text = written.json.text
    for secret in ["s3cret", "hush", ":42"] { #expect(!text.contains(secret), "\(secret)") }
    #expect(written["result"]?["state"]?.string == "OK")
    #expect(written["nested"]?["password2"]?.string?.hasPrefix("#") == true)
  }

  @Test func `what is written is read as the same event`() throws {
    let probe = FormatProbe(MappedFormat(audit))
    let native = NativeJSONLinesFormat().makeDecoder(probe.context)
    for record in [
      record, #"{"eventTime":1,"actor":{"name":"x"}}"#, #"{"eventTime":1,"client":{"ip":"::1"}}"#,
      #"{"eventTime":1,"result":{"state":"bad"},"actor":{"id":"u\u202e"},"types":["A","B"]}"#,
    ] {
      let event = try probe.decode(record)
      var again = APIEvent()
      let line = Array(try probe.normalize(record).json.text.utf8)
      _ = try line.withUnsafeBytes { try native.decode($0, into: &again) }
      #expect(probe.dump(again) == probe.dump(event))
    }
  }

  @Test(arguments: [
    (#"{"eventTime":1741083302417,"result":{"state":"failed"}}"#, Outcome.failure),
    (#"{"eventTime":1741083302417,"result":{"state":"Done"}}"#, .success),
    (#"{"eventTime":1741083302417}"#, .unknown),
  ])
  func `the success rule has three answers`(_ record: String, _ outcome: Outcome) throws {
    let event = try FormatProbe(MappedFormat(audit)).decode(record)
    #expect(event.outcome == outcome)
    #expect((event.failure == .none) == (outcome != .failure))
  }

  @Test(arguments: [
    #"{"actor":{"id":"x"}}"#, #"{"eventTime":"soon"}"#, "[1]", "nonsense", #"{"eventTime":1"#,
  ])
  func `records that don't fit are refused`(_ record: String) {
    #expect(throws: DecodeFailure.self) { try FormatProbe(MappedFormat(audit)).decode(record) }
  }

  @Test func `it is recognised by the keys it names, and never without`() {
    var quiet = audit
    quiet.recognize = []
    #expect(confidence(MappedFormat(audit), record + "\n") == 1)
    #expect(confidence(MappedFormat(audit), #"{"eventTime":1}"#) == 0)
    #expect(confidence(MappedFormat(quiet), record) == 0 && !MappedFormat(quiet).isRecognized)
  }

  private func people(columns: [String] = [], separator: UInt8? = 0x3B) throws -> FormatMapping {
    var mapping = mapping(
      .csv(separator: separator, columns: columns),
      TimeRule(
        ["Zeit"], .pattern(try TimePattern("%d.%m.%Y %H:%M")),
        zone: ZoneOffsets(minutes: 60, name: "+01:00")),
      [FieldMapping("user", ["Benutzer"]), FieldMapping("status", ["Status Code"])])
    mapping.recognize = ["zeit", "benutzer"]
    return mapping
  }

  @Test func `columns are found by name, in any order and spelling`() throws {
    let format = MappedFormat(try people())
    let probe = FormatProbe(format)
    let text = "STATUS_CODE;zeit;Extra;Benutzer\n404;04.03.2025 11:15;x;\"Voss; Helena\"\n"
    var users: [String] = []
    let reading = try read(Array(text.utf8), probe.decoder) { record, event in
      users.append(probe.text(event.user))
      #expect(event.time.rfc3339 == "2025-03-04T10:15:00.000Z" && event.status == 404)
      #expect(event.failure == .notFound)
      let written = try probe.decoder.normalize(record)
      #expect(written["Extra"]?.string == "x")
    }
    #expect(users == ["Voss; Helena"] && reading.failures.isEmpty)
    #expect(confidence(format, text) == 1)
    #expect(confidence(format, "zeit;x\n1;2\n") == 0)
  }

  @Test func `a header may come again, and one without the time is refused`() throws {
    let probe = FormatProbe(MappedFormat(try people(separator: nil)))
    let text = "Zeit;Benutzer\n04.03.2025 11:15;a\nZeit;Benutzer\n04.03.2025 11:16;b\n"
    let reading = read(Array(text.utf8), probe.decoder) { _, _ in }
    #expect(reading.events.map(\.line) == [2, 4] && reading.failures.isEmpty)
    let other = FormatProbe(MappedFormat(try people()))
    let refused = read(Array("a;b\n1;2\n".utf8), other.decoder) { _, _ in }
    #expect(refused.events.isEmpty && refused.failures.count == 2)
    #expect(refused.failures.first?.reason.contains("Zeit") == true)
  }

  @Test func `columns can be named when the file has no header`() throws {
    let probe = FormatProbe(MappedFormat(try people(columns: ["Zeit", "Benutzer"])))
    #expect(probe.text(try probe.decode("04.03.2025 11:15;a").user) == "a")
  }

  @Test func `a platform, a status rule and what it supplies`() throws {
    let fields = MappedFormat(audit).fields
    #expect(fields.contains("outcome") && fields.contains("rows") && fields.contains("platform"))
    #expect(!fields.contains("query") && !fields.contains("status"))
    var below = audit
    below.success = .init(source: "result.count", test: .below(10))
    #expect(try FormatProbe(MappedFormat(below)).decode(record).outcome == .failure)
    below.success = .init(source: "result.state", test: .isNotIn(["ok"]))
    #expect(try FormatProbe(MappedFormat(below)).decode(record).outcome == .failure)
  }
}
