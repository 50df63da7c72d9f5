/// Reads the time forms that logs use, straight from bytes.
///
/// Accepted: RFC 3339 / ISO 8601 with `T`, `t` or a blank, any number of fraction digits
/// (cut to milliseconds), and `Z`, `z`, `±hh:mm`, `±hhmm`, `±hh` or no offset (taken as UTC);
/// the compact Event Log File form `yyyyMMddHHmmss[.f]`; and plain epoch seconds or
/// milliseconds.
public enum TimestampParser {
  /// The time in `bytes`, or nil when it has none of the accepted forms.
  @inlinable
  public static func parse(_ bytes: UnsafeRawBufferPointer) -> Timestamp? {
    if bytes.count >= 19, bytes[4] == 0x2D { return rfc3339(bytes) }
    if bytes.count >= 14, let compact = compact(bytes) { return compact }
    return epoch(bytes)
  }

  /// `2025-03-04T10:15:02[.417][Z|±hh[:]mm]`.
  @inlinable
  public static func rfc3339(_ b: UnsafeRawBufferPointer) -> Timestamp? {
    guard b.count >= 19, b[4] == 0x2D, b[7] == 0x2D, b[13] == 0x3A, b[16] == 0x3A,
      b[10] == 0x54 || b[10] == 0x20 || b[10] == 0x74,
      let year = digits(b, 0, 4), let month = digits(b, 5, 2), let day = digits(b, 8, 2),
      let hour = digits(b, 11, 2), let minute = digits(b, 14, 2), let second = digits(b, 17, 2)
    else { return nil }
    var i = 19
    guard let millis = fraction(b, &i) else { return nil }
    guard
      let base = CivilTime.timestamp(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        millisecond: millis)
    else { return nil }
    guard let offset = offsetMinutes(b, i) else { return nil }
    return base.advanced(by: -Int64(offset) * 60_000)
  }

  /// `yyyyMMddHHmmss` with an optional fraction, UTC (Event Log File `TIMESTAMP`).
  @inlinable
  public static func compact(_ b: UnsafeRawBufferPointer) -> Timestamp? {
    guard b.count >= 14, let year = digits(b, 0, 4), let month = digits(b, 4, 2),
      let day = digits(b, 6, 2), let hour = digits(b, 8, 2), let minute = digits(b, 10, 2),
      let second = digits(b, 12, 2), year >= 1970, year < 2200
    else { return nil }
    var i = 14
    guard let millis = fraction(b, &i), i == b.count else { return nil }
    return CivilTime.timestamp(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      millisecond: millis)
  }

  /// Epoch seconds (with optional fraction) or, from 10^11 up, milliseconds.
  @inlinable
  public static func epoch(_ b: UnsafeRawBufferPointer) -> Timestamp? {
    var i = 0
    var value: Int64 = 0
    while i < b.count, b[i] >= 0x30, b[i] <= 0x39 {
      if i >= 15 { return nil }
      value = value * 10 + Int64(b[i] - 0x30)
      i += 1
    }
    guard i >= 8 else { return nil }
    guard let millis = fraction(b, &i), i == b.count else { return nil }
    if value >= 100_000_000_000 { return Timestamp(milliseconds: value) }
    return Timestamp(milliseconds: value * 1_000 + Int64(millis))
  }

  @inlinable
  static func digits(_ b: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int? {
    var value = 0
    for i in start..<(start + count) {
      let digit = Int(b[i]) - 0x30
      guard digit >= 0, digit <= 9 else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Reads `.` and digits at `i`; moves `i` behind them. 0 when there is none.
  @inlinable
  static func fraction(_ b: UnsafeRawBufferPointer, _ i: inout Int) -> Int? {
    guard i < b.count, b[i] == 0x2E || b[i] == 0x2C else { return 0 }
    i += 1
    var value = 0
    var seen = 0
    while i < b.count, b[i] >= 0x30, b[i] <= 0x39 {
      if seen < 3 { value = value * 10 + Int(b[i] - 0x30) }
      seen += 1
      i += 1
    }
    guard seen > 0 else { return nil }
    while seen < 3 {
      value *= 10
      seen += 1
    }
    return value
  }

  /// The offset at `i` in minutes east of UTC; 0 when the text ends there.
  @inlinable
  static func offsetMinutes(_ b: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard start < b.count else { return 0 }
    if b[start] == 0x5A || b[start] == 0x7A { return start + 1 == b.count ? 0 : nil }
    guard b[start] == 0x2B || b[start] == 0x2D, start + 3 <= b.count,
      let hours = digits(b, start + 1, 2)
    else { return nil }
    var minutes = 0
    var i = start + 3
    if i < b.count {
      if b[i] == 0x3A { i += 1 }
      guard i + 2 == b.count, let m = digits(b, i, 2) else { return nil }
      minutes = m
    }
    guard hours <= 18, minutes < 60 else { return nil }
    return (b[start] == 0x2D ? -1 : 1) * (hours * 60 + minutes)
  }
}
