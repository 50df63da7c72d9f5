import SecurityModel

/// Decodes Salesforce's JSON records: stream messages with their envelope, bare payloads, stored
/// events, login history and setup audit trail, mixed as they come.
final class SalesforceJSONDecoder: RecordDecoder {
  private let context: DecodeContext
  private let mapper: SalesforceRecordMapper
  private let cells: JSONCells<SalesforceField>
  private let recordHash: WideHash

  init(_ context: DecodeContext) {
    self.context = context
    mapper = SalesforceRecordMapper(context)
    cells = JSONCells(SalesforceField.map, hidesNotAvailable: true)
    recordHash = WideHash(context.secrets)
  }

  let framing = Framing.lines

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    guard try cells.fill(record) else { return .ignored }
    let row = cells.row
    if isNoEvent(row) { return .ignored }
    let cells = cells
    let kind = try mapper.fill(row, has: { cells.has($0) }, into: &event)
    let id = SalesforceEventID.text(row, kind)
    if id.isEmpty {
      event.dedupKey = recordHash(record)
      event.flags.insert(.dedup)
    } else {
      JSONEventID.set(id, into: &event)
    }
    return .event
  }

  /// Messages about the subscription itself, and the metadata of Event Log Files.
  private func isNoEvent(_ row: SalesforceRow) -> Bool {
    row[.channel].startsWith("/meta/") || row[.attributesType].isWord("eventlogfile")
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    var event = APIEvent()
    guard try decode(record, into: &event) == .event else {
      throw DecodeFailure("not an event")
    }
    let members = try JSONTree.members(of: record)
    var normalizer = SalesforceRecordNormalizer(event, context)
    normalizer.describe(cells.row)
    return normalizer.finish(SalesforceEnvelope.opened(members))
  }
}
