/// Decodes single characters out of bytes that may be anything.
enum UTF8Scalar {
  /// The scalar at `i` and its bytes; a byte outside valid UTF-8 is `ScalarSet.invalid`, alone.
  @inline(__always)
  static func decode(
    _ bytes: UnsafeRawBufferPointer, at i: Int
  ) -> (scalar: UInt32, length: Int) {
    let first = bytes[i]
    if first < 0x80 { return (UInt32(first), 1) }
    guard let (scalar, length) = UTF8Bytes.decode(bytes, i) else { return (ScalarSet.invalid, 1) }
    return (scalar, length)
  }

  /// Where the character that ends before `i` begins; `i` must be above 0.
  static func start(_ bytes: UnsafeRawBufferPointer, before i: Int) -> Int {
    var start = i - 1
    while start > 0, i - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return decode(bytes, at: start).length == i - start ? start : i - 1
  }
}
