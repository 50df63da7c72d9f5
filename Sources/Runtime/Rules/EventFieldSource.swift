import LogFormats
import SecurityModel
import SigmaRules

/// What rules see of an event: its normalized fields and, under their own names, those of the
/// record that it was decoded from.
///
/// Each kind costs more than the one before and is fetched only when a rule asks: fields of the
/// compact event, the record's own fields, the full normalized record.
final class EventFieldSource: FieldSource {
  /// Where a field is looked for.
  private enum Place {
    case event(EventField)
    /// Known to be in the normalized record only.
    case record
    /// The source's own name for it.
    case native
  }

  private var places: [Place] = []
  /// Positions of the rules' fields by column of a CSV row: those of its name, and normalized ones
  /// that it stands for.
  private var columns: [String: [Int]] = [:]
  /// Cells of the record in hand, by field; nil and empty ranges are cells that it doesn't have.
  private var cells: [Range<Int>?] = []
  /// All cells of the record in hand that have a text.
  private var allCells: [Range<Int>] = []
  private var cellBytes: [UInt8] = []
  private var json = JSONFieldSource()
  private var native = Native.unread
  private var record: NormalizedEvent??
  private var event = APIEvent()
  private var symbols: SymbolTable
  private var makeRecord: () -> NormalizedEvent? = { nil }
  private let withRaw: RawAccess

  /// Gives the bytes of an event's record and the decoder that read it.
  typealias RawAccess = (
    _ event: APIEvent, _ body: (UnsafeRawBufferPointer, any RecordDecoder) -> Void
  ) -> Void

  private enum Native { case unread, json, cells, none }

  init(_ fields: FieldTable, symbols: SymbolTable, withRaw: @escaping RawAccess) {
    self.symbols = symbols
    self.withRaw = withRaw
    use(fields)
  }

  /// Prepares for the fields of a set of rules.
  func use(_ fields: FieldTable) {
    places = fields.names.map { field in
      if let known = EventField(rawValue: field.name) { return .event(known) }
      return Self.recordFields.contains(field.name) ? .record : .native
    }
    columns = [:]
    for field in fields.names {
      for column in Self.columnsOfFields[field.name] ?? [field.name] {
        columns[column, default: []].append(field.index)
      }
    }
    cells = Array(repeating: nil, count: places.count)
  }

  /// Normalized fields that only the full record has.
  private static let recordFields: Set<String> = Set(NormalizedFields.allNames)
    .subtracting(EventField.allCases.map(\.rawValue))

  /// Columns of Event Log Files that hold a normalized field, best first: spares making the full
  /// record for them.
  private static let columnsOfFields: [String: [String]] = [
    "query": ["QUERY"],
    "uri": ["URI", "REQUEST_PATH", "API_RESOURCE", "URL"],
    "error": ["EXCEPTION_MESSAGE", "ERROR_MESSAGE", "FAILURE_REASON", "ERROR_DESCRIPTION"],
    "request_id": ["REQUEST_ID"], "job_id": ["JOB_ID"], "request_bytes": ["REQUEST_SIZE"],
    "login_type": ["LOGIN_TYPE"], "login_sub_type": ["LOGIN_SUB_TYPE"],
    "tls_version": ["TLS_PROTOCOL"], "scopes": ["SCOPES"],
    "status": [
      "LOGIN_STATUS", "JOB_STATUS", "REQUEST_STATUS", "RESULT", "ACCESS_ERROR", "STATUS",
    ],
  ]

  /// Turns to another event.
  func load(_ event: borrowing APIEvent, record: @escaping () -> NormalizedEvent?) {
    self.event = copy event
    makeRecord = record
    self.record = nil
    native = .unread
  }

  /// Lets go of what was lent for the event in hand.
  func unload() {
    makeRecord = { nil }
    record = nil
  }

  func read(_ field: FieldName, into values: inout FieldValues) {
    switch places[field.index] {
    case .event(.status) where event.status <= 0:
      // Not an HTTP status but a word of the source's own, or nothing at all.
      openNative()
      if native != .cells || cells[field.index] != nil { readRecord(field.name, into: &values) }
    case .event(let known): known.read(event, symbols, into: &values)
    case .record:
      openNative()
      if native == .cells, let cell = cells[field.index] {
        append(cell, into: &values)
      } else if native != .cells || Self.columnsOfFields[field.name] == nil {
        readRecord(field.name, into: &values)
      }
    case .native: readNative(field, into: &values)
    }
  }

  func readAll(into values: inout FieldValues) {
    openNative()
    if native == .json { return json.readAll(into: &values) }
    if native == .cells {
      for cell in allCells { append(cell, into: &values) }
      return
    }
    for member in fullRecord()?.members ?? [] { Self.append(member.value, into: &values) }
  }

  // MARK: - Native fields

  private func readNative(_ field: FieldName, into values: inout FieldValues) {
    openNative()
    switch native {
    case .json: json.read(field, into: &values)
    case .cells: if let cell = cells[field.index] { append(cell, into: &values) }
    case .none: readRecord(field.name, into: &values)
    case .unread: break
    }
  }

  private func openNative() {
    guard native == .unread else { return }
    native = .none
    withRaw(event) { bytes, decoder in
      decoder.withPayload(of: bytes) { payload in
        if payload.first(where: { $0 > 0x20 }) == 0x7B {
          if (try? json.load(payload)) != nil { native = .json }
          return
        }
        cellBytes.removeAll(keepingCapacity: true)
        allCells.removeAll(keepingCapacity: true)
        for i in cells.indices { cells[i] = nil }
        let known = decoder.forEachNative(of: payload) { name, value in
          if value.isEmpty { return }
          let start = cellBytes.count
          cellBytes.append(contentsOf: value)
          allCells.append(start..<cellBytes.count)
          for field in columns[name] ?? [] where cells[field] == nil {
            cells[field] = start..<cellBytes.count
          }
        }
        if known { native = .cells }
      }
    }
  }

  private func append(_ cell: Range<Int>, into values: inout FieldValues) {
    cellBytes.withUnsafeBytes {
      values.append(text: UnsafeRawBufferPointer(rebasing: $0[cell]))
    }
  }

  // MARK: - Full record

  private func fullRecord() -> NormalizedEvent? {
    if let record { return record }
    let made = makeRecord()
    record = .some(made)
    return made
  }

  /// Reads a member of the normalized record; dots reach into objects.
  private func readRecord(_ name: String, into values: inout FieldValues) {
    guard let record = fullRecord() else { return }
    if let value = record[name] { return Self.append(value, into: &values) }
    guard let dot = name.firstIndex(of: ".") else { return }
    guard var value = record[String(name[..<dot])] else { return }
    for part in name[name.index(after: dot)...].split(separator: ".") {
      guard let inner = value[String(part)] else { return }
      value = inner
    }
    Self.append(value, into: &values)
  }

  private static func append(_ value: JSONValue, into values: inout FieldValues) {
    switch value {
    case .null: values.appendNull()
    case .bool(let value): values.append(bool: value)
    case .integer(let value): values.append(integer: value)
    case .double(let value): values.append(double: value)
    case .string(let value): values.append(text: value)
    case .array(let elements):
      if elements.isEmpty { values.appendNull() }
      for element in elements { append(element, into: &values) }
    case .object: values.appendOther()
    }
  }
}
