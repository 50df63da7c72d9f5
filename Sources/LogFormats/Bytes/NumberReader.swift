/// Reads whole numbers from text.
enum NumberReader {
  /// The number that `bytes` are, without its fraction; beyond 64 bits the largest one. -1 for a
  /// negative number and for anything that isn't one.
  @inline(__always)
  static func count(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    var value: Int64 = 0
    var i = 0
    // 18 digits can't overflow.
    while i < bytes.count, i < 18, bytes[i].isDigit {
      value = value &* 10 &+ Int64(bytes[i] &- 0x30)
      i &+= 1
    }
    if i == bytes.count { return i == 0 ? -1 : value }
    if i > 0, bytes[i] == 0x2E, bytes.cut(from: i &+ 1).isDigits { return value }
    return rare(bytes)
  }

  @inline(never)
  private static func rare(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    guard bytes.count <= 400, let first = bytes.first, first.isDigit,
      let number = Double(String(decoding: bytes, as: UTF8.self)), number.isFinite
    else { return isAllDigits(bytes) ? .max : -1 }
    if isAllDigits(bytes) {
      return Int64(String(decoding: bytes, as: UTF8.self)) ?? .max
    }
    return number >= 9.2e18 ? .max : Int64(number)
  }

  private static func isAllDigits(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.isDigits }
}
