/// Packs the 60 minute counters of an hour into few bytes.
///
/// A counter other than 0 is written as an unsigned LEB128 number, whose first byte is never 0. A
/// run of zeros is a 0 byte followed by the length of the run; trailing zeros are left out. An hour
/// in which three minutes saw calls takes about nine bytes, a busy one 60 to 120, an empty one none.
enum MinutePacking {
  /// Counters in an hour.
  static let count = 60

  /// Appends the packed form of `minutes`; elements past the sixtieth are ignored.
  static func pack(_ minutes: [UInt32], into out: inout [UInt8]) {
    var zeros: UInt8 = 0
    for value in minutes.prefix(count) {
      if value == 0 {
        zeros += 1
        continue
      }
      if zeros > 0 {
        out.append(0)
        out.append(zeros)
        zeros = 0
      }
      var rest = value
      while rest >= 0x80 {
        out.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      out.append(UInt8(truncatingIfNeeded: rest))
    }
  }

  /// Adds packed counters to `minutes` (60 elements), saturating; ignores what is out of bounds.
  static func add(_ packed: UnsafeRawBufferPointer, to minutes: inout [UInt32]) {
    var minute = 0
    var i = 0
    while i < packed.count, minute < minutes.count {
      let first = packed[i]
      i += 1
      if first == 0 {
        guard i < packed.count else { return }
        minute += Int(packed[i])
        i += 1
        continue
      }
      var value = UInt64(first & 0x7F)
      var shift: UInt64 = 7
      var byte = first
      while byte & 0x80 != 0, i < packed.count, shift < 35 {
        byte = packed[i]
        i += 1
        value |= UInt64(byte & 0x7F) << shift
        shift += 7
      }
      let sum = UInt64(minutes[minute]) + value
      minutes[minute] = UInt32(clamping: sum)
      minute += 1
    }
  }
}
