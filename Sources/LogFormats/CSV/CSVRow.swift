import CHints
import SecurityModel

/// The cells of one CSV record, found without copying.
///
/// Cells are slices of the record; only cells with doubled quotes are copied, undoubled, into a
/// buffer of the row. All slices are valid until the next `split`, and while the record is.
struct CSVRow: ~Copyable {
  /// Most cells that a record may have.
  static let maximumCells = 1_024

  /// Where a cell's text lies. Plain fields: making a buffer pointer costs checks, and most cells
  /// are never looked at.
  struct Cell {
    var start: UnsafeRawPointer?
    var count: Int

    static var empty: Cell { Cell(start: nil, count: 0) }

    @inline(__always)
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
  }

  /// The cells; the first `count` are of this record, and `cells[maximumCells]` is always empty.
  let cells: UnsafeMutablePointer<Cell>
  private(set) var count = 0
  private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var used = 0

  init() {
    cells = .allocate(capacity: Self.maximumCells + 1)
    cells.initialize(repeating: .empty, count: Self.maximumCells + 1)
  }

  deinit {
    cells.deallocate()
    scratch.deallocate()
  }

  /// Cell `index`, or nothing when the record has fewer.
  subscript(index: Int) -> UnsafeRawBufferPointer {
    index < count ? cells[index].bytes : Cell.empty.bytes
  }

  /// Makes the cells from `count` up to `width` empty: a row shorter than its header.
  @inline(__always)
  mutating func pad(to width: Int) {
    var i = count
    while i < width, i < Self.maximumCells {
      cells[i] = .empty
      i &+= 1
    }
  }

  /// Finds the cells of `record`.
  ///
  /// A quoted cell may hold separators, line ends and doubled quotes. One more pair of quotes
  /// around the whole text, as Salesforce writes it for some columns, is taken off as well. An
  /// unquoted cell is taken as it stands.
  /// - Throws: `DecodeFailure` with the byte column of a quote that isn't closed or is followed by
  ///   text, or when there are too many cells.
  mutating func split(
    _ record: UnsafeRawBufferPointer, separator: UInt8
  ) throws(DecodeFailure) {
    count = 0
    used = 0
    guard let base = record.baseAddress else { return }
    let end = record.count
    var i = 0
    var cell = 0
    while cell < Self.maximumCells {
      let first = i < end ? base.load(fromByteOffset: i, as: UInt8.self) : 0
      if first == 0x22 {
        let known = cell
        quotedRun(base, end, separator: separator, &i, &cell)
        if cell > known { continue }
        let start = i &+ 1
        let close = ByteScan.find(0x22, in: base, from: start, to: end)
        i = try finish(record, base, start, close, separator: separator, cell: cell)
      } else if first == 0x20, let quote = Self.quoteBehindBlanks(base, i, end) {
        i = quote
        continue
      } else {
        let stop = ByteScan.find(separator, in: base, from: i, to: end)
        cells[cell] = Cell(start: base + i, count: stop &- i)
        i = stop &+ 1
      }
      cell &+= 1
      if i > end {
        count = cell
        return
      }
    }
    throw DecodeFailure("more than \(Self.maximumCells) columns", column: i + 1)
  }

  /// Takes plain quoted cells as long as one quoted cell follows another, which is nearly always
  /// the whole row; stops before a cell that is anything else, and near the end of the record.
  @inline(__always)
  private func quotedRun(
    _ base: UnsafeRawPointer, _ end: Int, separator: UInt8, _ i: inout Int, _ cell: inout Int
  ) {
    guard end >= ByteMarks.width else { return }
    let between = UInt16(separator) | 0x22 << 8
    var quotes = ByteMarks(of: 0x22, in: base, from: i &+ 1, to: end)
    var start = i &+ 1
    var out = cells + cell
    let limit = cells + Self.maximumCells
    while out < limit, quotes.find() {
      let close = quotes.take()
      if close &+ 3 > end { break }
      let next = base.loadUnaligned(fromByteOffset: close &+ 1, as: UInt16.self).littleEndian
      if next != between { break }
      out.pointee = Cell(start: base + start, count: close &- start)
      out += 1
      start = close &+ 3
      // The quote that opens the next cell, which was seen just now.
      if quotes.find() { _ = quotes.take() }
    }
    i = start &- 1
    cell = out - cells
  }

  /// Ends a quoted cell of any kind: with doubled quotes, before an unquoted cell, at the end of
  /// the record, or with something wrong.
  /// - Returns: offset of the next cell, or one past the end of the record.
  @inline(never)
  private mutating func finish(
    _ record: UnsafeRawBufferPointer, _ base: UnsafeRawPointer, _ start: Int, _ firstQuote: Int,
    separator: UInt8, cell: Int
  ) throws(DecodeFailure) -> Int {
    let end = record.count
    var close = firstQuote
    var doubled = false
    while close &+ 1 < end, base.load(fromByteOffset: close &+ 1, as: UInt8.self) == 0x22 {
      doubled = true
      close = ByteScan.find(0x22, in: base, from: close &+ 2, to: end)
    }
    guard close < end else {
      throw DecodeFailure("a double quote is left open", column: start)
    }
    let raw = Cell(start: base + start, count: close &- start)
    cells[cell] = doubled ? undoubled(raw.bytes, recordLength: end) : raw
    var i = close &+ 1
    while i < end, base.load(fromByteOffset: i, as: UInt8.self) == 0x20 { i &+= 1 }
    guard i >= end || base.load(fromByteOffset: i, as: UInt8.self) == separator else {
      throw DecodeFailure("text after a closing double quote", column: i + 1)
    }
    return i &+ 1
  }

  /// Offset of the quote when only blanks stand before it.
  private static func quoteBehindBlanks(
    _ base: UnsafeRawPointer, _ at: Int, _ end: Int
  ) -> Int? {
    var i = at
    while i < end, base.load(fromByteOffset: i, as: UInt8.self) == 0x20 { i += 1 }
    return i < end && base.load(fromByteOffset: i, as: UInt8.self) == 0x22 ? i : nil
  }

  /// A copy of `raw` with each pair of quotes made one, and without one outer pair.
  private mutating func undoubled(
    _ raw: UnsafeRawBufferPointer, recordLength: Int
  ) -> Cell {
    if scratch.count < recordLength {
      // All cells of one record fit: it is never grown while slices into it are in use.
      assert(used == 0)
      scratch.deallocate()
      scratch = .allocate(byteCount: max(4_096, recordLength * 2), alignment: 1)
    }
    let start = used
    var i = 0
    while i < raw.count {
      let c = raw[i]
      scratch[used] = c
      used += 1
      i += c == 0x22 ? 2 : 1
    }
    var first = start
    var last = used
    if last - first >= 2, scratch[first] == 0x22, scratch[last - 1] == 0x22 {
      first += 1
      last -= 1
    }
    return Cell(
      start: scratch.baseAddress.map { UnsafeRawPointer($0) + first }, count: last - first)
  }
}
