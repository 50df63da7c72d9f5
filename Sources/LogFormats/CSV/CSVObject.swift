import SecurityModel

/// Writes CSV rows as JSON objects, their columns' names as the members', so that one reader
/// serves both forms of an export.
///
/// Empty cells are left out. The text is in a buffer that is used over and over.
final class CSVObject {
  let separator: UInt8
  /// Number of columns.
  let width: Int
  /// The header row as it was.
  let text: [UInt8]
  /// `"name":` of each column, escaped.
  private let names: [[UInt8]]
  private let state: UnsafeMutablePointer<State>

  private struct State {
    var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    var count = 0
  }

  /// Reads a header row.
  init(_ header: borrowing CSVRow, _ record: UnsafeRawBufferPointer, separator: UInt8) {
    self.separator = separator
    width = header.count
    text = Array(record)
    names = (0..<header.count).map { i in
      let name = UserAgentReader.trimmed(header[i]).cut(0, 256)
      var out: [UInt8] = []
      JSONValue.writeString(String(decoding: name, as: UTF8.self), into: &out)
      out.append(0x3A)
      return out
    }
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    state.pointee.bytes.deallocate()
    state.deallocate()
  }

  /// The object of a row that was split; valid until the next call. Cells without a column come
  /// last, under no name.
  func object(_ row: borrowing CSVRow) -> UnsafeRawBufferPointer {
    var size = 2
    for i in 0..<row.count { size += row[i].count * 6 + (i < width ? names[i].count : 3) + 3 }
    reserve(size)
    state.pointee.count = 0
    put(0x7B)
    for i in 0..<row.count where !row[i].isEmpty {
      if state.pointee.count > 1 { put(0x2C) }
      if i < width {
        for byte in names[i] { put(byte) }
      } else {
        for byte: UInt8 in [0x22, 0x22, 0x3A] { put(byte) }
      }
      put(0x22)
      escape(row[i])
      put(0x22)
    }
    put(0x7D)
    return UnsafeRawBufferPointer(state.pointee.bytes).cut(0, state.pointee.count)
  }

  private func reserve(_ size: Int) {
    guard state.pointee.bytes.count < size else { return }
    state.pointee.bytes.deallocate()
    state.pointee.bytes = .allocate(byteCount: max(4_096, size * 2), alignment: 16)
  }

  @inline(__always)
  private func put(_ byte: UInt8) {
    state.pointee.bytes[state.pointee.count] = byte
    state.pointee.count &+= 1
  }

  /// Copies a cell up to each byte that needs an escape.
  private func escape(_ cell: UnsafeRawBufferPointer) {
    guard let source = cell.baseAddress else { return }
    var i = 0
    while i < cell.count {
      let stop = Self.special(source, from: i, to: cell.count)
      if stop > i {
        UnsafeMutableRawBufferPointer(rebasing: state.pointee.bytes[state.pointee.count...])
          .copyMemory(from: cell.cut(i, stop))
        state.pointee.count &+= stop &- i
      }
      guard stop < cell.count else { return }
      escape(cell[stop])
      i = stop &+ 1
    }
  }

  private func escape(_ byte: UInt8) {
    put(0x5C)
    if byte == 0x22 || byte == 0x5C {
      put(byte)
      return
    }
    // A control character.
    for c: UInt8 in [0x75, 0x30, 0x30] { put(c) }
    for nibble in [byte >> 4, byte & 15] { put(nibble < 10 ? 0x30 + nibble : 0x57 + nibble) }
  }

  /// Offset of the first quote, backslash or control character.
  @inline(__always)
  private static func special(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
    let quote = ByteScan.repeated(0x22)
    let slash = ByteScan.repeated(0x5C)
    var i = start
    while i &+ 8 <= end {
      let word = ByteScan.word(base, i)
      let control = (word &- ByteScan.lows &* 0x20) & ~word & ByteScan.highs
      if ByteScan.firstMatch(word, quote) | ByteScan.firstMatch(word, slash) | control != 0 {
        break
      }
      i &+= 8
    }
    while i < end {
      let byte = base.load(fromByteOffset: i, as: UInt8.self)
      if byte == 0x22 || byte == 0x5C || byte < 0x20 { return i }
      i &+= 1
    }
    return end
  }
}
