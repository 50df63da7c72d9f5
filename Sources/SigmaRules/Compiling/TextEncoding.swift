/// The encodings that modifiers apply to values.
enum TextEncoding {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Base64 with padding (RFC 4648).
  static func base64(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let rest = bytes.count - i
      let word =
        UInt32(bytes[i]) << 16 | (rest > 1 ? UInt32(bytes[i + 1]) << 8 : 0)
        | (rest > 2 ? UInt32(bytes[i + 2]) : 0)
      for k in 0..<4 {
        out.append(
          k <= rest ? alphabet[Int(word >> UInt32(18 - 6 * k) & 63)] : 0x3D)
      }
      i += 3
    }
    return out
  }

  /// The part of the base64 form that doesn't depend on the neighbours, when `bytes` begin at a
  /// multiple of three, one behind it and two behind it.
  static func base64Offsets(_ bytes: [UInt8]) -> [[UInt8]] {
    (0..<3).map { shift in
      let encoded = base64([UInt8](repeating: 0x20, count: shift) + bytes)
      // The first characters hold bits of what is before, the last ones of what is behind.
      let start = [0, 2, 3][shift]
      let end = encoded.count - [0, 3, 2][(bytes.count + shift) % 3]
      return start < end ? Array(encoded[start..<end]) : []
    }
  }

  /// The UTF-16 form of UTF-8 bytes.
  static func utf16(_ bytes: [UInt8], bigEndian: Bool, mark: Bool = false) -> [UInt8] {
    var units = Array(String(decoding: bytes, as: UTF8.self).utf16)
    if mark { units.insert(0xFEFF, at: 0) }
    return units.flatMap { unit in
      let high = UInt8(unit >> 8)
      let low = UInt8(unit & 0xFF)
      return bigEndian ? [high, low] : [low, high]
    }
  }
}
