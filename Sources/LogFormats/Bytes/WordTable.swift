/// Looks words up in a small fixed vocabulary: one hash, one comparison, no `String`.
///
/// A word of at most 16 bytes is known entirely by its length and its first and last eight bytes;
/// of a longer one (up to 24) the bytes between are compared as well.
final class WordTable {
  static let longestWord = 24
  /// Number of slots; vocabularies hold at most half as many words.
  private static let slotCount = 256

  private struct Entry {
    var head: UInt64
    var tail: UInt64
    var middle: UInt64
    /// 0 = empty slot.
    var length: Int32
    var value: Int32
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let fold: UInt64

  /// A vocabulary; words longer than `longestWord` can't be in it and are left out.
  /// - Parameter ignoringCase: letters match in either case.
  init(_ words: [(String, Int)], ignoringCase: Bool = false) {
    entries = .allocate(capacity: Self.slotCount)
    entries.initialize(
      repeating: Entry(head: 0, tail: 0, middle: 0, length: 0, value: -1),
      count: Self.slotCount)
    fold = ignoringCase ? 0x2020_2020_2020_2020 : 0
    for (word, value) in words.prefix(Self.slotCount / 2) {
      var copy = word
      copy.withUTF8 { insert(UnsafeRawBufferPointer($0), value) }
    }
  }

  deinit { entries.deallocate() }

  private func insert(_ word: UnsafeRawBufferPointer, _ value: Int) {
    guard word.count > 0, word.count <= Self.longestWord, let base = word.baseAddress else {
      return
    }
    let (head, tail, middle) = parts(base, word.count, readable: word.count)
    var slot = Self.slot(head, tail, word.count)
    while entries[slot].length != 0 { slot = (slot + 1) & (Self.slotCount - 1) }
    entries[slot] = Entry(
      head: head, tail: tail, middle: middle, length: Int32(word.count), value: Int32(value))
  }

  /// The value of the word, or -1.
  @inline(__always)
  func value(of word: UnsafeRawBufferPointer) -> Int {
    guard let base = word.baseAddress else { return -1 }
    return value(base, word.count, readable: word.count)
  }

  /// The value of the `length` bytes at `base`, or -1.
  /// - Parameter readable: number of bytes at `base` that may be read, at least `length`.
  @inline(__always)
  func value(_ base: UnsafeRawPointer, _ length: Int, readable: Int) -> Int {
    guard length > 0, length <= Self.longestWord else { return -1 }
    let (head, tail, middle) = parts(base, length, readable: readable)
    var slot = Self.slot(head, tail, length)
    while true {
      let entry = entries + slot
      let known = Int(entry.pointee.length)
      if known == 0 { return -1 }
      if known == length, entry.pointee.head == head, entry.pointee.tail == tail,
        entry.pointee.middle == middle
      {
        return Int(entry.pointee.value)
      }
      slot = (slot &+ 1) & (Self.slotCount &- 1)
    }
  }

  @inline(__always)
  private func parts(
    _ base: UnsafeRawPointer, _ length: Int, readable: Int
  ) -> (head: UInt64, tail: UInt64, middle: UInt64) {
    if length <= 8 {
      let word: UInt64
      if readable >= 8 {
        word = ByteScan.word(base, 0) & (UInt64.max >> UInt64(64 &- 8 &* length))
      } else {
        word = ByteScan.tail(base, 0, length)
      }
      return (word | fold, 0, 0)
    }
    let middle = length > 16 ? ByteScan.word(base, 8) | fold : 0
    return (ByteScan.word(base, 0) | fold, ByteScan.word(base, length &- 8) | fold, middle)
  }

  @inline(__always)
  private static func slot(_ head: UInt64, _ tail: UInt64, _ length: Int) -> Int {
    let mixed =
      (head ^ tail &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: length))
      &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: mixed >> 56)
  }
}
