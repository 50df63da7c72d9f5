import LogFormats
import Testing

/// What the framer made of `text`: each record with its line, each failure as `LINE!kind`.
private func records(
  _ bytes: [UInt8], piece: Int = .max, limit: Int = 1 << 20, from start: Int = 0,
  ends: ((Int) -> Void)? = nil
) -> [String] {
  var framer = RecordFramer(.json, limit: limit)
  var out: [String] = []
  var buffer: [UInt8] = []
  var given = start
  var dropped = start
  var at = 0
  var line = 1
  var calls = 0
  while true {
    calls += 1
    guard calls < 8 * bytes.count + 64 else { return out + ["doesn't end"] }
    let frame = buffer.withUnsafeBytes {
      framer.next(in: $0, from: at, atEnd: given == bytes.count)
    }
    #expect(frame.next >= at && frame.next <= buffer.count)
    let text = String(decoding: buffer[frame.start..<max(frame.start, frame.end)], as: UTF8.self)
    switch frame.kind {
    case .record where frame.start < frame.end:
      out.append("\(line):\(text)")
      ends?(dropped + frame.next)
    case .record: break
    case .tooLong: out.append("\(line)!long")
    case .damaged: out.append("\(line)!damaged")
    case .brokenQuote: out.append("\(line)!quote")
    case .needMore: break
    }
    line += frame.lines
    at = frame.next
    if frame.kind == .needMore {
      if given == bytes.count, at == buffer.count { return out }
      if given == bytes.count { continue }
      buffer.removeSubrange(0..<at)
      dropped += at
      at = 0
      let n = min(piece, bytes.count - given)
      buffer += bytes[given..<given + n]
      given += n
    }
  }
}

private func records(_ text: String, limit: Int = 1 << 20) -> [String] {
  let bytes = Array(text.utf8)
  let whole = records(bytes, limit: limit)
  for piece in [1, 2, 3, 5, 8, 13, 64] {
    #expect(records(bytes, piece: piece, limit: limit) == whole, "pieces of \(piece): \(text)")
  }
  return whole
}

@Suite struct JSONFramerTests {
  static let a = #"{"id":"a","x":{"n":[1,{"m":2}]}}"#
  static let b = #"{"id":"b","t":"}],{\"q\":[\\"}"#
  static let c = #"{"id":"c"}"#

  @Test(arguments: [
    "A\nB\nC\n", "A\nB\nC", "A B C", "ABC", "[A,B,C]", "[A,\nB,\nC\n]\n", "[ A , B ][C]",
    "[A,B]\n[C]\n", "[[A,B],[C]]", "\u{FEFF}[A,B,C]", "\u{1E}A\n\u{1E}B\n\u{1E}C\n",
    #"{"records":[A,B,C]}"#, #"{"totalSize":3,"done":true,"records":[A,B,C]}"#,
    #"{"value":[A,B,C],"@odata.nextLink":"x"}"#, #"{"Records":[A]}{"Records":[B,C]}"#,
    #"{"results":[A,B],"paging":{"next":{"after":"1","link":"l"}}}"# + "\n"
      + #"{"results":[C]}"#,
    #"{"data":[A,B,C],"total":3}"#, #"{"events":[A,B,C],"other":[{"id":1}]}"#,
    #"{"d":{"results":[A,B,C]}}"#, #"{"results":[],"paging":{}}[A,B,C]"#,
    #"{"resourceLogs":[{"resource":{"k":[{"v":1}]},"scopeLogs":[{"logRecords":[A,B]},{"logRecords":[C]}]}]}"#,
    #"{"data":{"took":1,"hits":{"total":{"value":3},"hits":[A,B,C]}}}"#,
    #"[{"records":[A]},{"records":[B,C]}]"#,
  ])
  func recordsAreFoundWhereverTheyStand(_ layout: String) {
    let text = layout.replacing("A", with: Self.a).replacing("B", with: Self.b)
      .replacing("C", with: Self.c)
    let found = records(text).map { $0.drop { $0 != "{" }.description }
    #expect(found == [Self.a, Self.b, Self.c])
  }

  @Test func aHitKeepsItsSource() {
    let hit = #"{"_index":"i","_source":{"id":"a"}}"#
    #expect(
      records(#"{"took":1,"hits":{"total":{"value":1},"hits":["# + hit + "]}}") == ["1:" + hit])
  }

  @Test func anObjectThatOnlyLooksLikeAnEnvelopeIsARecord() {
    for text in [
      #"{"channel":"/event/ApiEvent","data":{"schema":"s","payload":{"a":[{"b":1}]}}}"#,
      #"{"id":1,"records":["x"],"value":"y","data":{"events":"z"}}"#,
      #"{"Fields":[{"Name":"a","Value":"b"}]}"#, #"{"x":{"records":[{"a":1}]}}"#,
    ] {
      #expect(records(text) == ["1:" + text])
    }
  }

  @Test func linesAreCountedToTheStartOfARecord() {
    let text = "\n[\n  {\n    \"id\": 1\n  },\n\n  {\n    \"id\": 2\n  }\n]\n"
    #expect(records(text).map { $0.prefix(2) } == ["3:", "7:"])
  }

  @Test func aBadLineCostsOnlyItself() {
    #expect(
      records("\(Self.a)\n{\"x\":\"open\n\(Self.b)\nnoise\n\(Self.c)\n")
        == ["1:" + Self.a, "2!damaged", "3:" + Self.b, "4!damaged", "5:" + Self.c])
    #expect(
      records("{\"x\":\n\(Self.a)\n{\"y\":1\n\(Self.b)\n{\"z\":[}\n\(Self.c)\n{\"id")
        == [
          "1!damaged", "2:" + Self.a, "3!damaged", "4:" + Self.b, "5!damaged", "6:" + Self.c,
          "7!damaged",
        ])
  }

  @Test func aBadRecordInAnArrayCostsOnlyItself() {
    #expect(
      records("[\(Self.a),{\"x\":\"open},\(Self.b),{\"y\" 1},\(Self.c)]").map { $0.dropFirst(2) }
        == [Self.a[...], "damaged", Self.b[...], "damaged", Self.c[...]])
    let pretty = "[\n  {\n    \"id\": \"a\n  },\n  {\n    \"id\": {\n      \"n\": 1\n    }\n  }\n]"
    #expect(records(pretty).map { $0.prefix(4) } == ["2!da", "5:{\n"])
  }

  @Test func aTrailingCommaIsLeftToTheDecoder() {
    #expect(records(#"[{"a":1,},{"b":[1,],}]"#) == [#"1:{"a":1,}"#, #"1:{"b":[1,],}"#])
  }

  @Test func overlongRecordsArePassedToTheirEnd() {
    let long = "{\"x\":\"" + String(repeating: "},{\\\"", count: 40) + "\"}"
    #expect(
      records("[\(Self.c),\(long),\(Self.c)]", limit: 60)
        == ["1:" + Self.c, "1!long", "1:" + Self.c])
    #expect(records("\(long)\n\(Self.c)\n", limit: 60) == ["1!long", "2:" + Self.c])
  }

  @Test func nestingHasALimit() {
    func nested(_ n: Int) -> String {
      String(repeating: "{\"a\":", count: n) + "1" + String(repeating: "}", count: n)
    }
    #expect(records(nested(64)).count == 1)
    #expect(records(nested(65)).first == "1!damaged")
    #expect(records(nested(65) + "\n" + Self.c).last == "2:" + Self.c)
  }

  @Test(arguments: [
    "[\(a),\n \(b),\(c)]", #"{"results":[\#(a),\#(b)],"paging":{"next":{"after":1}}}"# + "\n" + c,
    "\(a)\n\(b)\n\(c)\n", #"{"n":1,"hits":{"hits":[\#(a),\#(b)],"x":[{"no":1}]},"y":{"no":2}}"# + c,
  ])
  func readingCanGoOnBehindAnyRecord(_ text: String) {
    let bytes = Array(text.utf8)
    var ends: [Int] = []
    let whole = records(bytes) { ends.append($0) }.map { $0.drop { $0 != ":" } }
    #expect(whole.count == 3)
    for (i, end) in ends.enumerated() {
      let rest = records(bytes, from: end).map { $0.drop { $0 != ":" } }
      #expect(rest == Array(whole[(i + 1)...]), "behind record \(i)")
    }
  }

  @Test func anyBytesAreFramedTheSameInAnyPieces() {
    var random = SeededRandom(7)
    let words = [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", " ", "{\"a\":", "1", "\"records\":[", "},{\"",
      "\"data\":{", "null", "x", "{\"b\":2}", "\n{", "  ",
    ]
    for _ in 0..<600 {
      var text = ""
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        text += words[Int.random(in: 0..<words.count, using: &random)]
      }
      let bytes = Array(text.utf8)
      let whole = records(bytes, limit: 40)
      for piece in [1, 3, 7] {
        #expect(records(bytes, piece: piece, limit: 40) == whole, "\(piece): \(text)")
      }
    }
  }

  @Test func everyTruncationEnds() {
    let text = #"{"n":1,"hits":{"hits":[\#(Self.a),\#(Self.b)],"x":[{"no":1}]},"y":{"no":2}}"#
    let bytes = Array(text.utf8)
    for count in 0...bytes.count {
      let found = records(Array(bytes[..<count]))
      #expect(found.count <= 3)
    }
  }

  @Test func damageIsPassedInTimeThatGrowsWithItsLengthOnly() {
    // Each `},{"` could start a record that goes wrong only at the very end.
    let bytes = Array((String(repeating: "},{\"a\":[1,\"", count: 60_000) + "\n" + Self.c).utf8)
    #expect(records(bytes, piece: 64 << 10).last?.hasSuffix(Self.c) == true)
  }
}
