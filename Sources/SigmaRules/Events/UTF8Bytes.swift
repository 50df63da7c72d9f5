/// UTF-8 without `String`.
enum UTF8Bytes {
  /// Appends the bytes of a scalar.
  static func append(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
    let v = scalar.value
    if v < 0x80 {
      out.append(UInt8(truncatingIfNeeded: v))
    } else if v < 0x800 {
      out.append(UInt8(truncatingIfNeeded: 0xC0 | v >> 6))
      out.append(UInt8(truncatingIfNeeded: 0x80 | v & 0x3F))
    } else if v < 0x10000 {
      out.append(UInt8(truncatingIfNeeded: 0xE0 | v >> 12))
      out.append(UInt8(truncatingIfNeeded: 0x80 | v >> 6 & 0x3F))
      out.append(UInt8(truncatingIfNeeded: 0x80 | v & 0x3F))
    } else {
      out.append(UInt8(truncatingIfNeeded: 0xF0 | v >> 18))
      out.append(UInt8(truncatingIfNeeded: 0x80 | v >> 12 & 0x3F))
      out.append(UInt8(truncatingIfNeeded: 0x80 | v >> 6 & 0x3F))
      out.append(UInt8(truncatingIfNeeded: 0x80 | v & 0x3F))
    }
  }

  /// The scalar at `i` and its length; nil where the bytes aren't UTF-8.
  @inline(__always)
  static func decode(_ b: UnsafeRawBufferPointer, _ i: Int) -> (value: UInt32, length: Int)? {
    let lead = b[i]
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC2, lead < 0xF5, i + length <= b.count else { return nil }
    var value = UInt32(lead) & (0xFF >> UInt32(length + 1))
    for n in 1..<length {
      guard b[i + n] & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(b[i + n] & 0x3F)
    }
    let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    guard value >= least, value < 0x110000, value & 0xFFFF_F800 != 0xD800 else { return nil }
    return (value, length)
  }
}
