import SecurityModel
import Testing

@testable import LogFormats

@Suite struct LineTemplateTests {
  private func format(_ template: String, fields: [FieldMapping] = []) throws -> MappedFormat {
    let template = try LineTemplate(template)
    let known = FormatMapping.known(of: template)
    return MappedFormat(
      FormatMapping(
        name: "gateway", records: .lines(template), time: try #require(known.time),
        fields: known.fields + fields))
  }

  static let main =
    #"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "#
    + #""$http_referer" "$http_user_agent" "$http_x_forwarded_for" ${request_time} $request_id"#

  @Test func `nginx and Envoy variables are found, whatever their notation`() throws {
    let template = try LineTemplate(
      #"[%START_TIME(%s.%3f)%] "%REQ(:METHOD)%" ${a_b}|$c-%D(X?Y):9%"#)
    #expect(template.variables == ["start_time", "req(:method)", "a_b", "c", "d(x?y)"])
    #expect(LineTemplate.plainName("%REQ(X-User)%") == "req(x-user)")
    #expect(LineTemplate.plainName("$arg_user") == "arg_user")
    #expect(LineTemplate.plainName("arg_user") == "arg_user")
  }

  @Test(arguments: [
    ("", "no variables"), ("plain", "no variables"), ("$a$b", "nothing separates"),
    ("$a $a", "twice"), ("$ x", "name is missing"), ("${a x", "without its `}`"),
    ("%h %l %u", "Apache"), ("%REQ(X", "without its `)`"), ("%A", "without its closing %"),
  ])
  func `what can't work is refused with the reason`(_ text: String, _ reason: String) {
    do {
      _ = try LineTemplate(text)
      Issue.record("\(text) was taken")
    } catch { #expect(error.reason.contains(reason), "\(error.reason)") }
  }

  @Test func `configured extra fields are read`() throws {
    let probe = FormatProbe(
      try format(Self.main, fields: [FieldMapping("app_id", ["http_referer"])]))
    let line =
      #"10.0.0.7 - etl user [04/Mar/2025:11:15:02 +0100] "GET /x?sid=abcdef HTTP/1.1" 200 5 "app-7" "#
      + #""say \"hi\" \x22" "203.0.113.9, 10.0.0.7" 0.250 abc"#
    let event = try probe.decode(line)
    #expect(probe.text(event.user) == "etl user" && probe.text(event.app) == "app-7")
    #expect(probe.text(event.credential) == "app-7|etl user")
    #expect(probe.text(event.userAgent) == #"say "hi" ""#)
    #expect(event.duration == 250 && event.ip.description == "203.0.113.9")
    #expect(event.flags.contains(.carriedSecret) && event.token != 0)
    #expect(try probe.normalize(line).json.text.contains("abcdef") == false)
  }

  @Test func `lists of upstream times give the first, and text behind the end is kept`() throws {
    let probe = FormatProbe(
      try format(#"$remote_addr [$time_iso8601] "$request" $status "$upstream_response_time""#))
    let line = #"203.0.113.9 [2025-03-04T10:15:02Z] "GET / HTTP/1.1" 200 "0.5, 0.1" more here"#
    #expect(try probe.decode(line).duration == 500)
    #expect(try probe.normalize(line)["more"]?.string == "more here")
  }

  @Test func `a line that ends early is taken when time and status are there`() throws {
    let probe = FormatProbe(try format(Self.main))
    let line =
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0100] "GET / HTTP/1.1" 200 5 "-" "cut ag"#
    let event = try probe.decode(line)
    #expect(probe.text(event.userAgent) == "cut ag" && event.status == 200)
    #expect(throws: DecodeFailure.self) {
      try probe.decode(#"203.0.113.9 - - [04/Mar/2025:11:15:02 +0100] "GET / HTTP/1.1""#)
    }
  }

  @Test(arguments: [
    "x", "203.0.113.9 - - [never] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\" \"-\" 0.1 a",
    "203.0.113.9 - - [04/Mar/2025:11:15:02 +0100] \"GET / HTTP/1.1\" two 5 \"-\" \"-\" \"-\" 0.1 a",
  ])
  func `lines that don't fit are refused`(_ line: String) throws {
    let probe = FormatProbe(try format(Self.main))
    #expect(throws: DecodeFailure.self) { try probe.decode(line) }
  }

  @Test func `a template claims its lines before the built-in formats do`() throws {
    let line =
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0100] "GET / HTTP/1.1" 200 5 "-" "x" "-" 0.1 a"#
    let verdict = Array((line + "\n").utf8).withUnsafeBytes { bytes in
      FormatSniffer.sniff(bytes, among: FormatCatalog([]).all)
    }
    #expect(verdict.format?.name == "access-log")
    let mine = try format(Self.main)
    let catalog = FormatCatalog([mine.mapping])
    let mapped = Array((line + "\n").utf8).withUnsafeBytes { bytes in
      FormatSniffer.sniff(bytes, among: catalog.all)
    }
    #expect(mapped.format?.name == "gateway" && catalog.mappedCount == 1)
    #expect(catalog.format(named: "gateway") != nil && catalog.format(named: "ecs") != nil)
  }

  @Test func `no bytes crash the cutter`() throws {
    let format = try format(Self.main)
    let probe = FormatProbe(format)
    let base = Array(
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0100] "GET / HTTP/1.1" 200 5 "-" "x" "-" 0.1 a"#
        .utf8)
    var random = SeededRandom(11)
    var events = 0
    for _ in 0..<4_000 {
      var bytes = base
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        if bytes.isEmpty { break }
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: at)
        default: bytes = Array(bytes[..<max(1, at)])
        }
      }
      if let event = try? probe.decode(bytes) {
        events += 1
        let written = try bytes.withUnsafeBytes { try probe.decoder.normalize($0) }
        #expect(written["ts"]?.string == event.time.rfc3339)
      }
    }
    #expect(events > 100)
  }
}
