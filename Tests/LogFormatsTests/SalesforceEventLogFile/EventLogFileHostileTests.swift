import LogFormats
import SecurityModel
import Testing

/// Bytes written by attackers, cut files and broken exports.
@Suite struct EventLogFileHostileTests {
  static let names = [
    "EVENT_TYPE", "TIMESTAMP", "REQUEST_ID", "ORGANIZATION_ID", "USER_ID", "URI", "QUERY",
    "ROWS_PROCESSED", "TIMESTAMP_DERIVED", "CLIENT_IP",
  ]

  static func row(_ n: Int) -> [String] {
    [
      "RestApi", "20250304101502.42", "req\(n)", "00Dxx0000001abc", "005xx000001Sv7k",
      "/services/data/v62.0/query", "SELECT Id,\n\"Name\" FROM A\(n)", "\(n)",
      "2025-03-04T10:15:02.417Z", "203.0.113.40",
    ]
  }

  /// Rows in double quotes throughout, or only where needed.
  static func line(_ cells: [String], always: Bool) -> String {
    cells.map { cell in
      let needs = always || cell.contains { $0 == "," || $0 == "\n" || $0 == "\"" }
      return needs ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }.joined(separator: ",") + "\n"
  }

  static func file(_ rows: Range<Int>, always: Bool) -> [UInt8] {
    Array(rows.map { line(row($0), always: always) }.joined().utf8)
  }

  @Test(arguments: [true, false])
  func aFileCutAnywhereLosesOnlyTheCutRow(_ always: Bool) {
    let header = Array(Self.line(Self.names, always: always).utf8)
    let cut = Self.file(0..<2, always: always)
    let rest = Self.file(100..<110, always: always)
    for length in 0...cut.count {
      let fixture = EventLogFileFixture(header + cut.prefix(length) + [0x0A] + rest)
      let rows = fixture.events.map(\.rows).filter { $0 >= 100 }
      #expect(rows == Array(100..<110), "cut at \(length)")
    }
  }

  @Test(arguments: [true, false])
  func aFileCutAtItsEndNeverTraps(_ always: Bool) {
    let whole = Array(Self.line(Self.names, always: always).utf8) + Self.file(0..<4, always: always)
    for length in 0...whole.count {
      let fixture = EventLogFileFixture(Array(whole.prefix(length)))
      #expect(fixture.events.count <= 4)
    }
  }

  @Test func aByteChangedAnywhereLosesAtMostItsNeighbours() {
    let header = Array(Self.line(Self.names, always: true).utf8)
    let good = header + Self.file(0..<6, always: true)
    for at in header.count..<good.count {
      for byte in [UInt8(0x22), 0x0A, 0x2C, 0x00, 0xFF] {
        var bytes = good
        bytes[at] = byte
        let fixture = EventLogFileFixture(bytes, checksRoundTrip: false)
        #expect(fixture.events.count >= 3, "byte \(byte) at \(at)")
      }
    }
  }

  @Test func randomBytesNeverTrap() {
    var random = SeededRandom(3)
    let pieces = [
      "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "EVENT_TYPE", "TIMESTAMP", "RestApi",
      "20250304101502", "\u{FEFF}", "\0", "Login", "é", "=", "%", "-1.0", "SELECT FROM",
    ]
    for _ in 0..<3_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<40, using: &random) {
        if Int.random(in: 0..<4, using: &random) == 0 {
          bytes.append(UInt8.random(in: 0...255, using: &random))
        } else {
          bytes += pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8
        }
      }
      let fixture = EventLogFileFixture(bytes)
      for i in fixture.events.indices { _ = try? fixture.normalized(i) }
    }
  }

  @Test func randomValuesInEveryColumnNeverTrap() throws {
    var random = SeededRandom(5)
    let types = [
      "RestApi", "API", "Login", "BulkApi2", "Report", "ApexCallout", "Logout", "DatabaseSave",
      "ApiTotalUsage", "ContentTransfer", "LoginAs", "UniqueQuery",
    ]
    let names = [
      "URI", "METHOD", "STATUS_CODE", "ROWS_PROCESSED", "QUERY", "USER_AGENT", "CLIENT_NAME",
      "CLIENT_IP", "SOURCE_IP", "BROWSER_TYPE", "ENTITY_NAME", "CONNECTED_APP_ID", "LOGIN_STATUS",
      "SESSION_TYPE", "JOB_ID", "ROW_COUNT", "AVERAGE_ROW_SIZE", "NUM_ROWS", "SAMPLE_FACTOR", "URL",
      "RUN_TIME", "API_VERSION", "API_RESOURCE", "API_FAMILY", "SESSION_KEY", "USER_ID",
      "EXCEPTION_MESSAGE",
    ]
    let values = [
      "", "9223372036854775807", "-9223372036854775808", "\u{202E}", "%", "%2", "%%%", "(",
      "::::", "[", "0H4xx0000001234AAA", "/", "//", "?", "/services/data/v", "1E9999", "\"", "\"\"",
      "GET", "eyJ.eyJ.", String(repeating: "é", count: 700), String(repeating: ",", count: 300),
    ]
    for _ in 0..<400 {
      let cells = names.map { _ in values[Int.random(in: 0..<values.count, using: &random)] }
      let fixture = EventLogFileFixture(
        EventLogFileFixture.line(["EVENT_TYPE", "TIMESTAMP"] + names)
          + EventLogFileFixture.line(
            [types[Int.random(in: 0..<types.count, using: &random)], "20250304101502"] + cells))
      try #require(fixture.events.count == 1)
      let line = try fixture.normalized().json.text
      #expect(!line.contains("\u{202E}"))
    }
  }

  @Test func aFiveMegabyteLineCostsOnlyItself() {
    let header = Self.line(Self.names, always: true)
    let long = "\"RestApi\",\"" + String(repeating: "x", count: 5 << 20) + "\"\n"
    let good = String(decoding: Self.file(0..<3, always: true), as: UTF8.self)
    let fixture = EventLogFileFixture(header + long + good)
    #expect(fixture.events.count == 3)
    #expect(fixture.failures.count == 1)
  }

  @Test func tooManyColumnsAreRefused() {
    let wide = String(repeating: ",", count: 5_000)
    let fixture = EventLogFileFixture(
      Self.line(Self.names, always: true) + "RestApi" + wide + "\n"
        + String(decoding: Self.file(0..<1, always: true), as: UTF8.self))
    #expect(fixture.events.count == 1 && fixture.failures.count == 1)
    let header = EventLogFileFixture("EVENT_TYPE,TIMESTAMP" + wide + "\n")
    #expect(header.events.isEmpty && header.failures.count == 1)
  }

  @Test func manyHeadersAreBounded() throws {
    var text = ""
    for n in 0..<300 { text += "EVENT_TYPE,TIMESTAMP,C\(n)\nType\(n),20250304101502,\(n)\n" }
    let fixture = EventLogFileFixture(text)
    #expect(fixture.events.count == 300 && fixture.headers == 300)
    #expect(try fixture.normalized(299)["C299"] == "299")
  }
}
