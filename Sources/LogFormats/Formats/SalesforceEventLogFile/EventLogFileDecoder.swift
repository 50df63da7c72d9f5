import SecurityModel

/// Decodes the rows of one Event Log File, or of several joined into one.
///
/// Every header row re-maps the columns, so files of several types may follow each other.
final class EventLogFileDecoder: RecordDecoder {
  /// Headers remembered for `normalize`, which may come later than a re-mapping.
  private static let maximumHeaders = 64

  private let context: DecodeContext
  private let mapper: EventLogFileMapper
  private let rowHash: WideHash
  private let current: UnsafeMutablePointer<Current>
  private var headers: [EventLogFileHeader] = []
  /// Rows that had more cells than their header has names.
  private(set) var longRows = 0

  var remark: String? {
    switch longRows {
    case 0: nil
    case 1: "1 row has more cells than its header"
    default: "\(longRows) rows have more cells than their header"
    }
  }

  /// What the per-row path needs, behind a pointer to be free of exclusivity checks.
  private struct Current: ~Copyable {
    var row = CSVRow()
    /// The header in force; its map and width stand beside it, because reaching for an object
    /// at every row costs more than the row's cells.
    var header: EventLogFileHeader?
    var map: UnsafePointer<UInt16>?
    var width = 0
    var separator: UInt8 = 0x2C
    var lastType = Symbol.none
  }

  init(_ context: DecodeContext) {
    self.context = context
    mapper = EventLogFileMapper(context)
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
    if isBlank(record) { return .ignored }
    guard let map = current.pointee.map, !startsWithHeaderName(record) else {
      return try self.header(record)
    }
    try current.pointee.row.split(record, separator: current.pointee.separator)
    let row = resolvedRow(map)
    // A header row in the middle, or one that was loaded as data.
    if isHeaderName(row[.eventType]) { return try self.header(record) }
    do throws(DecodeFailure) {
      _ = try mapper.fill(row, into: &event)
    } catch {
      // A header row with other columns first has no time where this header expects one.
      if hasHeaderName() { return try self.header(record) }
      throw error
    }
    if event.eventType != current.pointee.lastType { noteType(event.eventType) }
    event.dedupKey = rowHash(record)
    event.flags.insert(.dedup)
    return .event
  }

  /// A row with as many cells as its header, the last of them closed where it is quoted.
  func isWhole(_ record: UnsafeRawBufferPointer) -> Bool {
    guard let header = current.pointee.header, !isBlank(record), !startsWithHeaderName(record),
      (try? current.pointee.row.split(record, separator: header.separator)) != nil
    else { return false }
    return current.pointee.row.count == header.width
      && (record[0] != 0x22 || record[record.count - 1] == 0x22)
  }

  /// The cells that were split, seen through the header's map.
  @inline(__always)
  private func resolvedRow(_ map: UnsafePointer<UInt16>) -> EventLogFileRow {
    let count = current.pointee.row.count
    if count < current.pointee.width {
      current.pointee.row.pad(to: current.pointee.width)
    } else if count > current.pointee.width {
      longRows &+= 1
    }
    return EventLogFileRow(cells: UnsafePointer(current.pointee.row.cells), map: map)
  }

  /// Remembers that the header has read rows of that type, for `normalize`.
  private func noteType(_ type: Symbol) {
    current.pointee.lastType = type
    guard let header = current.pointee.header, header.types.count < 256 else { return }
    header.types.insert(type)
  }

  // MARK: - Headers

  private func isBlank(_ record: UnsafeRawBufferPointer) -> Bool {
    guard let first = record.first else { return true }
    return first <= 0x20 && record.allSatisfy { $0 <= 0x20 }
  }

  /// True for a cell that says `EVENT_TYPE` in one of its spellings.
  @inline(__always)
  private func isHeaderName(_ cell: UnsafeRawBufferPointer) -> Bool {
    guard let first = cell.first, first | 0x20 == 0x65 else { return false }
    return cell.isWord("event_type") || cell.isWord("eventtype")
  }

  /// True for a record that starts with `EVENT_TYPE`, whatever separates its cells.
  @inline(__always)
  private func startsWithHeaderName(_ record: UnsafeRawBufferPointer) -> Bool {
    let at = record[0] == 0x22 ? 1 : 0
    guard record.count > at + 9, record[at] | 0x20 == 0x65 else { return false }
    return record.cut(at, at + 10).isWord("event_type")
      || (record.cut(at, at + 9).isWord("eventtype") && !record[at + 9].isAlphanumeric)
  }

  /// True when some cell of the split row says `EVENT_TYPE`: a header with other columns first.
  private func hasHeaderName() -> Bool {
    for i in 0..<current.pointee.row.count where isHeaderName(current.pointee.row[i]) {
      return true
    }
    return false
  }

  /// Re-maps the columns by a header row.
  private func header(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> Decoded {
    let separator = CSVDialect.separator(ofHeader: record)
    try current.pointee.row.split(record, separator: separator)
    guard let header = EventLogFileHeader(current.pointee.row, separator: separator) else {
      throw DecodeFailure(
        current.pointee.header == nil
          ? "no header row with EVENT_TYPE and TIMESTAMP before this record"
          : "a header row without a time column")
    }
    let known = headers.firstIndex { $0.hasSameColumns(as: header) }
    let chosen = known.map { headers.remove(at: $0) } ?? header
    headers.append(chosen)
    if headers.count > Self.maximumHeaders { headers.removeFirst() }
    use(chosen)
    return .header
  }

  private func use(_ header: EventLogFileHeader) {
    current.pointee.header = header
    current.pointee.map = UnsafePointer(header.map)
    current.pointee.width = header.width
    current.pointee.separator = header.separator
    current.pointee.lastType = .none
  }

  // MARK: - Full record

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    let before = current.pointee.header
    let long = longRows
    defer {
      if let before { use(before) }
      longRows = long
    }
    if let fitting = header(for: record) { use(fitting) }
    var event = APIEvent()
    guard try decode(record, into: &event) == .event, let header = current.pointee.header else {
      throw DecodeFailure("not an event")
    }
    var normalizer = EventLogFileNormalizer(context: context)
    return normalizer.normalize(
      event, resolvedRow(UnsafePointer(header.map)),
      EventLogFileNatives(header, current.pointee.row))
  }

  func forEachNative(
    of record: UnsafeRawBufferPointer,
    _ body: (_ name: String, _ value: UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    // Leaves the row split under the header that it finds.
    guard let header = header(for: record),
      (try? current.pointee.row.split(record, separator: header.separator)) != nil
    else { return false }
    let count = min(header.names.count, current.pointee.row.count)
    for cell in 0..<count { body(header.names[cell], current.pointee.row[cell]) }
    return true
  }

  /// The header that `record` was decoded under: the newest that has read its type and, if there
  /// is one, has its number of columns.
  private func header(for record: UnsafeRawBufferPointer) -> EventLogFileHeader? {
    var second: EventLogFileHeader?
    for header in headers.reversed() {
      do throws(DecodeFailure) {
        try current.pointee.row.split(record, separator: header.separator)
      } catch {
        continue
      }
      guard let cell = header.cell(of: .eventType) else { continue }
      let type = context.symbols.intern(current.pointee.row[cell])
      guard header.types.contains(type) else { continue }
      if current.pointee.row.count == header.width { return header }
      second = second ?? header
    }
    return second
  }
}
