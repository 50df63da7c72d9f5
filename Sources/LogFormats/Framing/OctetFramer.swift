/// Cuts syslog as it comes over a stream: `LENGTH SP MESSAGE` (RFC 6587, octet counting).
///
/// Where no length stands, the message goes to its line end, so that a sender of the other kind is
/// read too. A frame counts as a line.
struct OctetFramer {
  /// Bytes of a message over the limit that are still to be passed.
  private var rest = 0
  private static let longestNumber = 10

  mutating func next(
    in bytes: UnsafeRawBufferPointer, from: Int, limit: Int, atEnd: Bool
  ) -> Frame {
    guard let base = bytes.baseAddress, from < bytes.count else {
      rest = atEnd ? 0 : rest
      return Frame(.needMore, start: from, end: from, next: from, lines: 0)
    }
    let count = bytes.count
    if rest > 0 {
      let passed = min(rest, count - from)
      rest -= passed
      return Frame(.needMore, start: from, end: from, next: from + passed, lines: 0)
    }
    // Senders that use both methods end their messages with a line end.
    var i = from
    while i < count, Self.isBlank(bytes[i]) { i &+= 1 }
    if i > from { return Frame(.record, start: i, end: i, next: i, lines: 0) }
    var length = 0
    while i < count, i - from < Self.longestNumber, bytes[i].isDigit {
      length = length &* 10 &+ Int(bytes[i] &- 0x30)
      i &+= 1
    }
    if i == count, !atEnd, i - from < Self.longestNumber {
      return Frame(.needMore, start: from, end: count, next: from, lines: 0)
    }
    guard i > from, i < count, bytes[i] == 0x20, length > 0 else {
      return line(base, count, from: from, limit: limit, atEnd: atEnd)
    }
    let start = i + 1
    if start == count, !atEnd {
      return Frame(.needMore, start: from, end: count, next: from, lines: 0)
    }
    // A number that no message follows is one inside a message.
    guard start < count, bytes[start] == 0x3C else {
      return line(base, count, from: from, limit: limit, atEnd: atEnd)
    }
    if length > limit {
      rest = length
      return Frame(.tooLong, start: start, end: start, next: start, lines: 1)
    }
    let end = start + length
    if end > count {
      if !atEnd { return Frame(.needMore, start: from, end: count, next: from, lines: 0) }
      return Frame(.damaged, start: start, end: count, next: count, lines: 1)
    }
    var last = end
    while last > start, Self.isBlank(bytes[last - 1]) { last &-= 1 }
    return Frame(.record, start: start, end: last, next: end, lines: 1)
  }

  @inline(__always)
  private static func isBlank(_ c: UInt8) -> Bool { c == 0x0A || c == 0x0D || c == 0 }

  private mutating func line(
    _ base: UnsafeRawPointer, _ count: Int, from: Int, limit: Int, atEnd: Bool
  ) -> Frame {
    let bound = count - from > limit ? from + limit + 1 : count
    let found = ByteScan.findFar(0x0A, in: base, from: from, to: bound)
    if found < bound || (atEnd && bound == count) {
      var last = found
      while last > from, Self.isBlank(base.load(fromByteOffset: last - 1, as: UInt8.self)) {
        last &-= 1
      }
      return Frame(.record, start: from, end: last, next: min(found + 1, count), lines: 1)
    }
    if count - from > limit {
      return Frame(.tooLong, start: from, end: bound, next: bound, lines: 1)
    }
    return Frame(.needMore, start: from, end: count, next: from, lines: 0)
  }
}
