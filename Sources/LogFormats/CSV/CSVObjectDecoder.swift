import SecurityModel

/// Decodes the rows of a CSV export by the format of the records that were exported.
///
/// A header row that comes again, or another one, maps the columns anew: exports get joined.
final class CSVObjectDecoder<Mapper: JSONMapper>: RecordDecoder {
  /// Headers remembered for rows that come, or are normalized, after another one.
  private static var maximumHeaders: Int { 16 }

  private let objects: JSONRecordDecoder<Mapper>
  private let reader: JSONFieldReader
  private let state: UnsafeMutablePointer<State>

  private struct State: ~Copyable {
    var row = CSVRow()
    var header: CSVObject?
    var headers: [CSVObject] = []
  }

  init(_ mapper: Mapper, _ context: DecodeContext) {
    objects = JSONRecordDecoder(mapper, context)
    reader = mapper.fields.values.reader
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  let framing = Framing.quotedLines

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    guard let first = record.first else { return .ignored }
    if first <= 0x20, record.allSatisfy({ $0 <= 0x20 }) { return .ignored }
    guard let header = state.pointee.header else { return try self.header(record) }
    try state.pointee.row.split(record, separator: header.separator)
    if namesColumn(state.pointee.row[0]), isHeader(record) { return try self.header(record) }
    try fitting(record, header).read(state.pointee.row, with: reader)
    try objects.fill(&event)
    return .event
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    guard let header = state.pointee.header else {
      throw DecodeFailure("no header row before this record")
    }
    try state.pointee.row.split(record, separator: header.separator)
    let fitting = try fitting(record, header)
    fitting.read(state.pointee.row, with: reader)
    var event = APIEvent()
    try objects.fill(&event)
    return try objects.describe(event, fitting.object(state.pointee.row))
  }

  /// A row with as many cells as its header.
  func isWhole(_ record: UnsafeRawBufferPointer) -> Bool {
    guard let header = state.pointee.header,
      (try? state.pointee.row.split(record, separator: header.separator)) != nil
    else { return false }
    return state.pointee.row.count == header.width
      && (record.first != 0x22 || record.last == 0x22)
  }

  /// The header of a row, which is then split: the one in force, or, when that has another number
  /// of columns, the newest one with the row's.
  private func fitting(
    _ record: UnsafeRawBufferPointer, _ header: CSVObject
  ) throws(DecodeFailure) -> CSVObject {
    if state.pointee.row.count != header.width, state.pointee.headers.count > 1 {
      for other in state.pointee.headers.reversed() where other !== header {
        try state.pointee.row.split(record, separator: other.separator)
        if state.pointee.row.count == other.width { return other }
      }
      try state.pointee.row.split(record, separator: header.separator)
    }
    return header
  }

  // MARK: Headers

  /// A look at the first cell, which tells nearly all rows from headers.
  @inline(__always)
  private func namesColumn(_ cell: UnsafeRawBufferPointer) -> Bool {
    guard let first = cell.first, first.isLetter || first >= 0x80 || first <= 0x20 else {
      return false
    }
    return cell.count <= JSONFieldMap.longestName
      && Mapper.map.target(of: UserAgentReader.trimmed(cell), node: 0) >= 0
  }

  /// Whether a row has the form of a header: most of its cells are names of columns.
  private func isHeader(_ record: UnsafeRawBufferPointer) -> Bool {
    if let header = state.pointee.header, header.text.elementsEqual(record) { return true }
    var row = CSVRow()
    guard (try? row.split(record, separator: CSVDialect.separator(ofHeader: record))) != nil else {
      return false
    }
    return CSVHeader.known(row, Mapper.map) * 2 > row.count
  }

  private func header(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> Decoded {
    let separator = CSVDialect.separator(ofHeader: record)
    try state.pointee.row.split(record, separator: separator)
    guard CSVHeader.known(state.pointee.row, Mapper.map) >= 2 else {
      throw DecodeFailure("no header row with names of this format before this record")
    }
    let header = CSVObject(state.pointee.row, record, separator: separator, Mapper.map)
    state.pointee.headers.removeAll { $0.text == header.text }
    state.pointee.headers.append(header)
    if state.pointee.headers.count > Self.maximumHeaders { state.pointee.headers.removeFirst() }
    state.pointee.header = header
    return .header
  }
}

/// Looks at the header row of a CSV export.
enum CSVHeader {
  /// Number of cells that name a field.
  static func known(_ row: borrowing CSVRow, _ map: JSONFieldMap) -> Int {
    var count = 0
    for i in 0..<row.count where map.target(of: UserAgentReader.trimmed(row[i]), node: 0) >= 0 {
      count += 1
    }
    return count
  }

  /// The fields that the first line of `sample` names; nil when it is no header row.
  static func fields<Field: JSONField>(
    _ sample: UnsafeRawBufferPointer, _: Field.Type, _ map: JSONFieldMap
  ) -> (fields: Set<Field>, names: Set<String>)? {
    var framer = RecordFramer(.lines)
    var at = 0
    while true {
      let frame = framer.next(in: sample, from: at, atEnd: true)
      guard frame.kind == .record else { return nil }
      at = frame.next
      let line = sample.cut(frame.start, frame.end)
      guard let first = line.first(where: { $0 > 0x20 }) else { continue }
      if first == 0x7B || first == 0x5B { return nil }
      var row = CSVRow()
      guard (try? row.split(line, separator: CSVDialect.separator(ofHeader: line))) != nil,
        row.count > 1
      else { return nil }
      var fields: Set<Field> = []
      var names: Set<String> = []
      for i in 0..<row.count {
        let name = UserAgentReader.trimmed(row[i])
        names.insert(CSVDialect.canonicalName(name))
        let target = map.target(of: name, node: 0)
        if target >= 0, let field = Field(rawValue: Int(map.targets[target].slot)) {
          fields.insert(field)
        }
      }
      return (fields, names)
    }
  }
}
