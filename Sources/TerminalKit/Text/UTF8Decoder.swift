/// Decodes UTF-8 by hand: overlong forms, surrogates and truncated sequences are refused.
enum UTF8Decoder {
  /// One step of decoding.
  enum Step: Equatable {
    /// A code point and how many bytes it took.
    case scalar(UInt32, length: Int)
    /// A byte that starts no valid sequence.
    case invalid(UInt8)
  }

  /// Decodes at `index`, which must lie inside `bytes`. Table 3-7 of the Unicode Standard.
  static func step(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Step {
    let first = bytes[index]
    if first < 0x80 { return .scalar(UInt32(first), length: 1) }
    let length: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    var value: UInt32
    switch first {
    case 0xC2...0xDF:
      length = 2
      value = UInt32(first & 0x1F)
    case 0xE0...0xEF:
      length = 3
      value = UInt32(first & 0x0F)
      if first == 0xE0 { low = 0xA0 }
      if first == 0xED { high = 0x9F }
    case 0xF0...0xF4:
      length = 4
      value = UInt32(first & 0x07)
      if first == 0xF0 { low = 0x90 }
      if first == 0xF4 { high = 0x8F }
    default:
      return .invalid(first)
    }
    guard index + length <= bytes.count else { return .invalid(first) }
    for offset in 1..<length {
      let byte = bytes[index + offset]
      guard byte >= low, byte <= high else { return .invalid(first) }
      value = value << 6 | UInt32(byte & 0x3F)
      low = 0x80
      high = 0xBF
    }
    return .scalar(value, length: length)
  }
}
