import SecurityModel

/// Remembers the symbol of the last text of a column that rarely changes.
struct LastText {
  private var bytes: InlineArray<32, UInt8> = .init(repeating: 0)
  private var length = 0
  private var symbol = Symbol.none
  /// Whether the last text held control or bidi characters.
  private(set) var isHostile = false

  /// The symbol of `text`.
  @inline(__always)
  mutating func symbol(of text: UnsafeRawBufferPointer, in context: DecodeContext) -> Symbol {
    if text.isEmpty {
      // Matches nothing from here on, so that `isHostile` is about this text.
      length = 0
      isHostile = false
      return .none
    }
    if text.count == length, equals(text) { return symbol }
    return intern(text, context)
  }

  @inline(__always)
  private func equals(_ text: UnsafeRawBufferPointer) -> Bool {
    withUnsafeBytes(of: bytes) { stored in
      let n = text.count
      var i = 0
      while i &+ 8 <= n {
        if stored.loadUnaligned(fromByteOffset: i, as: UInt64.self)
          != text.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        {
          return false
        }
        i &+= 8
      }
      if n >= 8 {
        // The rest together with bytes that were compared already.
        return stored.loadUnaligned(fromByteOffset: n &- 8, as: UInt64.self)
          == text.loadUnaligned(fromByteOffset: n &- 8, as: UInt64.self)
      }
      while i < n {
        if stored[i] != text[i] { return false }
        i &+= 1
      }
      return true
    }
  }

  private mutating func intern(
    _ text: UnsafeRawBufferPointer, _ context: DecodeContext
  ) -> Symbol {
    let new = context.symbol(text)
    isHostile = HostileText.isPresent(in: text)
    // Longer texts aren't remembered; a length of 0 matches nothing.
    length = text.count <= 32 ? text.count : 0
    for i in 0..<length { bytes[i] = text[i] }
    symbol = new
    return new
  }
}
