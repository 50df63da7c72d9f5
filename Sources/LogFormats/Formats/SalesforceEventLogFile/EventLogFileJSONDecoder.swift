import SecurityModel

/// Decodes Event Log File rows in the form of JSON objects; what they mean is the mapper's.
final class EventLogFileJSONDecoder: RecordDecoder {
  private let context: DecodeContext
  private let mapper: EventLogFileMapper
  private let cells: JSONCells<EventLogFileColumn>
  private let recordHash: WideHash

  init(_ context: DecodeContext) {
    self.context = context
    mapper = EventLogFileMapper(context)
    cells = JSONCells(EventLogFileColumn.map, stripsQuotes: true)
    recordHash = WideHash(context.secrets)
  }

  let framing = Framing.lines

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    guard try cells.fill(record) else { return .ignored }
    let type = cells.row[.eventType]
    // A header row that was loaded as data, and the metadata of a file.
    if type.isWord("event_type") || type.isWord("eventlogfile") { return .ignored }
    _ = try mapper.fill(cells.row, into: &event)
    event.dedupKey = recordHash(record)
    event.flags.insert(.dedup)
    return .event
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    var event = APIEvent()
    guard try decode(record, into: &event) == .event else {
      throw DecodeFailure("not an event")
    }
    // The texts live in the cells until the next record.
    var normalizer = EventLogFileNormalizer(context: context)
    var values: [[UInt8]] = []
    var names: [String] = []
    var columns: [EventLogFileColumn?] = []
    for member in try JSONTree.members(of: record) {
      let index = Array(member.name.utf8).withUnsafeBytes {
        EventLogFileColumn.map.target(of: $0, node: 0)
      }
      let slot = index < 0 ? -1 : Int(EventLogFileColumn.map.targets[index].slot)
      names.append(member.name)
      columns.append(EventLogFileColumn(rawValue: slot))
      values.append(Array(Self.text(member.value).utf8))
    }
    return normalizer.normalize(
      event, cells.row, EventLogFileNatives(names: names, columns: columns, values: values))
  }

  /// The text of a value as a cell of a CSV would have it; lists and objects as JSON.
  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text):
      text.count >= 2 && text.first == "\"" && text.last == "\""
        ? String(text.dropFirst().dropLast()) : text
    default: value.text
    }
  }
}
