/// Finds bytes eight at a time in plain 64-bit words (SWAR), without any library call.
///
/// A load may start anywhere; nothing past the end of the given bytes is read.
enum ByteScan {
  static let lows: UInt64 = 0x0101_0101_0101_0101
  static let highs: UInt64 = 0x8080_8080_8080_8080

  /// 0x80 in every byte of `word` that equals the byte repeated in `pattern`, 0 elsewhere. Exact.
  @inline(__always)
  static func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let x = word ^ pattern
    return ~(((x & ~highs) &+ ~highs) | x | ~highs)
  }

  /// Like `matches`, one step cheaper; only the lowest set bit is reliable.
  @inline(__always)
  static func firstMatch(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let x = word ^ pattern
    return (x &- lows) & ~x & highs
  }

  /// The byte in all eight places of a word.
  @inline(__always)
  static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* lows }

  /// Whether an odd number of bytes is marked (0x80) in `mask`.
  @inline(__always)
  static func isOdd(_ mask: UInt64) -> Bool { ((mask >> 7) &* lows) >> 56 & 1 != 0 }

  /// Eight bytes at `offset`, the first one lowest.
  @inline(__always)
  static func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    base.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
  }

  /// The `count` (0...7) bytes at `offset`, the first one lowest, zeros above.
  @inline(__always)
  static func tail(_ base: UnsafeRawPointer, _ offset: Int, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    for i in 0..<count {
      word |= UInt64(base.load(fromByteOffset: offset &+ i, as: UInt8.self)) << UInt64(8 &* i)
    }
    return word
  }

  /// Offset of the first `byte` at or after `start`, or `end` when there is none.
  @inline(__always)
  static func find(
    _ byte: UInt8, in base: UnsafeRawPointer, from start: Int, to end: Int
  ) -> Int {
    let pattern = repeated(byte)
    var i = start
    while i &+ 8 <= end {
      let mask = firstMatch(word(base, i), pattern)
      if mask != 0 { return i &+ mask.trailingZeroBitCount >> 3 }
      i &+= 8
    }
    while i < end {
      if base.load(fromByteOffset: i, as: UInt8.self) == byte { return i }
      i &+= 1
    }
    return end
  }
}
