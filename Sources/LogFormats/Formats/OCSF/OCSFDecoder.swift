import SecurityModel

/// Decodes OCSF events; those of other classes are ignored.
final class OCSFDecoder: RecordDecoder {
  private let context: DecodeContext
  private let mapper: OCSFMapper

  init(_ context: DecodeContext) {
    self.context = context
    mapper = OCSFMapper(context)
  }

  let framing = Framing.lines

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    guard try mapper.fields.values.scan(record) else { return .ignored }
    guard let kind = OCSFKind(mapper.fields.values) else {
      throw DecodeFailure("no class_uid, class_name or type_uid: not an OCSF event")
    }
    if case .other = kind { return .ignored }
    try mapper.fill(&event, kind)
    if event.org.isNone { event.org = mapper.fields.defaultOrg }
    if event.integration.isNone { event.integration = event.credential }
    if event.countsByDefault { event.flags.insert(.countsAsCall) }
    if event.isUserOnlyByDefault(context.symbols) { event.flags.insert(.userOnly) }
    event.tieBreak = TieBreak.make(for: event, symbols: context.symbols)
    return .event
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    var event = APIEvent()
    guard try decode(record, into: &event) == .event else {
      throw DecodeFailure("not an event")
    }
    var normalizer = JSONRecordNormalizer(event, context)
    mapper.describe(&normalizer)
    return try normalizer.finish(record)
  }
}
