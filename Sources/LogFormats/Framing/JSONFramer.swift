/// Cuts JSON text into its records.
///
/// A record is an object that stands at the top level or in an array. An object that carries its
/// records in an array under one of the names of `JSONEnvelope` is none itself: what stands around
/// its records is passed over. Between two records nothing is remembered that matters, so a reader
/// that starts at any record's end, inside an array it never saw the start of, goes on properly.
///
/// A damaged record is given up, and reading goes on where the next one seems to start: at the
/// next line that starts with `{` if the record started its line, else behind the next `},{"`.
struct JSONFramer {
  private enum Mode {
    /// Between records.
    case between
    /// Inside an object that may be a record, or an envelope.
    case record
    /// Inside something that nobody wants: another member of an envelope, the rest of a record that
    /// is too long.
    case unwanted
    /// Behind damage.
    case lost
  }

  private var mode = Mode.between
  private var scan = JSONStructure()
  /// Where the record starts, and how far it was searched, from the call's `from`.
  private var start = 0
  private var searched = 0
  /// Blanks passed since the last line end; -1 when something else was passed too.
  private var blanks = 0
  /// The open record starts its line.
  private var startsLine = false
  /// Blanks before the last record that started its line; -1 = there was none.
  private var indent = -1
  /// The same of the open record.
  private var recordIndent = -1
  /// Bytes that were looked at more than once, less those passed since. While it is high, damage
  /// is left behind for good, so that the work stays in proportion to the bytes.
  private var debt = 0
  private static let maximumDebt = 4 << 20
  private static let longestName = 4_096

  mutating func next(
    in bytes: UnsafeRawBufferPointer, from: Int, limit: Int, atEnd: Bool
  ) -> Frame {
    guard let base = bytes.baseAddress, from < bytes.count else {
      return end(from, atEnd: atEnd)
    }
    let text = Text(base: base, count: bytes.count, from: from, limit: limit, atEnd: atEnd)
    switch mode {
    case .between: return between(text)
    case .record: return record(text)
    case .unwanted: return unwanted(text)
    case .lost: return find(text)
    }
  }

  /// What one call works on.
  private struct Text {
    let base: UnsafeRawPointer
    let count: Int
    let from: Int
    let limit: Int
    let atEnd: Bool

    @inline(__always)
    subscript(i: Int) -> UInt8 { base.load(fromByteOffset: i, as: UInt8.self) }

    func bytes(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: base + start, count: end - start)
    }

    /// Offset of the first byte at or behind `i` that is no blank, or `count`; nil when that
    /// takes more bytes.
    func behindBlanks(_ i: Int) -> Int? {
      var k = i
      while k < count, self[k] <= 0x20, k - i < JSONFramer.longestName { k &+= 1 }
      return k < count || atEnd ? k : nil
    }
  }

  // MARK: Frames

  /// All bytes are done with.
  private mutating func end(_ from: Int, atEnd: Bool) -> Frame {
    if atEnd, mode == .unwanted {
      mode = .between
      return Frame(.damaged, start: from, end: from, next: from, lines: 0)
    }
    return Frame(.needMore, start: from, end: from, next: from, lines: 0)
  }

  private mutating func frame(
    _ kind: Frame.Kind, _ text: Text, start: Int, end: Int, next: Int
  ) -> Frame {
    let lines = Self.lineEnds(text.base, text.from, next)
    if next > text.from {
      blanks = text[next - 1] == 0x0A ? 0 : -1
      debt = max(0, debt - (next - text.from))
    }
    return Frame(kind, start: start, end: end, next: next, lines: lines)
  }

  /// Bytes up to `next` hold no record.
  private mutating func nothing(_ text: Text, next: Int) -> Frame {
    frame(.record, text, start: next, end: next, next: next)
  }

  private mutating func needMore(_ text: Text, next: Int) -> Frame {
    frame(.needMore, text, start: next, end: text.count, next: next)
  }

  private static func lineEnds(_ base: UnsafeRawPointer, _ from: Int, _ to: Int) -> Int {
    var lines = 0
    var i = from
    while true {
      i = ByteScan.findFar(0x0A, in: base, from: i, to: to)
      if i >= to { return lines }
      lines &+= 1
      i &+= 1
    }
  }

  // MARK: Between records

  private mutating func between(_ text: Text) -> Frame {
    var i = text.from
    var lastLineEnd = -1
    var blanks = blanks
    loop: while i < text.count {
      switch text[i] {
      case 0x0A:
        lastLineEnd = i
        blanks = 0
      case 0x09, 0x20: if blanks >= 0 { blanks &+= 1 }
      case 0x0D, 0, 0x1E, 0xEF, 0xBB, 0xBF: break
      // What joins and closes arrays and envelopes; what was opened is nobody's business here.
      case 0x2C, 0x5B, 0x5D, 0x7D: blanks = -1
      default: break loop
      }
      i &+= 1
    }
    // Lines are passed first, so that a record is on the line where its frame starts.
    if lastLineEnd >= 0 { return nothing(text, next: lastLineEnd + 1) }
    guard i < text.count else {
      let frame = needMore(text, next: i)
      self.blanks = blanks
      return frame
    }
    startsLine = blanks >= 0
    if text[i] == 0x7B {
      recordIndent = blanks
      start = i - text.from
      searched = start
      scan = JSONStructure()
      mode = .record
      return record(text)
    }
    if text[i] == 0x22 { return member(text, i) }
    return damaged(text, from: i, at: i + 1)
  }

  /// A member of an envelope whose start is behind us.
  private mutating func member(_ text: Text, _ at: Int) -> Frame {
    let bound = min(text.count, at + Self.longestName)
    var nameEnd = at + 1
    while nameEnd < bound, text[nameEnd] != 0x22 { nameEnd &+= text[nameEnd] == 0x5C ? 2 : 1 }
    let isCut = nameEnd >= text.count && bound == text.count && !text.atEnd
    if isCut { return needMore(text, next: text.from) }
    guard nameEnd < bound else { return damaged(text, from: at, at: at + 1) }
    guard let colon = text.behindBlanks(nameEnd + 1) else { return needMore(text, next: text.from) }
    guard colon < text.count, text[colon] == 0x3A else {
      return damaged(text, from: at, at: at + 1)
    }
    guard let value = text.behindBlanks(colon + 1) else {
      return needMore(text, next: text.from)
    }
    guard value < text.count else { return damaged(text, from: at, at: value) }
    let name = text.bytes(at + 1, nameEnd)
    if text[value] == 0x7B, JSONEnvelope.isOuter(name) { return nothing(text, next: value + 1) }
    if text[value] == 0x5B, JSONEnvelope.holdsRecords(name) {
      guard let first = text.behindBlanks(value + 1) else {
        return needMore(text, next: text.from)
      }
      if first < text.count, text[first] == 0x7B || text[first] == 0x5B {
        return nothing(text, next: value + 1)
      }
    }
    scan = JSONStructure()
    mode = .unwanted
    return nothing(text, next: value)
  }

  // MARK: Records

  private mutating func record(_ text: Text) -> Frame {
    let first = text.from + start
    let bound = min(text.count, first + text.limit + 1)
    let outcome = scan.advance(
      text.base, from: text.from + searched, to: bound, record: first)
    switch outcome {
    case .complete(let end) where end - first <= text.limit:
      mode = .between
      if startsLine { indent = recordIndent }
      if scan.isEmptyEnvelope { return nothing(text, next: end) }
      return frame(.record, text, start: first, end: end, next: end)
    case .envelope(let inside):
      mode = .between
      return nothing(text, next: inside)
    case .wrong(let place):
      return damaged(text, from: first, at: place)
    case .complete(let at), .open(let at):
      if bound - first > text.limit {
        // The rest is followed to its end, to know where the next one starts.
        mode = .unwanted
        return frame(.tooLong, text, start: first, end: at, next: at)
      }
      if text.atEnd { return damaged(text, from: first, at: text.count) }
      searched = at - text.from
      return Frame(.needMore, start: first, end: text.count, next: text.from, lines: 0)
    }
  }

  private mutating func unwanted(_ text: Text) -> Frame {
    switch scan.advance(text.base, from: text.from, to: text.count, record: nil) {
    case .complete(let end):
      mode = .between
      return nothing(text, next: end)
    case .envelope(let at), .open(let at):
      // What is cut off shows when everything has been passed.
      return needMore(text, next: text.atEnd && at == text.from ? text.count : at)
    case .wrong(let at):
      // Lines are passed first, so that the damage is on the line where it is.
      if at > text.from { return nothing(text, next: at) }
      startsLine = false
      return damaged(text, from: text.from, at: text.from + 1)
    }
  }

  // MARK: Damage

  /// Gives up what starts at `first` and went wrong at `place`.
  private mutating func damaged(_ text: Text, from first: Int, at place: Int) -> Frame {
    mode = .lost
    let again = place - first
    var next = first + 1
    if debt > Self.maximumDebt { next = max(next, min(place, text.count)) } else { debt += again }
    return frame(.damaged, text, start: first, end: max(first, place), next: next)
  }

  /// Looks for the start of a record in what is not understood.
  private mutating func find(_ text: Text) -> Frame {
    var i = text.from
    while i < text.count {
      let c = text[i]
      if c == 0x0A {
        var k = i + 1
        while k < text.count, text[k] == 0x20 || text[k] == 0x09, k - i < Self.longestName {
          k &+= 1
        }
        if k == text.count, !text.atEnd { return needMore(text, next: i) }
        let isFlush = !startsLine || indent < 0 || k - i - 1 <= indent
        if k < text.count, text[k] == 0x7B || text[k] == 0x5B, isFlush {
          mode = .between
          return nothing(text, next: i + 1)
        }
      } else if c == 0x7D {
        guard let starts = startsRecord(text, behind: i + 1) else {
          return needMore(text, next: i)
        }
        if starts {
          mode = .between
          return nothing(text, next: i + 1)
        }
      }
      i &+= 1
    }
    return needMore(text, next: text.count)
  }

  /// Whether `,{"` follows, with blanks; nil when there are too few bytes to know. In text whose
  /// records start their lines, a comma would be one inside a record.
  private func startsRecord(_ text: Text, behind at: Int) -> Bool? {
    guard var i = text.behindBlanks(at) else { return nil }
    if i < text.count, text[i] == 0x2C, !startsLine {
      guard let next = text.behindBlanks(i + 1) else { return nil }
      i = next
    }
    guard i < text.count, text[i] == 0x7B else { return false }
    guard let name = text.behindBlanks(i + 1) else { return nil }
    return name < text.count && text[name] == 0x22
  }
}
