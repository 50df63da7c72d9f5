import SecurityModel

/// Reads CSV rows as if they were JSON objects, their columns' names as the members', so that one
/// mapper serves both forms of an export.
///
/// Empty cells are left out.
final class CSVObject {
  let separator: UInt8
  /// Number of columns.
  let width: Int
  /// The header row as it was.
  let text: [UInt8]
  /// `"name":` of each column, escaped.
  private let names: [[UInt8]]
  private let cells = JSONObjectBuffer()
  private let json = JSONObjectBuffer()
  /// The columns that have a field, and its place.
  private let columns: [(cell: Int, target: JSONFieldMap.Target)]
  private let texts: UnsafeMutableBufferPointer<JSONFieldReader.SlotText>

  /// Reads a header row.
  init(
    _ header: borrowing CSVRow, _ record: UnsafeRawBufferPointer, separator: UInt8,
    _ map: JSONFieldMap
  ) {
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
    columns = (0..<header.count).compactMap { i in
      let index = map.target(of: UserAgentReader.trimmed(header[i]), node: 0)
      return index >= 0 && map.targets[index].slot >= 0 ? (i, map.targets[index]) : nil
    }
    texts = .allocate(capacity: columns.count)
    texts.initialize(repeating: .init())
  }

  deinit { texts.deallocate() }

  /// Gives the cells of a row that was split to `reader`, in a copy that is valid until the next
  /// call.
  func read(_ row: borrowing CSVRow, with reader: JSONFieldReader) {
    var count = 0
    cells.clear()
    for column in columns where column.cell < row.count && row.cells[column.cell].count > 0 {
      let start = cells.append(row.cells[column.cell].bytes)
      texts[count] = .init(
        target: column.target, start: start, end: start &+ row.cells[column.cell].count)
      count &+= 1
    }
    reader.take(cells.bytes, UnsafeBufferPointer(rebasing: texts[0..<count]))
  }

  /// The object of a row that was split; valid until the next call. Cells without a column come
  /// last, under no name.
  func object(_ row: borrowing CSVRow) -> UnsafeRawBufferPointer {
    json.begin()
    for i in 0..<row.count where !row[i].isEmpty {
      if i < width {
        json.add(prefix: names[i], row[i])
      } else {
        json.add("", row[i])
      }
    }
    return json.end()
  }
}
