/// Decodes single characters out of bytes that may be anything.
enum UTF8Scalar {
  /// The scalar at `i` and its bytes; a byte outside valid UTF-8 is `ScalarSet.invalid`, alone.
  @inline(__always)
  static func decode(
    _ bytes: UnsafeRawBufferPointer, at i: Int
  ) -> (scalar: UInt32, length: Int) {
    let first = UInt32(bytes[i])
    if first < 0x80 { return (first, 1) }
    let length: Int
    var scalar: UInt32
    let least: UInt32
    switch first {
    case 0xC2...0xDF: (length, scalar, least) = (2, first & 0x1F, 0x80)
    case 0xE0...0xEF: (length, scalar, least) = (3, first & 0x0F, 0x800)
    case 0xF0...0xF4: (length, scalar, least) = (4, first & 0x07, 0x10000)
    default: return (ScalarSet.invalid, 1)
    }
    guard i + length <= bytes.count else { return (ScalarSet.invalid, 1) }
    for n in 1..<length {
      let byte = UInt32(bytes[i + n])
      guard byte & 0xC0 == 0x80 else { return (ScalarSet.invalid, 1) }
      scalar = scalar << 6 | byte & 0x3F
    }
    guard scalar >= least, scalar <= 0x10FFFF, !(0xD800...0xDFFF).contains(scalar) else {
      return (ScalarSet.invalid, 1)
    }
    return (scalar, length)
  }

  /// Where the character that ends before `i` begins; `i` must be above 0.
  static func start(_ bytes: UnsafeRawBufferPointer, before i: Int) -> Int {
    var start = i - 1
    while start > 0, i - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return decode(bytes, at: start).length == i - start ? start : i - 1
  }
}
