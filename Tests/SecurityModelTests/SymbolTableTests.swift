import SecurityModel
import Testing

@Suite struct SymbolTableTests {
  @Test func eachTextHasOneSymbolHoweverManyThereAre() {
    let table = SymbolTable()
    let texts = (0..<20_000).map { "text-\($0)-" + String(repeating: "x", count: $0 % 40) }
    let symbols = texts.map { table.intern($0) }
    #expect(Set(symbols).count == texts.count)
    #expect(table.count == texts.count + 2)
    for (text, symbol) in zip(texts, symbols) {
      #expect(table.intern(text) == symbol)
      #expect(table.text(of: symbol) == text)
      #expect(table.hash(of: symbol) == StableHash.string(text))
    }
  }

  @Test func nothingIsTheEmptySymbol() {
    let table = SymbolTable()
    #expect(table.intern("") == .none)
    #expect(table.text(of: .none) == "" && table.hash(of: .none) == 0)
  }

  @Test func aFullTableSaysSo() {
    let few = SymbolTable(maximumCount: 3)
    #expect(few.intern("a") != .overflow)
    #expect(few.intern("b") == .overflow && few.intern("c") == .overflow)
    #expect(few.refused == 2 && few.text(of: .overflow) == "(overflow)")
    #expect(few.text(of: few.intern("a")) == "a")
    let small = SymbolTable(maximumBytes: 20)
    #expect(small.intern("0123456789") != .overflow)
    #expect(small.intern("x") == .overflow)
  }

  @Test func longTextsAreCut() {
    let table = SymbolTable()
    let long = String(repeating: "y", count: 2_000)
    #expect(table.text(of: table.intern(long)).utf8.count == SymbolTable.maximumLength)
    #expect(table.intern(long) == table.intern(long + "z"))
  }

  @Test func hashesKeepTheirValues() {
    // Stored state uses these: a change of the function is a change of the store's format.
    func hash(_ text: String) -> UInt64 { StableHash.string(text) }
    #expect(hash("") == StableHash.string("") && hash("a") != hash("b"))
    for length in 0...40 {
      let bytes = (0..<UInt8(length)).map { $0 &* 37 &+ 1 }
      #expect(bytes.withUnsafeBytes { StableHash.bytes($0) } == reference(bytes), "\(length) bytes")
    }
  }

  /// The definition, byte by byte.
  private func reference(_ bytes: [UInt8]) -> UInt64 {
    func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
      let product = a.multipliedFullWidth(by: b)
      return product.high ^ product.low
    }
    var state: UInt64 = 0xA076_1D64_78BD_642F
    var rest = bytes[...]
    func word(_ part: ArraySlice<UInt8>) -> UInt64 {
      part.enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
    }
    while rest.count >= 8 {
      state = fold(state ^ word(rest.prefix(8)), 0xE703_7ED1_A0B4_28DB)
      rest = rest.dropFirst(8)
    }
    return fold(state ^ word(rest), 0x8EBC_6AF0_9C88_C6E3 ^ UInt64(bytes.count))
  }
}
