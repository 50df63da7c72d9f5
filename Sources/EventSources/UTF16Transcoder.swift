/// Turns UTF-16 into UTF-8 as it arrives, in pieces of any size.
struct UTF16Transcoder {
  let isBigEndian: Bool
  /// The first byte of a unit whose second has not come yet.
  private var half: UInt8?
  /// The first unit of a pair.
  private var high: UInt32?
  /// Bytes of the last character for which there was no room.
  private var rest: UInt64 = 0
  private var restCount = 0

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  /// True unless the input ends inside a character.
  var isComplete: Bool { half == nil && high == nil && restCount == 0 }

  /// - Returns: bytes of `input` used, and bytes of `output` written. Halves of pairs that stand
  ///   alone become U+FFFD.
  mutating func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (used: Int, written: Int) {
    var used = 0
    var written = 0
    while true {
      while restCount > 0, written < output.count {
        output[written] = UInt8(truncatingIfNeeded: rest)
        rest >>= 8
        restCount -= 1
        written += 1
      }
      guard restCount == 0, used < input.count else { return (used, written) }
      let byte = input[used]
      used += 1
      guard let first = half else {
        half = byte
        continue
      }
      half = nil
      take(isBigEndian ? UInt32(first) << 8 | UInt32(byte) : UInt32(byte) << 8 | UInt32(first))
    }
  }

  private mutating func take(_ unit: UInt32) {
    if let first = high {
      high = nil
      if unit & 0xFC00 == 0xDC00 {
        queue(0x10000 + (first & 0x3FF) << 10 + unit & 0x3FF)
        return
      }
      queue(0xFFFD)
    }
    if unit & 0xFC00 == 0xD800 {
      high = unit
    } else {
      queue(unit & 0xFC00 == 0xDC00 ? 0xFFFD : unit)
    }
  }

  /// Puts a character's bytes behind those that wait, the first one lowest.
  private mutating func queue(_ scalar: UInt32) {
    // At most two characters wait: what stands for a lone half, and the one that showed it is.
    for byte in UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}")
      ?? UTF8.encodedReplacementCharacter
    {
      rest |= UInt64(byte) << UInt64(8 * restCount)
      restCount += 1
    }
  }
}
