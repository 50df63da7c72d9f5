import SecurityModel

/// Reads RFC 3339 times, remembering the day of the last one: the rows of a source are mostly of
/// one day, and the date is the dear part.
struct LastDay {
  private var date: UInt64 = 0
  private var day: UInt16 = 0
  private var start = Timestamp(milliseconds: 0)

  /// The time in `text`, as `TimestampParser.rfc3339` reads it.
  @inline(__always)
  mutating func time(of text: UnsafeRawBufferPointer) -> Timestamp? {
    // `2025-03-04T10:15:02.417Z`, the form that most sources write.
    guard text.count == 24, let base = text.baseAddress,
      base.loadUnaligned(as: UInt64.self) == date,
      base.loadUnaligned(fromByteOffset: 8, as: UInt16.self) == day,
      text[10] == 0x54, text[13] == 0x3A, text[16] == 0x3A, text[19] == 0x2E, text[23] == 0x5A
    else { return read(text) }
    var worst: UInt8 = 0
    func digit(_ i: Int) -> Int64 {
      let value = text[i] &- 0x30
      worst = max(worst, value)
      return Int64(value)
    }
    let hour = digit(11) &* 10 &+ digit(12)
    let minute = digit(14) &* 10 &+ digit(15)
    let second = digit(17) &* 10 &+ digit(18)
    let millisecond = digit(20) &* 100 &+ digit(21) &* 10 &+ digit(22)
    // Leap seconds and mistakes take the long way.
    guard worst <= 9, hour < 24, minute < 60, second < 60 else { return read(text) }
    let seconds = (hour &* 60 &+ minute) &* 60 &+ second
    return Timestamp(milliseconds: start.milliseconds &+ seconds &* 1_000 &+ millisecond)
  }

  @inline(never)
  private mutating func read(_ text: UnsafeRawBufferPointer) -> Timestamp? {
    guard let time = TimestampParser.rfc3339(text) else { return nil }
    // Only times in UTC tell the day that the text names.
    if text.count == 24, text[23] == 0x5A, let base = text.baseAddress {
      date = base.loadUnaligned(as: UInt64.self)
      day = base.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
      start = time.day
    }
    return time
  }
}
