import SecurityModel

/// One header row: which cell holds which field.
final class SalesforceCSVHeader {
  let separator: UInt8
  /// Names as written.
  let names: [String]
  /// For each `SalesforceField` its cell, or `CSVRow.maximumCells` (always empty).
  let map: UnsafeMutablePointer<UInt16>
  private let kind: SalesforceRecordKind?

  /// Reads a header row; nil when its columns tell no kind of record and name none.
  init?(_ row: borrowing CSVRow, separator: UInt8) {
    var names: [String] = []
    let missing = UInt16(CSVRow.maximumCells)
    let size = SalesforceField.allCases.count
    let map = UnsafeMutablePointer<UInt16>.allocate(capacity: size)
    map.initialize(repeating: missing, count: size)
    var ranks = [UInt8](repeating: .max, count: size)
    for i in 0..<row.count {
      let name = Self.trimmed(row[i])
      names.append(String(decoding: name.cut(0, 128), as: UTF8.self))
      let index = SalesforceField.map.target(of: name, node: 0)
      guard index >= 0 else { continue }
      let target = SalesforceField.map.targets[index]
      let slot = Int(target.slot)
      if slot >= 0, target.rank < ranks[slot] {
        map[slot] = UInt16(i)
        ranks[slot] = target.rank
      }
    }
    self.separator = separator
    self.names = names
    self.map = map
    kind = SalesforceRecordKind(fields: { map[$0.rawValue] != missing })
    guard kind != nil else { return nil }
  }

  deinit { map.deallocate() }

  /// Whether there is a column of the field.
  @inline(__always)
  func has(_ field: SalesforceField) -> Bool {
    map[field.rawValue] != UInt16(CSVRow.maximumCells)
  }

  /// What the columns tell.
  var columnsKind: SalesforceRecordKind { kind ?? .other }

  /// True for a row that names columns: someone joined files.
  func isRepeated(by row: borrowing CSVRow) -> Bool {
    for field in [SalesforceField.eventDate, .loginTime, .createdDate] where has(field) {
      let cell = row[Int(map[field.rawValue])]
      guard let first = cell.first, first.isLetter else { continue }
      let index = SalesforceField.map.target(of: Self.trimmed(cell), node: 0)
      return index >= 0 && Int(SalesforceField.map.targets[index].slot) >= 0
    }
    return false
  }

  /// A name without blanks and a byte-order mark.
  private static func trimmed(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let name = name.startsWith("\u{FEFF}") ? name.cut(from: 3) : name
    return UserAgentReader.trimmed(name)
  }

  /// The header of a sample's first line with text, or nil.
  static func first(of sample: UnsafeRawBufferPointer) -> SalesforceCSVHeader? {
    var framer = RecordFramer(.lines)
    var at = 0
    while true {
      let frame = framer.next(in: sample, from: at, atEnd: true)
      guard frame.kind == .record else { return nil }
      let line = UnsafeRawBufferPointer(rebasing: sample[frame.start..<frame.end])
      if line.isEmpty {
        at = frame.next
        continue
      }
      if line[0] == 0x7B || line[0] == 0x5B { return nil }
      let separator = CSVDialect.separator(ofHeader: line)
      var row = CSVRow()
      guard (try? row.split(line, separator: separator)) != nil else { return nil }
      return SalesforceCSVHeader(row, separator: separator)
    }
  }
}
