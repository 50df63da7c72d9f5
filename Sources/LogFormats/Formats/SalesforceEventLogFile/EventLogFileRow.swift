/// One Event Log File row with its columns resolved: slices in, whatever the container was.
///
/// CSV rows are seen through the map of their header; rows in JSON form can use the identity map
/// over slices put in column order.
struct EventLogFileRow {
  /// Slices of the row's values. The entry for missing columns is empty.
  let cells: UnsafePointer<CSVRow.Cell>
  /// For each `EventLogFileColumn` the index in `cells`.
  let map: UnsafePointer<UInt16>

  @inline(__always)
  subscript(column: EventLogFileColumn) -> UnsafeRawBufferPointer {
    cells[Int(map[Int(column.rawValue)])].bytes
  }

  /// The first of two columns that has a value.
  @inline(__always)
  func first(_ a: EventLogFileColumn, _ b: EventLogFileColumn) -> UnsafeRawBufferPointer {
    let value = self[a]
    return value.isEmpty ? self[b] : value
  }
}
