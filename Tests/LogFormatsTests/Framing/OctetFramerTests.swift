import LogFormats
import Testing

@Suite struct OctetFramerTests {
  private func frames(_ text: String, piece: Int, limit: Int = 1 << 20) -> [String] {
    let bytes = Array(text.utf8)
    var framer = RecordFramer(.octets, limit: limit)
    var out: [String] = []
    var buffer: [UInt8] = []
    var given = 0
    var at = 0
    while true {
      let frame = buffer.withUnsafeBytes {
        framer.next(in: $0, from: at, atEnd: given == bytes.count)
      }
      at = frame.next
      switch frame.kind {
      case .record where frame.start < frame.end:
        out.append(String(decoding: buffer[frame.start..<frame.end], as: UTF8.self))
      case .record: break
      case .needMore:
        if given == bytes.count, at == buffer.count { return out }
        if given < bytes.count {
          buffer.removeSubrange(0..<at)
          at = 0
          let n = min(piece, bytes.count - given)
          buffer += bytes[given..<given + n]
          given += n
        }
      default: out.append("!\(frame.kind)")
      }
    }
  }

  private func frames(_ text: String, limit: Int = 1 << 20) -> [String] {
    let whole = frames(text, piece: .max, limit: limit)
    for piece in [1, 2, 3, 7] {
      #expect(frames(text, piece: piece, limit: limit) == whole, "pieces of \(piece)")
    }
    return whole
  }

  @Test func messagesAreAsLongAsTheySay() {
    #expect(frames("8 <1>hello9 <1>a\nb c88 <2>world") == ["<1>hello", "<1>a\nb c8", "<2>world"])
  }

  @Test func lineEndsBetweenMessagesAreNobodys() {
    #expect(frames("9 <1>hello\n\n6 <1>abc\n") == ["<1>hello", "<1>abc"])
  }

  @Test func aSenderThatCountsNothingIsReadByLines() {
    #expect(frames("<1>hello\n7 <1>abcd<2>x y\n") == ["<1>hello", "<1>abcd", "<2>x y"])
  }

  @Test func aCutMessageIsAFailure() {
    #expect(frames("8 <1>hello20 <1>ab") == ["<1>hello", "!damaged"])
  }

  @Test func aMessageOverTheLimitIsPassed() {
    let long = "<1>" + String(repeating: "x", count: 97)
    #expect(frames("100 \(long)6 <1>abc", limit: 50) == ["!tooLong", "<1>abc"])
  }
}
