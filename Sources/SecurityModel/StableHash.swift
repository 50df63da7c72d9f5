/// 64-bit hashes that are the same in every process and on every machine.
///
/// `Hasher` is seeded per process, so nothing that is stored or compared across runs may use it.
/// The bulk function reads eight bytes a step and folds a 64x64→128 bit product (the wyhash
/// idea); it is not cryptographic. Secrets go through `KeyedHash`.
public enum StableHash {
  /// Finalises a 64-bit value so that every input bit reaches every output bit (SplitMix64).
  @inlinable
  public static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Combines two hashes; the order matters.
  @inlinable
  public static func combine(_ a: UInt64, _ b: UInt64) -> UInt64 {
    mix(a &* 0xFF51_AFD7_ED55_8CCD ^ b)
  }

  /// Hash of a run of bytes.
  @inlinable
  public static func bytes(_ b: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var state = seed ^ 0xA076_1D64_78BD_642F
    var i = 0
    let n = b.count
    while i &+ 8 <= n {
      let word = b.loadUnaligned(fromByteOffset: i, as: UInt64.self).littleEndian
      state = fold(state ^ word, 0xE703_7ED1_A0B4_28DB)
      i &+= 8
    }
    var tail: UInt64 = 0
    if n >= 8 {
      // The last eight bytes, shifted so that only those behind `i` are left.
      let rest = n &- i
      if rest > 0 {
        let word = b.loadUnaligned(fromByteOffset: n &- 8, as: UInt64.self).littleEndian
        tail = word >> (64 &- 8 &* UInt64(truncatingIfNeeded: rest))
      }
    } else {
      var shift: UInt64 = 0
      while i < n {
        tail |= UInt64(b[i]) << shift
        shift &+= 8
        i &+= 1
      }
    }
    return fold(state ^ tail, 0x8EBC_6AF0_9C88_C6E3 ^ UInt64(truncatingIfNeeded: n))
  }

  /// Hash of the UTF-8 form of `text`.
  public static func string(_ text: String, seed: UInt64 = 0) -> UInt64 {
    var copy = text
    return copy.withUTF8 { bytes(UnsafeRawBufferPointer($0), seed: seed) }
  }

  @inlinable
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
