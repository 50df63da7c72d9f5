import SecurityModel

/// Makes events of the records of one JSON source; a format is one of these and a `LogFormat`.
protocol JSONMapper {
  associatedtype Field: JSONField

  /// Where records have the fields; made once.
  static var map: JSONFieldMap { get }

  /// How sure the format is that a record is its own, and why; nil when it isn't. A confidence
  /// of 0 is for records that may stand between its own ones.
  static func judge(_ values: JSONValues<Field>) -> FormatMatch?

  /// The values of the record at hand.
  var fields: JSONFields<Field> { get }

  /// Fills everything of the event but what `JSONRecordDecoder` does for all formats: the assumed
  /// organisation, a missing integration name, whether it counts as a call, its order.
  /// - Throws: `DecodeFailure` for a record without time or identity, or not of this format.
  func fill(_ event: inout APIEvent) throws(DecodeFailure)

  /// Adds to the full record what the event doesn't hold.
  func describe(_ normalizer: inout JSONRecordNormalizer)

  /// Names, in lower-case letters and digits, whose values are personal data.
  var personalNames: Set<String> { get }
}

extension JSONMapper {
  var personalNames: Set<String> { [] }
}

/// Decodes the records of one JSON source, an object each.
final class JSONRecordDecoder<Mapper: JSONMapper>: RecordDecoder {
  private let mapper: Mapper
  private let context: DecodeContext

  init(_ mapper: Mapper, _ context: DecodeContext) {
    self.mapper = mapper
    self.context = context
  }

  let framing = Framing.lines

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    guard try mapper.fields.values.scan(record) else { return .ignored }
    try mapper.fill(&event)
    if event.org.isNone { event.org = mapper.fields.defaultOrg }
    if event.integration.isNone { event.integration = event.credential }
    if event.countsByDefault, !event.flags.contains(.secondaryRow) {
      event.flags.insert(.countsAsCall)
    }
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
    return try normalizer.finish(record, hiding: mapper.personalNames)
  }
}
