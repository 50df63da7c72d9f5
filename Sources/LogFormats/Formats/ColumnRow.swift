/// One record with its columns resolved: slices in, whatever the container was.
///
/// CSV rows are seen through the map of their header; JSON records through the identity map over
/// slices put in column order.
struct ColumnRow<Column: RawRepresentable> where Column.RawValue == Int {
  /// Slices of the record's values. The entry for missing columns is empty.
  let cells: UnsafePointer<CSVRow.Cell>
  /// For each column the index in `cells`.
  let map: UnsafePointer<UInt16>

  @inline(__always)
  subscript(column: Column) -> UnsafeRawBufferPointer {
    cells[Int(map[column.rawValue])].bytes
  }

  /// The first of two columns that has a value.
  @inline(__always)
  func first(_ a: Column, _ b: Column) -> UnsafeRawBufferPointer {
    let value = self[a]
    return value.isEmpty ? self[b] : value
  }
}
