/// Cuts a growing buffer of bytes into records, without copying or allocating.
///
/// The caller owns the buffer. It calls `next` with the offset that the last frame named; bytes
/// before that offset may be dropped, and more bytes may be added behind, as long as the bytes
/// from that offset on stay the same. What comes out depends only on the bytes, never on how they
/// were cut into pieces on arrival.
///
/// In `Framing.quotedLines` a line end inside double quotes belongs to the record. A broken quote
/// must not eat the file, so an open record is given up, and framing starts anew behind its first
/// line end, as soon as one of these holds:
/// - a line inside the quotes starts with `"` and something that can't follow a closing quote, as
///   in `"RestApi",…`: no well-formed CSV holds that, whatever text the fields carry;
/// - the record closes but its quotes aren't placed as CSV places them;
/// - it reaches the limit, or the end of the data.
public struct RecordFramer: Sendable {
  /// Longest record accepted unless told otherwise, in bytes.
  public static let defaultLimit = 1 << 20

  public let framing: Framing
  public let limit: Int
  /// Bytes of the open record that were searched already.
  var searched = 0
  /// Whether the searched bytes hold an odd number of quotes.
  private var isOpen = false
  /// Offset in the open record of its first line end, or -1.
  private var firstLineEnd = -1
  /// Inside an over-long line whose start is gone.
  private var isSkipping = false
  private var json = JSONFramer()
  private var octets = OctetFramer()

  /// A framer at the start of a record.
  public init(_ framing: Framing, limit: Int = RecordFramer.defaultLimit) {
    self.framing = framing
    self.limit = max(1, limit)
  }

  /// The next frame of `bytes` at or after `from`.
  ///
  /// - Parameter atEnd: no byte will follow; a last line without a line end is then a record.
  ///   At the end of everything the answer is `needMore` with `next == bytes.count`.
  public mutating func next(
    in bytes: UnsafeRawBufferPointer, from: Int, atEnd: Bool
  ) -> Frame {
    let from = min(max(0, from), bytes.count)
    switch framing {
    case .json: return json.next(in: bytes, from: from, limit: limit, atEnd: atEnd)
    case .octets: return octets.next(in: bytes, from: from, limit: limit, atEnd: atEnd)
    case .lines, .quotedLines, .blocks: break
    }
    guard let base = bytes.baseAddress, from < bytes.count else {
      if isSkipping, atEnd {
        reset()
        return Frame(.tooLong, start: from, end: from, next: from, lines: 1)
      }
      return Frame(.needMore, start: from, end: from, next: from, lines: 0)
    }
    if isSkipping { return skip(base, bytes.count, from: from, search: from, atEnd: atEnd) }
    switch framing {
    case .quotedLines: return nextQuoted(base, bytes.count, from: from, atEnd: atEnd)
    case .blocks: return nextBlock(base, bytes.count, from: from, atEnd: atEnd)
    case .lines, .json, .octets:
      return nextLine(base, bytes.count, from: from, atEnd: atEnd)
    }
  }

  private mutating func reset() {
    searched = 0
    isOpen = false
    firstLineEnd = -1
    isSkipping = false
  }

  // MARK: Lines

  private mutating func nextLine(
    _ base: UnsafeRawPointer, _ count: Int, from: Int, atEnd: Bool
  ) -> Frame {
    let bound = count - from > limit ? from + limit + 1 : count
    let found = ByteScan.findFar(0x0A, in: base, from: min(from + searched, bound), to: bound)
    if found < bound { return record(base, from, found, next: found + 1, lines: 1) }
    if count - from > limit {
      return skip(base, count, from: from, search: bound, atEnd: atEnd)
    }
    if atEnd { return record(base, from, count, next: count, lines: 1) }
    searched = count - from
    return Frame(.needMore, start: from, end: count, next: from, lines: 0)
  }

  /// Drops bytes up to the next line end.
  mutating func skip(
    _ base: UnsafeRawPointer, _ count: Int, from: Int, search: Int, atEnd: Bool
  ) -> Frame {
    reset()
    let found = ByteScan.findFar(0x0A, in: base, from: search, to: count)
    if found < count {
      return Frame(.tooLong, start: from, end: found, next: found + 1, lines: 1)
    }
    if atEnd { return Frame(.tooLong, start: from, end: count, next: count, lines: 1) }
    isSkipping = true
    return Frame(.needMore, start: count, end: count, next: count, lines: 0)
  }

  /// The frame of a complete record, with the bytes around its text taken off.
  @inline(__always)
  mutating func record(
    _ base: UnsafeRawPointer, _ from: Int, _ lineEnd: Int, next: Int, lines: Int
  ) -> Frame {
    if searched != 0 || firstLineEnd >= 0 { reset() }
    var start = from
    var end = lineEnd
    if end > start, base.load(fromByteOffset: end - 1, as: UInt8.self) == 0x0D { end -= 1 }
    // Holes of sparse and preallocated files read as NUL; joined files have marks in the middle.
    while start < end {
      let c = base.load(fromByteOffset: start, as: UInt8.self)
      if c == 0 {
        start += 1
      } else if c == 0xEF, start + 3 <= end,
        base.load(fromByteOffset: start + 1, as: UInt8.self) == 0xBB,
        base.load(fromByteOffset: start + 2, as: UInt8.self) == 0xBF
      {
        start += 3
      } else {
        break
      }
    }
    if framing == .quotedLines, Self.isNote(base + start, end &- start) { start = end }
    return Frame(.record, start: start, end: end, next: next, lines: lines)
  }

  /// Whether a line says something about the file, as Excel (`sep=;`) and PowerShell (`#TYPE …`)
  /// write it before the header row: it counts as blank.
  @inline(__always)
  private static func isNote(_ line: UnsafeRawPointer, _ count: Int) -> Bool {
    guard count >= 5 else { return false }
    let first = line.loadUnaligned(as: UInt32.self).littleEndian
    // "sep=" in lower case, and "#TYP".
    if count == 5 { return first | 0x0020_2020 == 0x3D70_6573 }
    return first == 0x5059_5423 && line.load(fromByteOffset: 4, as: UInt8.self) == 0x45
  }

  // MARK: Quoted lines

  private mutating func nextQuoted(
    _ base: UnsafeRawPointer, _ count: Int, from: Int, atEnd: Bool
  ) -> Frame {
    let bound = count - from > limit ? from + limit + 1 : count
    let quotes = ByteScan.repeated(0x22)
    let lineEnds = ByteScan.repeated(0x0A)
    var i = min(from + searched, bound)
    // The quotes passed so far, folded together: only whether their number is odd matters.
    var passed: UInt64 = isOpen ? 0x80 : 0
    let quoteBlock = SIMD32<UInt8>(repeating: 0x22)
    let lineEndBlock = SIMD32<UInt8>(repeating: 0x0A)
    var passedBlocks = SIMD4<UInt64>(repeating: 0)
    while i &+ 32 <= bound {
      let block = ByteScan.block(base, i)
      if ByteScan.isAny(block, lineEndBlock) { break }
      passedBlocks ^= ByteScan.matches(block, quoteBlock)
      i &+= 32
    }
    passed ^= passedBlocks[0] ^ passedBlocks[1] ^ passedBlocks[2] ^ passedBlocks[3]
    passed &= ByteScan.highs
    while i < bound {
      let step = min(8, bound &- i)
      let word = step == 8 ? ByteScan.word(base, i) : ByteScan.tail(base, i, step)
      let quoteMask = ByteScan.matches(word, quotes)
      var lineMask = ByteScan.matches(word, lineEnds)
      while lineMask != 0 {
        let bit = lineMask & (0 &- lineMask)
        let at = i &+ bit.trailingZeroBitCount >> 3
        if !ByteScan.isOdd(passed ^ (quoteMask & (bit &- 1))) {
          if firstLineEnd < 0 { return record(base, from, at, next: at + 1, lines: 1) }
          return closed(base, from, at, next: at + 1)
        }
        if at + 2 >= count, !atEnd {
          searched = at - from
          isOpen = true
          return Frame(.needMore, start: from, end: count, next: from, lines: 0)
        }
        if firstLineEnd < 0 { firstLineEnd = at - from }
        if startsRecord(base, at + 1, count) { return broken(base, from) }
        lineMask &= lineMask &- 1
      }
      passed ^= quoteMask
      i &+= step
    }
    let odd = ByteScan.isOdd(passed)
    if count - from > limit {
      if firstLineEnd >= 0 { return broken(base, from) }
      return skip(base, count, from: from, search: bound, atEnd: atEnd)
    }
    guard atEnd else {
      searched = bound - from
      isOpen = odd
      return Frame(.needMore, start: from, end: count, next: from, lines: 0)
    }
    if firstLineEnd >= 0 {
      return odd ? broken(base, from) : closed(base, from, count, next: count)
    }
    if odd {
      reset()
      return Frame(.brokenQuote, start: from, end: count, next: count, lines: 1)
    }
    return record(base, from, count, next: count, lines: 1)
  }

  /// Whether a line inside quotes can only be the start of another record: a quote followed by a
  /// byte that can't follow a closing one.
  private func startsRecord(_ base: UnsafeRawPointer, _ at: Int, _ count: Int) -> Bool {
    guard at + 1 < count, base.load(fromByteOffset: at, as: UInt8.self) == 0x22 else {
      return false
    }
    let c = base.load(fromByteOffset: at + 1, as: UInt8.self)
    return c != 0x22 && c != 0x20 && !Self.endsCell(c)
  }

  private static func endsCell(_ c: UInt8) -> Bool {
    c == 0x2C || c == 0x3B || c == 0x09 || c == 0x0D || c == 0x0A || c == 0x7C
  }

  /// Gives up the open record: its first line is the broken one.
  private mutating func broken(_ base: UnsafeRawPointer, _ from: Int) -> Frame {
    let end = from + max(0, firstLineEnd)
    reset()
    return Frame(.brokenQuote, start: from, end: end, next: end + 1, lines: 1)
  }

  /// A record of several lines: believed only when its quotes are where CSV puts them.
  private mutating func closed(
    _ base: UnsafeRawPointer, _ from: Int, _ end: Int, next: Int
  ) -> Frame {
    guard let lines = Self.wellFormedLines(base, from, end) else { return broken(base, from) }
    return record(base, from, end, next: next, lines: lines)
  }

  /// Number of lines of a record whose quoted cells start at a cell's start and end at its end;
  /// nil when that isn't so.
  private static func wellFormedLines(
    _ base: UnsafeRawPointer, _ from: Int, _ end: Int
  ) -> Int? {
    var lines = 1
    var i = from
    var atCellStart = true
    while i < end {
      let c = base.load(fromByteOffset: i, as: UInt8.self)
      i += 1
      if c != 0x22 {
        atCellStart = endsCell(c) || (atCellStart && (c == 0x20 || c == 0 || c >= 0xBB))
        continue
      }
      guard atCellStart else { return nil }
      // Inside the quotes: to the quote that is not doubled.
      while true {
        guard i < end else { return nil }
        let inner = base.load(fromByteOffset: i, as: UInt8.self)
        i += 1
        if inner == 0x0A { lines += 1 }
        guard inner == 0x22 else { continue }
        guard i < end, base.load(fromByteOffset: i, as: UInt8.self) == 0x22 else { break }
        i += 1
      }
      guard i == end || endsCell(base.load(fromByteOffset: i, as: UInt8.self)) else { return nil }
      atCellStart = false
    }
    return lines
  }
}
