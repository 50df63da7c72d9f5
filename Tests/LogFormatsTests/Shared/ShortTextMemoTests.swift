import SecurityModel
import Testing

@testable import LogFormats

@Suite struct ShortTextMemoTests {
  @Test("gives each text its own symbol, first and second time, whatever its length")
  func own() {
    let symbols = SymbolTable()
    let memo = ShortTextMemo()
    var texts: [String] = []
    for length in 1...20 {
      for variant in 0..<40 {
        texts.append(String("\(variant)abcdefghijklmnopqrstuvw".prefix(length)))
      }
    }
    for text in texts + texts {
      let bytes = Array(text.utf8)
      let reading = bytes.withUnsafeBytes { raw in
        memo.reading(of: raw) { .init(symbol: symbols.intern(raw)) }
      }
      #expect(reading.map { symbols.text(of: $0.symbol) } == text)
    }
  }

  @Test("does not remember what it was told not to")
  func forgets() {
    let memo = ShortTextMemo()
    var asked = 0
    for _ in 0..<3 {
      let reading = Array("Lead;Case".utf8).withUnsafeBytes { raw in
        memo.reading(of: raw) {
          asked += 1
          return nil
        }
      }
      #expect(reading == nil)
    }
    #expect(asked == 3)
  }
}
