/// Decodes percent-encoding from bytes to bytes.
enum PercentDecoder {
  /// True when decoding would change something.
  @inline(__always)
  static func isNeeded(_ bytes: UnsafeRawBufferPointer, plusIsBlank: Bool) -> Bool {
    for byte in bytes where byte == 0x25 || (plusIsBlank && byte == 0x2B) { return true }
    return false
  }

  /// Writes the decoded form of `bytes` to `out` and returns its length.
  ///
  /// A `%` that two hexadecimal digits don't follow stays as it is. Output that `out` has no room
  /// for is cut. `out` may be the same memory as `bytes`: decoding never runs ahead of reading.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, plusIsBlank: Bool, into out: UnsafeMutableRawBufferPointer
  ) -> Int {
    var i = 0
    var n = 0
    while i < bytes.count, n < out.count {
      let byte = bytes[i]
      if byte == 0x25, i &+ 2 < bytes.count, let high = bytes[i &+ 1].hexValue,
        let low = bytes[i &+ 2].hexValue
      {
        out[n] = high << 4 | low
        i &+= 3
      } else {
        out[n] = byte == 0x2B && plusIsBlank ? 0x20 : byte
        i &+= 1
      }
      n &+= 1
    }
    return n
  }
}
