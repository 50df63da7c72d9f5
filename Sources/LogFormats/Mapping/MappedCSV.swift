import SecurityModel

/// Values of separated cells by the names of their columns.
final class MappedCSV: MappedSource {
  private struct State: ~Copyable {
    var row = CSVRow()
  }

  private let plan: MappingPlan
  private let givenSeparator: UInt8?
  private let isNamed: Bool
  private let state: UnsafeMutablePointer<State>
  private var separator: UInt8
  private var names: [String] = []
  /// The header's bytes: a row that repeats them is a header, too.
  private var header: [UInt8] = []
  /// For each source the number of its column, or one that is always empty.
  private var columns: [Int] = []

  init(_ plan: MappingPlan, separator: UInt8?, columns names: [String]) {
    self.plan = plan
    givenSeparator = separator
    self.separator = separator ?? 0x2C
    isNamed = !names.isEmpty
    state = .allocate(capacity: 1)
    state.initialize(to: State())
    if isNamed { map(names) }
  }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  func read(
    _ record: UnsafeRawBufferPointer, into values: UnsafeMutablePointer<MappedValue>
  ) throws(DecodeFailure) -> Decoded {
    var record = record
    if record.count >= 3, record[0] == 0xEF, record[1] == 0xBB, record[2] == 0xBF {
      record = record.cut(from: 3)
    }
    if !record.contains(where: { $0 > 0x20 }) { return .ignored }
    if !isNamed, header.isEmpty || record.elementsEqual(header) {
      try readHeader(record)
      return .header
    }
    try state.pointee.row.split(record, separator: separator)
    for i in 0..<columns.count {
      values[i] = MappedValue(text: Self.trimmed(state.pointee.row[columns[i]]))
    }
    return .event
  }

  func members(
    of record: UnsafeRawBufferPointer, values: UnsafeMutablePointer<MappedValue>
  ) throws(DecodeFailure) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    for i in 0..<min(names.count, state.pointee.row.count) {
      let cell = state.pointee.row[i]
      if !cell.isEmpty, !names[i].isEmpty {
        members.append(.init(names[i], .string(String(decoding: cell, as: UTF8.self))))
      }
    }
    return members
  }

  private func readHeader(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) {
    separator = givenSeparator ?? CSVDialect.separator(ofHeader: record)
    try state.pointee.row.split(record, separator: separator)
    let names = (0..<state.pointee.row.count).map {
      String(decoding: Self.trimmed(state.pointee.row[$0]), as: UTF8.self)
    }
    let known = Set(names.map(Self.canonical))
    guard plan.time.contains(where: { known.contains(Self.canonical(plan.sources[$0])) }) else {
      let wanted = plan.time.map { plan.sources[$0] }.joined(separator: ", ")
      throw DecodeFailure("the header has no column for the time (\(wanted))")
    }
    map(names)
    header = Array(record)
  }

  private func map(_ names: [String]) {
    self.names = names
    let canonical = names.map(Self.canonical)
    columns = plan.sources.map { source in
      names.firstIndex(of: source) ?? canonical.firstIndex(of: Self.canonical(source))
        ?? CSVRow.maximumCells
    }
  }

  private static func canonical(_ name: String) -> String {
    Array(name.utf8).withUnsafeBytes { CSVDialect.canonicalName($0) }
  }

  private static func trimmed(_ cell: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    var end = cell.count
    while start < end, cell[start] <= 0x20 { start += 1 }
    while end > start, cell[end - 1] <= 0x20 { end -= 1 }
    return start == 0 && end == cell.count ? cell : cell.cut(start, end)
  }
}
