import SecurityModel

/// A stable hash for long runs of bytes, four lanes wide.
///
/// The same construction as `StableHash.bytes` with four independent states, because one chain of
/// multiplications is slower than memory. Its values differ from those of `StableHash`.
enum WideHash {
  private static let factor: UInt64 = 0xE703_7ED1_A0B4_28DB

  /// The hash of `b`; never 0.
  static func bytes(_ b: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    guard let base = b.baseAddress, b.count >= 32 else {
      return StableHash.bytes(b, seed: seed) | 1
    }
    var s0 = seed ^ 0xA076_1D64_78BD_642F
    var s1 = seed ^ 0x8EBC_6AF0_9C88_C6E3
    var s2 = seed ^ 0x5899_65CC_7537_4CC3
    var s3 = seed ^ 0x1D8E_4E27_C47D_124F
    var i = 0
    let n = b.count
    while i &+ 32 <= n {
      s0 = fold(s0 ^ ByteScan.word(base, i))
      s1 = fold(s1 ^ ByteScan.word(base, i &+ 8))
      s2 = fold(s2 ^ ByteScan.word(base, i &+ 16))
      s3 = fold(s3 ^ ByteScan.word(base, i &+ 24))
      i &+= 32
    }
    let tail = UnsafeRawBufferPointer(rebasing: b[(n &- 32)...])
    let mixed = StableHash.combine(StableHash.combine(s0, s1), StableHash.combine(s2, s3))
    return StableHash.bytes(tail, seed: mixed ^ UInt64(truncatingIfNeeded: n)) | 1
  }

  @inline(__always)
  private static func fold(_ a: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: factor)
    // The sum keeps a state of zero from swallowing what follows.
    return (product.high ^ product.low) &+ 0x9E37_79B9_7F4A_7C15
  }
}
