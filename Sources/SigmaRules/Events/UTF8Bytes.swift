/// Writes UTF-8 without `String`; `UTF8Scalar` reads it.
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
}
