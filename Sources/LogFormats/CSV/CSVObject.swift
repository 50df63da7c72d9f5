import SecurityModel

/// Writes CSV rows as JSON objects, their columns' names as the members', so that one reader
/// serves both forms of an export.
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
  private let buffer = JSONObjectBuffer()

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
  }

  /// The object of a row that was split; valid until the next call. Cells without a column come
  /// last, under no name.
  func object(_ row: borrowing CSVRow) -> UnsafeRawBufferPointer {
    buffer.begin()
    for i in 0..<row.count where !row[i].isEmpty {
      if i < width {
        buffer.add(prefix: names[i], row[i])
      } else {
        buffer.add("", row[i])
      }
    }
    return buffer.end()
  }
}
