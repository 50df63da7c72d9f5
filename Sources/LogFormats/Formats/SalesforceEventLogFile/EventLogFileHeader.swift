import SecurityModel

/// One header row: which cell holds which column.
///
/// Names are looked up once, here; rows are then read by index.
final class EventLogFileHeader {
  let separator: UInt8
  /// Number of columns.
  let width: Int
  /// Names as written, for the columns that have no normalized name.
  let names: [String]
  /// The column of each cell, where crmwatch knows it.
  let columns: [EventLogFileColumn?]
  /// For each `EventLogFileColumn` its cell, or `CSVRow.maximumCells` (always empty).
  let map: UnsafeMutablePointer<UInt16>
  /// Event types that were read under this header.
  var types: Set<Symbol> = []

  /// Reads a header row; nil when it doesn't name an event type and a time.
  init?(_ row: borrowing CSVRow, separator: UInt8) {
    var names: [String] = []
    for i in 0..<row.count {
      // Two names were seen glued into one cell.
      let parts = row[i].split(separator: 0x2C, omittingEmptySubsequences: true)
      if parts.isEmpty { names.append("") }
      for part in parts {
        let name = UserAgentReader.trimmed(UnsafeRawBufferPointer(rebasing: part))
        names.append(String(decoding: name.cut(0, 128), as: UTF8.self))
      }
    }
    names = Array(names.prefix(CSVRow.maximumCells))
    let missing = UInt16(CSVRow.maximumCells)
    let size = EventLogFileColumn.allCases.count
    let map = UnsafeMutablePointer<UInt16>.allocate(capacity: size)
    map.initialize(repeating: missing, count: size)
    var columns: [EventLogFileColumn?] = []
    for (cell, name) in names.enumerated() {
      let canonical = Array(name.utf8).withUnsafeBytes { CSVDialect.canonicalName($0) }
      let column = EventLogFileColumn.byName[canonical]
      columns.append(column)
      if let column, map[Int(column.rawValue)] == missing {
        map[Int(column.rawValue)] = UInt16(cell)
      }
    }
    self.separator = separator
    width = names.count
    self.names = names
    self.columns = columns
    self.map = map
    let hasTime = columns.contains(.timestamp) || columns.contains(.timestampDerived)
    guard columns.contains(.eventType), hasTime else { return nil }
  }

  deinit { map.deallocate() }

  /// The cell of `column`, or nil.
  func cell(of column: EventLogFileColumn) -> Int? {
    let cell = Int(map[Int(column.rawValue)])
    return cell < CSVRow.maximumCells ? cell : nil
  }

  /// True when both map the same names in the same order.
  func hasSameColumns(as other: EventLogFileHeader) -> Bool {
    separator == other.separator && names == other.names
  }
}
