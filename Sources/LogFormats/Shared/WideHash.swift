import SecurityModel

/// A keyed hash for whole records, made for speed: sixteen bytes a multiplication, two chains.
///
/// Not cryptographic; the key keeps those who write log lines from making two records collide.
struct WideHash {
  private let first: UInt64
  private let second: UInt64

  /// A hash function with a key of its own.
  init(_ key: KeyedHash) {
    first = StableHash.mix(key.key0 ^ 0xA076_1D64_78BD_642F)
    second = StableHash.mix(key.key1 ^ 0xE703_7ED1_A0B4_28DB)
  }

  /// The hash of `b`; never 0.
  func callAsFunction(_ b: UnsafeRawBufferPointer) -> UInt64 {
    let n = b.count
    guard let base = b.baseAddress, n >= 32 else { return StableHash.bytes(b, seed: first) | 1 }
    var s0 = first
    var s1 = second
    var i = 0
    while i &+ 32 <= n {
      s0 = Self.fold(ByteScan.word(base, i) ^ s0, ByteScan.word(base, i &+ 8) ^ second)
      s1 = Self.fold(ByteScan.word(base, i &+ 16) ^ s1, ByteScan.word(base, i &+ 24) ^ first)
      i &+= 32
    }
    // The last 32 bytes, some of them for the second time.
    i = n &- 32
    s0 = Self.fold(ByteScan.word(base, i) ^ s0, ByteScan.word(base, i &+ 8) ^ second)
    s1 = Self.fold(ByteScan.word(base, i &+ 16) ^ s1, ByteScan.word(base, i &+ 24) ^ first)
    return StableHash.combine(s0 ^ UInt64(truncatingIfNeeded: n), s1) | 1
  }

  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
