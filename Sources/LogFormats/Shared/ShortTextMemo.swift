import SecurityModel

/// Remembers the symbols of short texts, such as object names: a log has few of them, over and over.
///
/// A direct-mapped cache of fixed size. Texts of up to sixteen bytes are kept whole, in two words,
/// so that being found means being equal.
final class ShortTextMemo {
  private static let capacity = 512

  /// What is known of a text.
  struct Reading {
    var symbol = Symbol.none
    /// Whether it holds control or bidi characters.
    var isHostile = false
  }

  /// A text as two words that overlap unless it has sixteen bytes, and its length.
  private struct Key: Equatable {
    var head: UInt64 = 0
    var tail: UInt64 = 0
    var length = 0

    var slot: Int {
      let mixed = (head ^ tail &* 0x9E37_79B9_7F4A_7C15) &* 0xFF51_AFD7_ED55_8CCD
      return Int(truncatingIfNeeded: mixed >> 55)
    }
  }

  private let slots: UnsafeMutablePointer<(key: Key, reading: Reading)>

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: (Key(), Reading()), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// What is known of `text`; `read` finds it out the first time, or gives nothing when the text
  /// isn't one to be remembered.
  @inline(__always)
  func reading(
    of text: UnsafeRawBufferPointer, _ read: () -> Reading?
  ) -> Reading? {
    guard let key = Self.key(text) else { return read() }
    let slot = slots + key.slot
    if slot.pointee.key == key { return slot.pointee.reading }
    let reading = read()
    if let reading { slot.pointee = (key, reading) }
    return reading
  }

  /// The key of a text of four to sixteen bytes.
  @inline(__always)
  private static func key(_ text: UnsafeRawBufferPointer) -> Key? {
    let n = text.count
    if n >= 8, n <= 16 {
      return Key(
        head: text.loadUnaligned(as: UInt64.self),
        tail: text.loadUnaligned(fromByteOffset: n &- 8, as: UInt64.self), length: n)
    }
    guard n >= 4, n < 8 else { return nil }
    return Key(
      head: UInt64(text.loadUnaligned(as: UInt32.self)),
      tail: UInt64(text.loadUnaligned(fromByteOffset: n &- 4, as: UInt32.self)), length: n)
  }
}
