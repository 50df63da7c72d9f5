/// The columns of one row under their own names, for its full record.
struct EventLogFileNatives {
  /// Names as written.
  let names: [String]
  /// The column of each name, where crmwatch knows it.
  let columns: [EventLogFileColumn?]
  /// Their values; more of them than names when the row is longer than its header.
  let values: [[UInt8]]

  init(names: [String], columns: [EventLogFileColumn?], values: [[UInt8]]) {
    self.names = names
    self.columns = columns
    self.values = values
  }

  /// The cells of a CSV row.
  init(_ header: EventLogFileHeader, _ row: borrowing CSVRow) {
    names = header.names
    columns = header.columns
    var values: [[UInt8]] = []
    for i in 0..<row.count { values.append(Array(row[i])) }
    self.values = values
  }
}
