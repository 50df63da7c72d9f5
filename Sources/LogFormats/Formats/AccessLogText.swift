/// Undoes the escapes of access logs: `\"` and `\\` of Apache, `\x22` of nginx, C-style controls.
enum AccessLogText {
  /// True when there is something to undo.
  @inline(__always)
  static func isNeeded(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let base = text.baseAddress else { return false }
    return ByteScan.find(0x5C, in: base, from: 0, to: text.count) < text.count
  }

  /// Writes the plain form and returns its length; output without room is cut.
  static func unescape(
    _ text: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer
  ) -> Int {
    var i = 0
    var n = 0
    while i < text.count, n < out.count {
      guard text[i] == 0x5C, i &+ 1 < text.count else {
        out[n] = text[i]
        n &+= 1
        i &+= 1
        continue
      }
      if text[i &+ 1] == 0x78, i &+ 3 < text.count, let high = text[i &+ 2].hexValue,
        let low = text[i &+ 3].hexValue
      {
        out[n] = high << 4 | low
        i &+= 4
      } else {
        switch text[i &+ 1] {
        case 0x6E: out[n] = 0x0A
        case 0x72: out[n] = 0x0D
        case 0x74: out[n] = 0x09
        case 0x62: out[n] = 0x08
        case 0x76: out[n] = 0x0B
        case 0x66: out[n] = 0x0C
        default: out[n] = text[i &+ 1]
        }
        i &+= 2
      }
      n &+= 1
    }
    return n
  }
}
