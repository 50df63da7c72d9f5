import SecurityModel

/// The cells of one CSV record, found without copying.
///
/// Cells are slices of the record; only cells with doubled quotes are copied, undoubled, into a
/// buffer of the row. All slices are valid until the next `split`, and while the record is.
struct CSVRow: ~Copyable {
  /// Most cells that a record may have.
  static let maximumCells = 1_024

  /// The cells; the first `count` are of this record, and `cells[maximumCells]` is always empty.
  let cells: UnsafeMutablePointer<UnsafeRawBufferPointer>
  private(set) var count = 0
  private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var used = 0

  init() {
    cells = .allocate(capacity: Self.maximumCells + 1)
    cells.initialize(
      repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: Self.maximumCells + 1)
  }

  deinit {
    cells.deallocate()
    scratch.deallocate()
  }

  /// Cell `index`, or nothing when the record has fewer.
  subscript(index: Int) -> UnsafeRawBufferPointer {
    index < count ? cells[index] : UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Makes the cells from `count` up to `width` empty: a row shorter than its header.
  @inline(__always)
  mutating func pad(to width: Int) {
    var i = count
    while i < width, i < Self.maximumCells {
      cells[i] = UnsafeRawBufferPointer(start: nil, count: 0)
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
    while true {
      guard cell < Self.maximumCells else {
        throw DecodeFailure("more than \(Self.maximumCells) columns", column: i + 1)
      }
      var first = i < end ? base.load(fromByteOffset: i, as: UInt8.self) : 0
      if first == 0x20 {
        let shifted = Self.quoteBehindBlanks(base, i, end)
        if shifted >= 0 {
          i = shifted
          first = 0x22
        }
      }
      guard first == 0x22 else {
        let stop = ByteScan.find(separator, in: base, from: i, to: end)
        cells[cell] = UnsafeRawBufferPointer(start: base + i, count: stop &- i)
        cell &+= 1
        if stop >= end { break }
        i = stop &+ 1
        continue
      }
      let start = i &+ 1
      var close = ByteScan.find(0x22, in: base, from: start, to: end)
      var doubled = false
      while close &+ 1 < end, base.load(fromByteOffset: close &+ 1, as: UInt8.self) == 0x22 {
        doubled = true
        close = ByteScan.find(0x22, in: base, from: close &+ 2, to: end)
      }
      guard close < end else {
        throw DecodeFailure("a double quote is left open", column: start)
      }
      let raw = UnsafeRawBufferPointer(start: base + start, count: close &- start)
      cells[cell] = doubled ? undoubled(raw, recordLength: end) : raw
      cell &+= 1
      i = close &+ 1
      if i >= end { break }
      if base.load(fromByteOffset: i, as: UInt8.self) != separator {
        while i < end, base.load(fromByteOffset: i, as: UInt8.self) == 0x20 { i &+= 1 }
        if i >= end { break }
        guard base.load(fromByteOffset: i, as: UInt8.self) == separator else {
          throw DecodeFailure("text after a closing double quote", column: i + 1)
        }
      }
      i &+= 1
    }
    count = cell
  }

  /// Offset of the quote when only blanks stand before it, else -1.
  private static func quoteBehindBlanks(_ base: UnsafeRawPointer, _ at: Int, _ end: Int) -> Int {
    var i = at
    while i < end, base.load(fromByteOffset: i, as: UInt8.self) == 0x20 { i += 1 }
    return i < end && base.load(fromByteOffset: i, as: UInt8.self) == 0x22 ? i : -1
  }

  /// A copy of `raw` with each pair of quotes made one, and without one outer pair.
  private mutating func undoubled(
    _ raw: UnsafeRawBufferPointer, recordLength: Int
  ) -> UnsafeRawBufferPointer {
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
    let text = UnsafeRawBufferPointer(rebasing: scratch[start..<used])
    if text.count >= 2, text[0] == 0x22, text[text.count - 1] == 0x22 {
      return UnsafeRawBufferPointer(rebasing: text[1..<text.count - 1])
    }
    return text
  }
}
