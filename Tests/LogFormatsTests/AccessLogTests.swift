import SecurityModel
import Testing

@testable import LogFormats

@Suite struct AccessLogTests {
  static let combined =
    #"203.0.113.9 - etl [04/Mar/2025:11:15:02 +0100] "GET /services/data/v62.0/query?q=SELECT+Id+FROM+Account HTTP/1.1" 200 5123 "-" "contoso-sync/3.1""#

  @Test func combinedLineIsRead() throws {
    let probe = FormatProbe(AccessLogFormat(), org: "acme")
    let e = try probe.decode(Self.combined)
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.000Z")
    #expect(e.ip == IPAddress(text: "203.0.113.9"))
    #expect(probe.text(e.user) == "etl")
    #expect(probe.text(e.credential) == "etl")
    #expect(probe.text(e.integration) == "contoso-sync")
    #expect(probe.text(e.userAgent) == "contoso-sync/3.1")
    #expect(probe.text(e.org) == "acme")
    #expect(e.platform == .salesforce)
    #expect(e.surface == .rest)
    #expect(e.operation == .query)
    #expect(e.method == .get)
    #expect(probe.objects(e) == ["Account"])
    #expect(e.status == 200)
    #expect(e.outcome == .success)
    #expect(e.responseBytes == 5123)
    #expect(e.flags.contains([.countsAsCall, .hasQuery]))
    #expect(e.tieBreak != 0)
  }

  struct Quirk: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var line: String
    var check: @Sendable (FormatProbe, APIEvent) -> Bool

    init(
      _ name: String, _ line: String, _ check: @escaping @Sendable (FormatProbe, APIEvent) -> Bool
    ) {
      testDescription = name
      self.line = line
      self.check = check
    }
  }

  static let tail = #""-" "ua/1""#

  @Test(arguments: [
    Quirk(
      "common format", #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.0" 200 12"#
    ) { _, e in
      e.responseBytes == 12 && e.userAgent.isNone && e.user.isNone
    },
    Quirk(
      "no bytes (Apache)",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.0" 304 - \#(tail)"#
    ) { _, e in
      e.responseBytes == -1 && e.outcome == .success
    },
    Quirk(
      "user with blanks",
      #"203.0.113.9 - Jane Q Doe [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.0" 206 0 \#(tail)"#
    ) { p, e in
      p.text(e.user) == "Jane Q Doe" && e.outcome == .success && e.responseBytes == 0
    },
    Quirk(
      "empty user of Apache",
      #"203.0.113.9 - "" [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.0" 401 0 \#(tail)"#
    ) { p, e in
      e.user.isNone && e.failure == .expiredSession
    },
    Quirk(
      "user with an escaped quote",
      #"203.0.113.9 - a\"b [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.0" 200 0 \#(tail)"#
    ) { p, e in
      p.text(e.user) == "a\"b"
    },
    Quirk(
      "offset over midnight",
      #"203.0.113.9 - - [01/Mar/2024:00:30:00 +0530] "GET /a HTTP/1.0" 200 0 \#(tail)"#
    ) { _, e in
      e.time.rfc3339 == "2024-02-29T19:00:00.000Z"
    },
    Quirk(
      "negative offset",
      #"203.0.113.9 - - [31/Dec/2024:22:00:00 -0800] "GET /a HTTP/1.0" 200 0 \#(tail)"#
    ) { _, e in
      e.time.rfc3339 == "2025-01-01T06:00:00.000Z"
    },
    Quirk(
      "virtual host",
      #"crm.example:443 203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.0" 200 0 \#(tail)"#
    ) { _, e in
      e.ip == IPAddress(text: "203.0.113.9")
    },
    Quirk(
      "host name for address",
      #"client.example - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.0" 200 0 \#(tail)"#
    ) { _, e in
      !e.ip.isPresent
    },
    Quirk("IPv6", #"2001:db8::5 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.0" 200 0 \#(tail)"#)
    { _, e in
      e.ip == IPAddress(text: "2001:db8::5")
    },
    Quirk(
      "unix socket", #"unix: - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.0" 200 0 \#(tail)"#
    ) { p, e in
      !e.ip.isPresent && p.text(e.credential) == "ua"
    },
    Quirk("request is a dash", #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "-" 408 0 "-" "-""#) {
      p, e in
      e.status == 408 && e.endpoint.isNone && e.method == .none
        && p.text(e.credential) == "unknown client|203.0.113.0/24"
    },
    Quirk("request is empty", #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "" 400 0 "-" "-""#) {
      _, e in
      e.status == 400 && e.endpoint.isNone
    },
    Quirk(
      "request is rubbish",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "\x16\x03\x01\x00" 400 150 "-" "-""#
    ) { _, e in
      e.status == 400 && e.method == .none && e.flags.contains(.hostileText)
    },
    Quirk(
      "no protocol",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /services/data/v62.0/limits" 200 0 \#(tail)"#
    ) { _, e in
      e.operation == .limits
    },
    Quirk(
      "blank in the target",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a b/c HTTP/1.1" 404 0 \#(tail)"#
    ) { p, e in
      p.text(e.endpoint) == "/a b/c" && e.failure == .notFound
    },
    Quirk(
      "escaped quote in the target (Apache)",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a\"b HTTP/1.1" 404 7 \#(tail)"#
    ) { p, e in
      p.text(e.endpoint) == "/a\"b" && e.responseBytes == 7
    },
    Quirk(
      "escaped quote in the agent (nginx)",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" 200 7 "-" "x\x22y/1""#
    ) { p, e in
      p.text(e.userAgent) == "x\"y/1"
    },
    Quirk(
      "quote that nobody escaped",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a"b HTTP/1.1" 200 7 \#(tail)"#
    ) { p, e in
      p.text(e.endpoint) == "/a\"b" && e.status == 200
    },
    Quirk(
      "agent cut before its quote",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" 200 7 "-" "Mozilla/5.0 (X11) Firef"#
    ) { p, e in
      p.text(e.userAgent) == "Mozilla/5.0 (X11) Firef"
    },
    Quirk(
      "more fields behind",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" 200 7 "-" "ua/2" 0.041 0.040 "198.51.100.7" 5f3a"#
    ) { p, e in
      p.text(e.userAgent) == "ua/2" && e.ip == IPAddress(text: "203.0.113.9") && e.duration == -1
    },
    Quirk(
      "client went away (499)",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" 499 0 \#(tail)"#
    ) { _, e in
      e.outcome == .unknown && e.failure == .none
    },
    Quirk(
      "fraction of a second",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02.417 +0000] "GET /a HTTP/1.1" 200 0 \#(tail)"#
    ) { _, e in
      e.time.rfc3339 == "2025-03-04T11:15:02.417Z"
    },
    Quirk(
      "ISO time of nginx",
      #"203.0.113.9 - - [2025-03-04T11:15:02+01:00] "GET /a HTTP/1.1" 200 0 \#(tail)"#
    ) { _, e in
      e.time.rfc3339 == "2025-03-04T10:15:02.000Z"
    },
    Quirk(
      "chain of proxies",
      #"198.51.100.7, 10.0.0.1 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" 200 0 \#(tail)"#
    ) { _, e in
      e.ip == IPAddress(text: "198.51.100.7")
    },
    Quirk(
      "token in the URL",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /x?hapikey=k-1 HTTP/1.1" 200 0 \#(tail)"#
    ) { p, e in
      e.flags.contains(.carriedSecret) && e.token == p.hash("k-1")
        && p.text(e.credential) == KeyedHash.text(p.hash("k-1"))
    },
    Quirk(
      "no user: client and network",
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /x HTTP/1.1" 200 0 \#(tail)"#
    ) { p, e in
      p.text(e.credential) == "ua|203.0.113.0/24"
    },
  ])
  func quirkIsRead(_ quirk: Quirk) throws {
    let probe = FormatProbe(AccessLogFormat())
    let event = try probe.decode(quirk.line)
    #expect(quirk.check(probe, event), "\(probe.dump(event))")
    // And what normalize makes of it reads back as the same event.
    let line = try probe.normalize(quirk.line).json.text
    let native = FormatProbe(NativeJSONLinesFormat())
    #expect(probe.dump(event) == native.dump(try native.decode(line)))
    #expect(try native.normalize(line).json.text == line)
  }

  @Test(arguments: [
    "hello", #"{"ts":"x"}"#, "a,b,c", #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] GET / 200"#,
    #"203.0.113.9 - - [04/Xyz/2025:11:15:02 +0000] "GET /a HTTP/1.1" 200 0"#,
    #"203.0.113.9 - - [34/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" 200 0"#,
    #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1"#,
    #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" abc 0"#,
    #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" 200 xyz"#,
    #"203.0.113.9 [04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" 200 0"#,
    #"[04/Mar/2025:11:15:02 +0000] "GET /a HTTP/1.1" 200 0"#, #"" "#, #"] ""#,
  ])
  func otherTextIsRefused(_ line: String) {
    let probe = FormatProbe(AccessLogFormat())
    #expect(throws: DecodeFailure.self) { try probe.decode(line) }
  }

  @Test func secretsAreMaskedInTheRecord() throws {
    let probe = FormatProbe(AccessLogFormat())
    let shown = try probe.normalize(
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /x?access_token=S3CR3T HTTP/1.1" 200 0 "https://h/y?sid=S3CR3T-2" "ua/1" 0.1"#
    )
    #expect(!shown.json.text.contains("S3CR3T"))
    #expect(shown["protocol"] == "HTTP/1.1")
    #expect(shown["more"] == "0.1")
  }

  @Test func truncationsAndRandomBytesNeverCrash() {
    let probe = FormatProbe(AccessLogFormat())
    let bytes = Array((Self.combined + " 0.041").utf8)
    for length in 0...bytes.count { _ = try? probe.decode(Array(bytes[0..<length])) }
    var random = SeededRandom(2)
    let alphabet = Array(#" "[]-\x/:0123456789GETHP.%?&=;"#.utf8) + [0, 0x1B, 0x80, 0xFF]
    for _ in 0..<4_000 {
      var copy = bytes
      for _ in 0..<Int.random(in: 1...10, using: &random) {
        copy[Int.random(in: 0..<copy.count, using: &random)] =
          alphabet.randomElement(using: &random) ?? 0
      }
      guard (try? probe.decode(copy)) != nil else { continue }
      #expect((try? copy.withUnsafeBytes { try probe.decoder.normalize($0) }) != nil)
    }
  }

  @Test func endlessTargetIsRead() throws {
    let probe = FormatProbe(AccessLogFormat())
    let long = String(repeating: #"\x41"#, count: 250_000)
    let e = try probe.decode(
      #"203.0.113.9 - - [04/Mar/2025:11:15:02 +0000] "GET /\#(long) HTTP/1.1" 414 0 "-" "\#(long)""#
    )
    #expect(e.status == 414)
  }
}
