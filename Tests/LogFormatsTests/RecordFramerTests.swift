import LogFormats
import Testing

/// Frames of `text`, given to the framer in pieces of `piece` bytes.
private func frames(
  _ bytes: [UInt8], _ framing: Framing = .quotedLines, piece: Int = .max, limit: Int = 1 << 20
) -> [String] {
  var framer = RecordFramer(framing, limit: limit)
  var out: [String] = []
  var buffer: [UInt8] = []
  var given = 0
  var at = 0
  while true {
    let frame = buffer.withUnsafeBytes {
      framer.next(in: $0, from: at, atEnd: given == bytes.count)
    }
    #expect(frame.next >= at && frame.next <= buffer.count)
    at = frame.next
    switch frame.kind {
    case .record:
      out.append(
        "\(frame.lines):" + String(decoding: buffer[frame.start..<frame.end], as: UTF8.self))
    case .brokenQuote: out.append("\(frame.lines)!quote")
    case .tooLong: out.append("\(frame.lines)!long")
    case .damaged: out.append("\(frame.lines)!damaged")
    case .needMore:
      if given == bytes.count {
        #expect(at == buffer.count)
        return out
      }
      // Move the rest to the front, as a real buffer would.
      buffer.removeSubrange(0..<at)
      at = 0
      let n = min(piece, bytes.count - given)
      buffer += bytes[given..<given + n]
      given += n
    }
  }
}

private func frames(
  _ text: String, _ framing: Framing = .quotedLines, limit: Int = 1 << 20
) -> [String] {
  let bytes = Array(text.utf8)
  let whole = frames(bytes, framing, limit: limit)
  for piece in [1, 2, 3, 7, 8, 9, 16] {
    #expect(frames(bytes, framing, piece: piece, limit: limit) == whole, "pieces of \(piece)")
  }
  return whole
}

@Suite struct RecordFramerTests {
  @Test func linesEndWithEitherLineEndAndTheLastMayHaveNone() {
    #expect(frames("a\nb\r\n\nc", .lines) == ["1:a", "1:b", "1:", "1:c"])
    #expect(frames("a\n", .lines) == ["1:a"])
    #expect(frames("", .lines).isEmpty)
  }

  @Test func anUnfinishedLastLineWaitsUntilTheEndIsKnown() {
    for framing in [Framing.lines, .quotedLines] {
      var framer = RecordFramer(framing)
      Array("one\ntwo".utf8).withUnsafeBytes { bytes in
        #expect(framer.next(in: bytes, from: 0, atEnd: false).kind == .record)
        let waiting = framer.next(in: bytes, from: 4, atEnd: false)
        #expect(waiting.kind == .needMore && waiting.next == 4)
        let last = framer.next(in: bytes, from: 4, atEnd: true)
        #expect(last.kind == .record && last.end == 7)
      }
    }
  }

  @Test func quotedLineEndsBelongToTheRecord() {
    #expect(
      frames("\"a\",\"b\nc\r\nd\"\r\n\"e\",\"f\"\n")
        == ["3:\"a\",\"b\nc\r\nd\"", "1:\"e\",\"f\""])
    #expect(frames("\"a \"\"x\"\"\n\",\"b\"\n") == ["2:\"a \"\"x\"\"\n\",\"b\""])
  }

  @Test func byteOrderMarksAndHolesAreTakenOff() {
    #expect(frames("\u{FEFF}a\n\u{FEFF}b\n\0\0\0c\n") == ["1:a", "1:b", "1:c"])
    #expect(frames("\0\0\0\0\0\0\0\0\0\0\n", .lines) == ["1:"])
  }

  @Test func aBrokenQuoteCostsItsLineWhereRowsStartWithQuotes() {
    #expect(
      frames("\"A\",\"x\n\"B\",\"y\"\n\"C\",\"z\"\n")
        == ["1!quote", "1:\"B\",\"y\"", "1:\"C\",\"z\""])
    #expect(frames("\"A\",\"\n\"B\",\"y\"\n") == ["1!quote", "1:\"B\",\"y\""])
  }

  @Test func aBrokenQuoteCostsItsLineWhereRowsAreUnquoted() {
    #expect(
      frames("A,\"x\nB,y\nC,\"z\"\nD,w\n")
        == ["1!quote", "1:B,y", "1:C,\"z\"", "1:D,w"])
    #expect(frames("A,x\"y\nB,y\nC,z\n") == ["1!quote", "1:B,y", "1:C,z"])
  }

  @Test func whatSpreadsheetsWriteBeforeTheHeaderIsNoRecord() {
    #expect(frames("\u{FEFF}sep=;\nA;B\n1;2\n") == ["1:", "1:A;B", "1:1;2"])
    #expect(frames("#TYPE System.Object\r\n\"A\"\r\n") == ["1:", "1:\"A\""])
    #expect(frames("sep=;\n", .lines) == ["1:sep=;"])
  }

  @Test func textOfAFieldCannotForgeARecord() {
    let field = "x\n\"\"RestApi\"\",\"\"2025\"\"\nRestApi,2025\n"
    #expect(frames("\"A\",\"\(field)\"\n\"B\",\"y\"\n").count == 2)
  }

  @Test func overlongRecordsAreSkippedUpToTheNextLineEnd() {
    let long = String(repeating: "x", count: 50)
    #expect(frames("a\n\(long)\nb\n", .lines, limit: 20) == ["1:a", "1!long", "1:b"])
    #expect(frames("a\n\(long)\nb\n", limit: 20) == ["1:a", "1!long", "1:b"])
    #expect(frames("a\n\(long)", .lines, limit: 20) == ["1:a", "1!long"])
    #expect(frames("a\n\"\(long)\nb\"\nc\n", limit: 20) == ["1:a", "1!long", "1!quote", "1:c"])
    let exact = String(repeating: "x", count: 20)
    #expect(frames("\(exact)\n\(exact)y\n", .lines, limit: 20) == ["1:\(exact)", "1!long"])
  }

  @Test func aFiveMegabyteLineNeedsNoMemoryOfItsOwn() {
    var bytes = [UInt8](repeating: 0x78, count: 5 << 20)
    bytes[100] = 0x22
    bytes += Array("\ngood\n".utf8)
    #expect(frames(bytes, piece: 64 << 10) == ["1!long", "1:good"])
  }

  @Test func anyBytesAreFramedTheSameInAnyPieces() {
    var state = SeededRandom(42)
    let alphabet = Array("\"\"\"\n\n,,;a\r\0\u{FEFF}".utf8)
    for _ in 0..<400 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...120, using: &state) {
        bytes.append(alphabet[Int.random(in: 0..<alphabet.count, using: &state)])
      }
      for framing in [Framing.lines, .quotedLines] {
        let whole = frames(bytes, framing, limit: 40)
        for piece in [1, 5, 13] {
          #expect(frames(bytes, framing, piece: piece, limit: 40) == whole)
        }
      }
    }
  }
}
