/// Reads numbers as logs write them, clamping instead of failing.
enum NumberText {
  /// A count that can't be negative: digits with an optional fraction (dropped) or exponent.
  ///
  /// -1 ("unknown") for empty, negative and malformed text and for what is over 2^63-1.
  static func count(_ b: UnsafeRawBufferPointer) -> Int64 {
    var i = 0
    var value: Int64 = 0
    // Up to 18 digits can't overflow.
    let safe = min(b.count, 18)
    while i < safe, b[i].isDigit {
      value = value &* 10 &+ Int64(b[i] &- 0x30)
      i &+= 1
    }
    while i < b.count, b[i].isDigit {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int64(b[i] &- 0x30))
      if overflow || carry { return -1 }
      value = sum
      i &+= 1
    }
    if i == b.count { return i == 0 ? -1 : value }
    return i == 0 ? -1 : decimal(b, whole: value, at: i)
  }

  /// The part behind the whole digits: `.0`, `.25`, `.2E7`, `E7`.
  private static func decimal(_ b: UnsafeRawBufferPointer, whole: Int64, at start: Int) -> Int64 {
    var i = start
    var fractionStart = i
    if b[i] == 0x2E {
      i += 1
      fractionStart = i
      while i < b.count, b[i].isDigit { i += 1 }
    }
    let fractionEnd = i
    if i == b.count { return whole }
    guard b[i] | 0x20 == 0x65 else { return -1 }
    i += 1
    var exponent = 0
    guard i < b.count else { return -1 }
    while i < b.count, b[i].isDigit, exponent < 100 {
      exponent = exponent * 10 + Int(b[i] - 0x30)
      i += 1
    }
    guard i == b.count else { return -1 }
    var value = whole
    var digit = fractionStart
    for _ in 0..<exponent {
      let next = digit < fractionEnd ? Int64(b[digit] - 0x30) : 0
      digit += 1
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(next)
      if overflow || carry { return -1 }
      value = sum
    }
    return value
  }

  /// Milliseconds as an event keeps them: cut at 2^31-1; -1 when unknown.
  @inline(__always)
  static func milliseconds(_ b: UnsafeRawBufferPointer) -> Int32 {
    Int32(min(count(b), Int64(Int32.max)))
  }

  /// An HTTP status 100...599; 0 for anything else.
  @inline(__always)
  static func httpStatus(_ b: UnsafeRawBufferPointer) -> UInt16 {
    let value = count(b)
    return value >= 100 && value < 600 ? UInt16(value) : 0
  }
}
