import SecurityModel
import Testing

@testable import LogFormats

@Suite struct JSONFieldReaderTests {
  enum Field: Int, JSONField {
    case time, user, address, replay, actor, deep
    var paths: [String] {
      switch self {
      case .time: ["occurredAt", "created_at"]
      case .user: ["actor.userEmail", "user"]
      case .address: ["ipAddress"]
      case .replay: ["event.replayId"]
      case .actor: ["actor"]
      case .deep: ["a.b.c"]
      }
    }
  }

  private func read(
    _ line: String, _ spelling: JSONSpelling = .exact
  ) throws -> [Field: String] {
    try Self.read(line, with: makeFields(spelling))
  }

  private func makeFields(_ spelling: JSONSpelling = .exact) -> JSONValues<Field> {
    JSONValues<Field>(JSONFieldMap(Field.self, spelling: spelling))
  }

  private static func read(
    _ line: String, with fields: JSONValues<Field>
  ) throws -> [Field: String] {
    // Room behind the record, as in a buffer, and none, as at its end.
    try Array(line.utf8).withUnsafeBytes { bytes in
      guard try fields.scan(bytes) else { return [:] }
      var found: [Field: String] = [:]
      for field in Field.allCases where fields.token(field).kind != .null {
        let token = fields.token(field)
        let isNested = token.kind == .object || token.kind == .array
        found[field] = String(
          decoding: isNested ? token.bytes(in: bytes) : fields.text(field), as: UTF8.self)
      }
      return found
    }
  }

  @Test func nestedAndFlattenedPathsMeet() throws {
    let nested = try read(#"{"event":{"replayId":7,"x":[1,{"y":2}]},"a":{"b":{"c":"d"}}}"#)
    #expect(nested == [.replay: "7", .deep: "d"])
    #expect(try read(#"{"event.replayId":7,"a.b.c":"d"}"#) == nested)
    #expect(try read(#"{"event":{"replayId":7},"a":{"b.c":"d"}}"#) == nested)
    #expect(try read(#"{"event":{"replayId":7},"a.b":{"c":"d"}}"#) == nested)
    #expect(try read(#"{"event_replayId":7,"a_b_c":"d"}"#) == [:])
    #expect(try read(#"{"event_replayId":7,"a_b_c":"d"}"#, .folded) == nested)
  }

  @Test func anObjectIsAValueToo() throws {
    let found = try read(#"{"actor":{"userEmail":"x@y","id":1},"user":"z"}"#)
    #expect(found == [.user: "x@y", .actor: #"{"userEmail":"x@y","id":1}"#])
    #expect(try read(#"{"actor":"x","user":"z"}"#) == [.actor: "x", .user: "z"])
  }

  @Test func betterPathsWinWhateverTheOrder() throws {
    #expect(try read(#"{"user":"z","actor":{"userEmail":"x"}}"#)[.user] == "x")
    #expect(try read(#"{"actor":{"userEmail":"x"},"user":"z"}"#)[.user] == "x")
    #expect(try read(#"{"actor":{"userEmail":""},"user":"z"}"#)[.user] == "z")
    #expect(try read(#"{"user":"z","actor":{"userEmail":""}}"#)[.user] == "z")
    #expect(try read(#"{"user":"z","actor":{"userEmail":null}}"#)[.user] == "z")
    #expect(try read(#"{"user":"","actor":{"userEmail":null}}"#)[.user] == "")
  }

  @Test func theLastOfARepeatedNameCounts() throws {
    #expect(try read(#"{"user":"a","user":"b"}"#)[.user] == "b")
    #expect(try read(#"{"user":"a","user":null}"#)[.user] == nil)
    #expect(try read(#"{"actor":{"userEmail":"x"},"actor":{"id":1}}"#)[.user] == nil)
    #expect(try read(#"{"actor":{"userEmail":"x"},"actor":null}"#) == [:])
    #expect(try read(#"{"actor":null,"actor":{"userEmail":"x"}}"#)[.user] == "x")
  }

  @Test(arguments: [
    "IPAddress", "ip_address", "IP Address", "ip-address", "ipaddress", "IpAddress_s",
  ])
  func foldedNamesMeet(_ name: String) throws {
    #expect(try read("{\"\(name)\":\"1.2.3.4\"}", .folded) == [.address: "1.2.3.4"])
    #expect(try read("{\"\(name)\":\"1.2.3.4\"}") == [:])
  }

  @Test func escapedAndLongNamesAreKnown() throws {
    #expect(try read(#"{"\u0075ser":"a"}"#)[.user] == "a")
    let long = String(repeating: "x", count: 400)
    #expect(try read("{\"\(long)\":{\"user\":1},\"user\":\"a\"}") == [.user: "a"])
    #expect(
      try read("{ \"user\" : \"a\" ,\n \"ipAddress\"\t: \"b\" }") == [.user: "a", .address: "b"])
  }

  @Test(arguments: [
    ("{", 2), ("[1]", 1), (#"{"user"}"#, 8), (#"{"actor":{"userEmail":}}"#, 23),
    (#"{"x":[1,2}"#, 10), (#"{"a":{"b":{"c":1}}"#, 19), (#"{"user":"a"}x"#, 13),
    (#"{"user":"a","#, 13),
  ])
  func brokenRecordsAreRefusedWithAColumn(_ line: String, _ column: Int) {
    let failure = #expect(throws: DecodeFailure.self) { try read(line) }
    #expect(failure?.column == column)
  }

  @Test func blankLinesAndCommentsAreNone() throws {
    for line in ["", "  ", "# x"] { #expect(try read(line) == [:]) }
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: #"{"a":"#, count: 80) + "1" + String(repeating: "}", count: 80)
    #expect(throws: DecodeFailure.self) { try read(deep) }
  }

  /// Found by fuzzing: 0x1F as the last of eight bytes went unnoticed.
  @Test func oddCharactersAreNoticedWhereverTheyStand() throws {
    let values = makeFields()
    for odd in [UInt8](0..<0x20) + [0x7F, 0x80, 0xFF] {
      for place in 0..<17 {
        var text = [UInt8](repeating: 0x61, count: 17)
        text[place] = odd
        let line = Array(#"{"user":""#.utf8) + text + Array(#"","ipAddress":"1.2.3.4"}"#.utf8)
        try line.withUnsafeBytes { _ = try values.scan($0) }
        #expect(values.token(.user).isSpecial, "\(odd) at \(place)")
      }
    }
  }

  /// One reader over many records of random shape finds what the tree has, also when the names
  /// are more than it remembers.
  @Test(arguments: [0, 1, 2, 3])
  func agreesWithTheTree(_ seed: Int) throws {
    var random = SeededRandom(UInt64(seed))
    let spelling: JSONSpelling = seed % 2 == 0 ? .exact : .folded
    let fields = makeFields(spelling)
    for _ in 0..<1_500 {
      let line = JSONValue.object(Self.members(&random, 0)).text
      let tree = try Array(line.utf8).withUnsafeBytes { try JSONTree.members(of: $0) }
      let found = try Self.read(line, with: fields)
      for field in [Field.time, .address, .replay, .deep] {
        let expected = field.paths.lazy.compactMap { path in
          Self.value(path.split(separator: ".").map(String.init), JSONValue.object(tree))
        }.first
        #expect(found[field] == expected, "\(field) in \(line)")
      }
    }
  }

  private static func value(_ path: [String], _ value: JSONValue) -> String? {
    guard let name = path.first else {
      switch value {
      case .null: return nil
      case .string(let text): return text
      default: return value.text
      }
    }
    return value[name].flatMap { Self.value(Array(path.dropFirst()), $0) }
  }

  private static let names = [
    "occurredAt", "ipAddress", "event", "replayId", "a", "b", "c", "actor", "x", "yy",
    "a name that is longer than what is remembered of one, by far",
  ]

  private static func members(
    _ random: inout SeededRandom, _ depth: Int
  ) -> [JSONValue.Member] {
    var names = Self.names.filter { _ in Bool.random(using: &random) }
    // One even, one odd number: repeated names are another test's matter.
    names += (0..<2).map { "k\(2 * Int.random(in: 0..<450, using: &random) + $0)" }
    names.shuffle(using: &random)
    return names.map { name in
      let kind = Int.random(in: 0..<(depth < 3 ? 8 : 4), using: &random)
      switch kind {
      case 0: return .init(name, .integer(Int64.random(in: 0..<100, using: &random)))
      case 1: return .init(name, .string("t\"\\\u{E9}\(kind)"))
      case 2: return .init(name, .bool(true))
      case 3: return .init(name, "plain")
      case 4: return .init(name, .array([1, .object(members(&random, depth + 2))]))
      default: return .init(name, .object(members(&random, depth + 1)))
      }
    }
  }
}
