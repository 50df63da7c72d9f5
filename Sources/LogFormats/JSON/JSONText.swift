/// Turns the inside of a JSON string into plain text.
enum JSONText {
  /// Writes the unescaped form of `bytes`, which `JSONScanner` has checked, and returns its
  /// length. Half surrogate pairs become U+FFFD; output without room is cut.
  static func unescape(
    _ bytes: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer
  ) -> Int {
    var i = 0
    var n = 0
    while i < bytes.count, n &+ 4 <= out.count {
      let c = bytes[i]
      guard c == 0x5C, i &+ 1 < bytes.count else {
        out[n] = c
        n &+= 1
        i &+= 1
        continue
      }
      let kind = bytes[i &+ 1]
      i &+= 2
      switch kind {
      case 0x62: out[n] = 0x08
      case 0x66: out[n] = 0x0C
      case 0x6E: out[n] = 0x0A
      case 0x72: out[n] = 0x0D
      case 0x74: out[n] = 0x09
      case 0x75:
        let scalar = unicode(bytes, &i)
        n &+= write(scalar, to: out, at: n)
        continue
      default: out[n] = kind
      }
      n &+= 1
    }
    return n
  }

  /// The scalar whose four digits are at `i`, and of a pair its other half too.
  private static func unicode(_ bytes: UnsafeRawBufferPointer, _ i: inout Int) -> UInt32 {
    guard let unit = hexUnit(bytes, i) else {
      i = bytes.count
      return 0xFFFD
    }
    i &+= 4
    guard unit >= 0xD800, unit < 0xE000 else { return unit }
    guard unit < 0xDC00, i &+ 6 <= bytes.count, bytes[i] == 0x5C, bytes[i &+ 1] == 0x75,
      let low = hexUnit(bytes, i &+ 2), low >= 0xDC00, low < 0xE000
    else { return 0xFFFD }
    i &+= 6
    return 0x10000 &+ (unit &- 0xD800) << 10 &+ (low &- 0xDC00)
  }

  private static func hexUnit(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt32? {
    guard start &+ 4 <= bytes.count else { return nil }
    var unit: UInt32 = 0
    for k in 0..<4 {
      guard let digit = bytes[start &+ k].hexValue else { return nil }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }

  /// Writes a scalar as UTF-8 where four bytes are free; returns its length.
  static func write(
    _ scalar: UInt32, to out: UnsafeMutableRawBufferPointer, at n: Int
  ) -> Int {
    if scalar < 0x80 {
      out[n] = UInt8(truncatingIfNeeded: scalar)
      return 1
    }
    if scalar < 0x800 {
      out[n] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      out[n &+ 1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 2
    }
    if scalar < 0x10000 {
      out[n] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      out[n &+ 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
      out[n &+ 2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 3
    }
    out[n] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    out[n &+ 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
    out[n &+ 2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
    out[n &+ 3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return 4
  }
}
