/// SipHash-2-4 with a key of the store: what a secret becomes before anything else sees it.
///
/// Session ids, tokens and passwords are replaced by this value while decoding, so that reuse of
/// one secret can be seen without keeping it. The key is random per store, so the values can't
/// be looked up in a table made elsewhere. Algorithm: Aumasson and Bernstein, "SipHash: a fast
/// short-input PRF", 2012.
public struct KeyedHash: Hashable, Sendable {
  public var key0: UInt64
  public var key1: UInt64

  /// A hash function with the given 128-bit key.
  public init(key0: UInt64, key1: UInt64) {
    self.key0 = key0
    self.key1 = key1
  }

  /// The keyed hash of `bytes`; never 0, so that 0 can mean "no secret".
  @inlinable
  public func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var v0 = key0 ^ 0x736F_6D65_7073_6575
    var v1 = key1 ^ 0x646F_7261_6E64_6F6D
    var v2 = key0 ^ 0x6C79_6765_6E65_7261
    var v3 = key1 ^ 0x7465_6462_7974_6573
    var i = 0
    while i &+ 8 <= bytes.count {
      let m = bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self).littleEndian
      v3 ^= m
      Self.round(&v0, &v1, &v2, &v3)
      Self.round(&v0, &v1, &v2, &v3)
      v0 ^= m
      i &+= 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    var shift: UInt64 = 0
    while i < bytes.count {
      last |= UInt64(bytes[i]) << shift
      shift &+= 8
      i &+= 1
    }
    v3 ^= last
    Self.round(&v0, &v1, &v2, &v3)
    Self.round(&v0, &v1, &v2, &v3)
    v0 ^= last
    v2 ^= 0xFF
    for _ in 0..<4 { Self.round(&v0, &v1, &v2, &v3) }
    let result = v0 ^ v1 ^ v2 ^ v3
    return result == 0 ? 1 : result
  }

  @inlinable
  static func round(
    _ v0: inout UInt64, _ v1: inout UInt64, _ v2: inout UInt64, _ v3: inout UInt64
  ) {
    v0 = v0 &+ v1
    v1 = (v1 << 13 | v1 >> 51) ^ v0
    v0 = v0 << 32 | v0 >> 32
    v2 = v2 &+ v3
    v3 = (v3 << 16 | v3 >> 48) ^ v2
    v0 = v0 &+ v3
    v3 = (v3 << 21 | v3 >> 43) ^ v0
    v2 = v2 &+ v1
    v1 = (v1 << 17 | v1 >> 47) ^ v2
    v2 = v2 << 32 | v2 >> 32
  }

  /// How a hashed secret is written: `#` and 16 hexadecimal digits.
  public static func text(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return "#" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
