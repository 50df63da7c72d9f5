/// Finds bytes 8 (SWAR) or 32 (SIMD) at a time, without any library call.
///
/// Words win where the next hit is near, as in the cells of a row; vectors where it is far, as at
/// the ends of lines. A load may start anywhere; nothing past the end of the given bytes is read.
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

  /// Whether one of three bytes is among the `count` bytes at `base`.
  @inline(__always)
  static func isAny(
    _ a: UInt8, or b: UInt8, or c: UInt8, in base: UnsafeRawPointer, count: Int
  ) -> Bool {
    let (a, b, c) = (repeated(a), repeated(b), repeated(c))
    var i = 0
    while i &+ 8 <= count {
      let word = word(base, i)
      if firstMatch(word, a) | firstMatch(word, b) | firstMatch(word, c) != 0 { return true }
      i &+= 8
    }
    // Zero bytes above the rest match none of them.
    let word = tail(base, i, count &- i)
    return firstMatch(word, a) | firstMatch(word, b) | firstMatch(word, c) != 0
  }

  /// Like `find`, for hits that are usually far away.
  @inline(__always)
  static func findFar(
    _ byte: UInt8, in base: UnsafeRawPointer, from start: Int, to end: Int
  ) -> Int {
    let pattern = SIMD32<UInt8>(repeating: byte)
    var i = start
    while i &+ 32 <= end, !isAny(block(base, i), pattern) { i &+= 32 }
    return find(byte, in: base, from: i, to: end)
  }

  /// The 32 bytes at `offset`.
  @inline(__always)
  static func block(_ base: UnsafeRawPointer, _ offset: Int) -> SIMD32<UInt8> {
    base.loadUnaligned(fromByteOffset: offset, as: SIMD32<UInt8>.self)
  }

  /// 0xFF in every byte of `block` that equals `pattern`, as four words.
  @inline(__always)
  static func matches(_ block: SIMD32<UInt8>, _ pattern: SIMD32<UInt8>) -> SIMD4<UInt64> {
    unsafeBitCast(block .== pattern, to: SIMD4<UInt64>.self)
  }

  /// The 16 bytes at `offset`.
  @inline(__always)
  static func shortBlock(_ base: UnsafeRawPointer, _ offset: Int) -> SIMD16<UInt8> {
    base.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
  }

  /// 0xFF in every byte of `block` that equals `pattern`, as two words, the first one lowest.
  @inline(__always)
  static func matches(_ block: SIMD16<UInt8>, _ pattern: SIMD16<UInt8>) -> SIMD2<UInt64> {
    let mask = unsafeBitCast(block .== pattern, to: SIMD2<UInt64>.self)
    return SIMD2(mask[0].littleEndian, mask[1].littleEndian)
  }

  /// Whether any byte of `block` equals `pattern`.
  @inline(__always)
  static func isAny(_ block: SIMD32<UInt8>, _ pattern: SIMD32<UInt8>) -> Bool {
    let mask = matches(block, pattern)
    return mask[0] | mask[1] | mask[2] | mask[3] != 0
  }
}
