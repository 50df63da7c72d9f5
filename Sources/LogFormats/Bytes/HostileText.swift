/// Finds characters that have no place in a log field: they move the cursor of a terminal, hide
/// text or reverse its direction.
enum HostileText {
  /// True when `bytes` hold a C0 control other than tab, DEL, or (in UTF-8) a C1 control, a bidi
  /// control, a zero-width character or a line separator.
  static func isPresent(in bytes: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    let n = bytes.count
    // Eight bytes a step: printable ASCII has no byte below 0x20, none above 0x7E.
    while i &+ 8 <= n {
      let word = bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      let ones: UInt64 = 0x0101_0101_0101_0101
      let high: UInt64 = 0x8080_8080_8080_8080
      let below = (word &- ones &* 0x20) & ~word & high
      let above = (word &+ ones) & high | word & high
      if below | above != 0, isPresent(in: bytes, from: i, to: min(i &+ 8, n)) { return true }
      i &+= 8
    }
    return isPresent(in: bytes, from: i, to: n)
  }

  private static func isPresent(
    in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> Bool {
    for i in start..<end {
      let byte = bytes[i]
      if byte < 0x20 ? byte != 0x09 : byte == 0x7F { return true }
      if byte == 0xC2, i &+ 1 < bytes.count, bytes[i &+ 1] &- 0x80 < 0x20 { return true }
      if byte == 0xE2, i &+ 2 < bytes.count {
        let second = bytes[i &+ 1]
        let third = bytes[i &+ 2]
        if second == 0x80, third &- 0x8B < 5 || third &- 0xA8 < 7 { return true }
        if second == 0x81, third &- 0xA0 < 16 { return true }
      }
      if byte == 0xEF, i &+ 2 < bytes.count, bytes[i &+ 1] == 0xBB, bytes[i &+ 2] == 0xBF {
        return true
      }
    }
    return false
  }
}
