import Testing

@testable import LogFormats

@Suite struct ByteMarksTests {
  @Test("finds each place of the byte, at every length and start")
  func finds() {
    var dice = SeededRandom(1)
    for length in 64..<220 {
      let bytes = (0..<length).map { _ in dice.next() % 5 == 0 ? UInt8(0x22) : 0x61 }
      bytes.withUnsafeBytes { raw in
        guard let base = raw.baseAddress else { return }
        for start in [0, 1, 17, 63, length / 2, length - 1] {
          var marks = ByteMarks(of: 0x22, in: base, from: start, to: length)
          var found: [Int] = []
          while marks.find() { found.append(marks.take()) }
          #expect(found == (start..<length).filter { bytes[$0] == 0x22 })
        }
      }
    }
  }
}
