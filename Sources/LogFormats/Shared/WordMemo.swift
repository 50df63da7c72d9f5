import SecurityModel

/// Remembers what words were found to mean, by their symbols; a direct-mapped cache of fixed size.
///
/// For words that take a search through a vocabulary: a log has few of them, over and over.
final class WordMemo {
  private static let capacity = 512

  private let slots: UnsafeMutablePointer<(symbol: UInt32, meaning: UInt8)>

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: (0, 0), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// The meaning of the word that `symbol` stands for; `read` finds it out the first time.
  @inline(__always)
  func meaning(of symbol: Symbol, _ read: () -> UInt8) -> UInt8 {
    // Of the texts that the table had no room for nothing is known.
    if symbol.isNone || symbol == .overflow { return read() }
    let slot = slots + Int(truncatingIfNeeded: symbol.index & UInt32(Self.capacity - 1))
    if slot.pointee.symbol == symbol.index { return slot.pointee.meaning }
    let meaning = read()
    slot.pointee = (symbol.index, meaning)
    return meaning
  }
}
