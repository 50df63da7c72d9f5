import SecurityModel

/// The values of a scanned record as plain texts in the order of their fields, so that a mapper
/// for CSV rows reads JSON records too.
///
/// All texts are valid until the next `fill`, and while the record is.
final class JSONCells<Field: JSONField> {
  let reader: JSONFieldReader
  /// Whether `N/A` means that there is no value.
  private let hidesNotAvailable: Bool
  /// Whether a pair of quotes that a text has of its own is taken off.
  private let stripsQuotes: Bool
  private let cells: UnsafeMutablePointer<CSVRow.Cell>
  private let map: UnsafeMutablePointer<UInt16>
  private let scratch: UnsafeMutablePointer<Scratch>

  /// Memory for texts that had escapes.
  private struct Scratch {
    var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    var used = 0
  }

  init(
    _ fieldMap: JSONFieldMap, hidesNotAvailable: Bool = false, stripsQuotes: Bool = false
  ) {
    reader = JSONFieldReader(fieldMap)
    self.hidesNotAvailable = hidesNotAvailable
    self.stripsQuotes = stripsQuotes
    let count = max(1, fieldMap.slotCount)
    cells = .allocate(capacity: count)
    cells.initialize(repeating: .empty, count: count)
    map = .allocate(capacity: count)
    for i in 0..<count { (map + i).initialize(to: UInt16(i)) }
    scratch = .allocate(capacity: 1)
    scratch.initialize(to: Scratch())
  }

  deinit {
    cells.deallocate()
    map.deallocate()
    scratch.pointee.bytes.deallocate()
    scratch.deallocate()
  }

  /// The record as a row.
  @inline(__always)
  var row: ColumnRow<Field> {
    ColumnRow(cells: UnsafePointer(cells), map: UnsafePointer(map))
  }

  /// Whether the record has the field, even if it is null.
  @inline(__always)
  func has(_ field: Field) -> Bool { reader.slots[field.rawValue].end != 0 }

  /// Takes the next record.
  /// - Returns: false for a blank line or a comment.
  @inline(__always)
  func fill(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> Bool {
    guard try reader.scan(record), let base = record.baseAddress else { return false }
    scratch.pointee.used = 0
    let slots = reader.slots
    for i in 0..<reader.map.slotCount {
      let token = slots[i]
      switch token.kind {
      case .null, .array: cells[i] = .empty
      case .string:
        if token.isEscaped {
          cells[i] = unescaped(token, record)
        } else {
          cells[i] = plain(base + Int(token.start), token.count)
        }
      case .number, .bool:
        cells[i] = CSVRow.Cell(start: base + Int(token.start), count: token.count)
      case .object: cells[i] = unwrapped(token, record)
      }
    }
    return true
  }

  @inline(__always)
  private func plain(_ start: UnsafeRawPointer, _ count: Int) -> CSVRow.Cell {
    if hidesNotAvailable, count == 3, start.load(as: UInt8.self) == 0x4E,
      start.load(fromByteOffset: 1, as: UInt8.self) == 0x2F,
      start.load(fromByteOffset: 2, as: UInt8.self) == 0x41
    {
      return .empty
    }
    return CSVRow.Cell(start: start, count: count)
  }

  @inline(never)
  private func unescaped(
    _ token: JSONToken, _ record: UnsafeRawBufferPointer
  ) -> CSVRow.Cell {
    // All texts of one record fit, so that it never grows while they are in use.
    let needed = record.count &+ 8 &* (reader.map.slotCount &+ 1)
    if scratch.pointee.bytes.count < needed {
      guard scratch.pointee.used == 0 else { return .empty }
      scratch.pointee.bytes.deallocate()
      scratch.pointee.bytes = .allocate(byteCount: max(8_192, needed * 2), alignment: 1)
    }
    let used = scratch.pointee.used
    let room = UnsafeMutableRawBufferPointer(rebasing: scratch.pointee.bytes[used...])
    let length = JSONText.unescape(token.bytes(in: record), into: room)
    scratch.pointee.used = used &+ length
    guard let start = room.baseAddress else { return .empty }
    if stripsQuotes, length >= 2, room[0] == 0x22, room[length &- 1] == 0x22 {
      return plain(UnsafeRawPointer(start) + 1, length &- 2)
    }
    return plain(UnsafeRawPointer(start), length)
  }

  /// The value of `{"string": "x"}`: Avro's way to write a value that may be null.
  @inline(never)
  private func unwrapped(
    _ token: JSONToken, _ record: UnsafeRawBufferPointer
  ) -> CSVRow.Cell {
    guard let value = AvroUnion.value(of: token, in: record), value.kind.isScalar,
      let base = record.baseAddress
    else { return .empty }
    if value.isEscaped { return unescaped(value, record) }
    return plain(base + Int(value.start), value.count)
  }
}

extension JSONToken.Kind {
  /// True for texts, numbers, true and false.
  @inline(__always)
  var isScalar: Bool { self == .string || self == .number || self == .bool }
}
