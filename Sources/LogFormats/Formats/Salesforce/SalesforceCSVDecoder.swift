import SecurityModel

/// Decodes CSV of Salesforce records: downloads of login history and setup audit trail from Setup,
/// and query results of those and of stored events.
///
/// The first row names the columns; a row that repeats names later on re-maps them.
final class SalesforceCSVDecoder: RecordDecoder {
  private let context: DecodeContext
  private let mapper: SalesforceRecordMapper
  private let rowHash: WideHash
  private let current: UnsafeMutablePointer<Current>

  /// What the per-row path needs, behind a pointer to be free of exclusivity checks.
  private struct Current: ~Copyable {
    var row = CSVRow()
    var header: SalesforceCSVHeader?
  }

  init(_ context: DecodeContext) {
    self.context = context
    mapper = SalesforceRecordMapper(context)
    rowHash = WideHash(context.secrets)
    current = .allocate(capacity: 1)
    current.initialize(to: Current())
  }

  deinit {
    current.deinitialize(count: 1)
    current.deallocate()
  }

  var framing: Framing { .quotedLines }

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    if record.allSatisfy({ $0 <= 0x20 }) { return .ignored }
    guard let header = current.pointee.header else { return try self.header(record) }
    try current.pointee.row.split(record, separator: header.separator)
    if header.isRepeated(by: current.pointee.row) { return try self.header(record) }
    let row = row(header)
    let kind = try mapper.fill(row, has: { header.has($0) }, into: &event)
    let id = SalesforceEventID.text(row, kind)
    if id.isEmpty {
      event.dedupKey = rowHash(record)
      event.flags.insert(.dedup)
    } else {
      JSONEventID.set(id, into: &event)
    }
    return .event
  }

  /// A row with as many cells as its header.
  func isWhole(_ record: UnsafeRawBufferPointer) -> Bool {
    guard let header = current.pointee.header,
      (try? current.pointee.row.split(record, separator: header.separator)) != nil
    else { return false }
    return current.pointee.row.count == header.names.count
      && (record.first != 0x22 || record.last == 0x22)
  }

  /// The cells that were split, seen through the header's map; `N/A` is no value.
  @inline(__always)
  private func row(_ header: SalesforceCSVHeader) -> SalesforceRow {
    current.pointee.row.pad(to: header.names.count)
    let cells = current.pointee.row.cells
    for i in 0..<header.names.count where cells[i].count == 3 && cells[i].bytes.isWord("n/a") {
      cells[i] = .empty
    }
    return SalesforceRow(cells: UnsafePointer(cells), map: UnsafePointer(header.map))
  }

  private func header(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> Decoded {
    let separator = CSVDialect.separator(ofHeader: record)
    try current.pointee.row.split(record, separator: separator)
    guard let header = SalesforceCSVHeader(current.pointee.row, separator: separator) else {
      throw DecodeFailure("no header row with the columns of a Salesforce record before this one")
    }
    current.pointee.header = header
    return .header
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    var event = APIEvent()
    guard try decode(record, into: &event) == .event, let header = current.pointee.header else {
      throw DecodeFailure("not an event")
    }
    var normalizer = SalesforceRecordNormalizer(event, context)
    normalizer.describe(row(header))
    var members: [JSONValue.Member] = []
    for (i, name) in header.names.enumerated() where !name.isEmpty {
      let text = String(decoding: current.pointee.row[i], as: UTF8.self)
      members.append(.init(name, .string(text)))
    }
    return normalizer.finish(members)
  }
}
