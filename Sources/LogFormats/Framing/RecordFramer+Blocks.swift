/// Messages of several lines.
extension RecordFramer {
  /// A message is complete when the line behind it begins another one. It ends before a line that
  /// would take it over the limit: the rest is a message of its own.
  mutating func nextBlock(
    _ base: UnsafeRawPointer, _ count: Int, from: Int, atEnd: Bool
  ) -> Frame {
    let bytes = UnsafeRawBufferPointer(start: base, count: count)
    // Begins of lines, of which the first is the message's own.
    var i = min(from + searched, count)
    while true {
      let bound = count - from > limit ? from + limit + 1 : count
      let lineEnd = ByteScan.findFar(0x0A, in: base, from: i, to: max(i, bound))
      if lineEnd == bound, bound < count || count - from > limit {
        searched = 0
        return i > from
          ? block(base, from, i - 1, next: i)
          : skip(base, count, from: from, search: bound, atEnd: atEnd)
      }
      guard lineEnd < bound else { break }
      if count - lineEnd <= BlockHeader.lookahead, !atEnd {
        searched = i - from
        return Frame(.needMore, start: from, end: count, next: from, lines: 0)
      }
      if BlockHeader.read(bytes, at: lineEnd + 1) != nil {
        return block(base, from, lineEnd, next: lineEnd + 1)
      }
      i = lineEnd + 1
    }
    if atEnd { return block(base, from, count, next: count) }
    searched = i - from
    return Frame(.needMore, start: from, end: count, next: from, lines: 0)
  }

  private mutating func block(
    _ base: UnsafeRawPointer, _ from: Int, _ end: Int, next: Int
  ) -> Frame {
    var lines = 1
    var i = ByteScan.findFar(0x0A, in: base, from: from, to: end) + 1
    while i < end {
      lines += 1
      i = ByteScan.findFar(0x0A, in: base, from: i, to: end) + 1
    }
    searched = 0
    return record(base, from, end, next: next, lines: lines)
  }
}
