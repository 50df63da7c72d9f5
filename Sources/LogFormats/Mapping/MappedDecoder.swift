import SecurityModel

/// Decodes records of a mapped format: JSON, separated values, or lines of a template.
final class MappedDecoder: RecordDecoder {
  let framing: Framing
  private let plan: MappingPlan
  private let fields: MappedFields
  private let source: any MappedSource
  private let finish: (@Sendable (MappedFields, inout APIEvent) -> Void)?

  /// - Parameter finish: completes the event where a format needs more than a mapping can say.
  init(
    _ plan: MappingPlan, _ context: DecodeContext, spelling: JSONSpelling = .exact,
    finish: (@Sendable (MappedFields, inout APIEvent) -> Void)? = nil
  ) {
    self.plan = plan
    self.finish = finish
    fields = MappedFields(plan, context)
    switch plan.mapping.records {
    case .json:
      source = MappedJSON(plan, spelling: spelling)
      framing = .lines
    case .csv(let separator, let columns):
      source = MappedCSV(plan, separator: separator, columns: columns)
      framing = .quotedLines
    case .lines(let template):
      source = MappedLine(plan, template)
      framing = .lines
    }
  }

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    let result = try source.read(record, into: fields.values)
    guard result == .event else { return result }
    try fields.read(into: &event)
    finish?(fields, &event)
    return .event
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    var event = APIEvent()
    guard try decode(record, into: &event) == .event else {
      throw DecodeFailure("not an event")
    }
    let built = fields.record
    var known: [(NormalizedKey, JSONValue)] = []
    for key in NormalizedKey.allCases where built.has(key) {
      var value = JSONTree.value(built.token(key), in: built.bytes)
      if key.isNumber, let text = value.string { value = Self.number(text) ?? value }
      // Envoy's way of saying that there was no answer.
      if key == .status, value == 0 { continue }
      known.append((key, value))
    }
    return NativeJSONNormalizer(context: fields.context).normalize(
      known, extras: try source.members(of: record, values: fields.values), event,
      isSecret: { [plan] path in plan.isSecret(path) })
  }

  /// A text that is a number as one.
  private static func number(_ text: String) -> JSONValue? {
    if let integer = Int64(text) { return .integer(integer) }
    guard let double = Double(text), double.isFinite else { return nil }
    return .double(double)
  }
}

/// Finds the values of a plan's sources in records.
protocol MappedSource: AnyObject {
  /// Notes the value of each source; they are valid until the next call, while the record is.
  func read(
    _ record: UnsafeRawBufferPointer, into values: UnsafeMutablePointer<MappedValue>
  ) throws(DecodeFailure) -> Decoded

  /// What the record that was read last has, by its own names.
  func members(
    of record: UnsafeRawBufferPointer, values: UnsafeMutablePointer<MappedValue>
  ) throws(DecodeFailure) -> [JSONValue.Member]
}

extension MappingPlan {
  /// True when the source of that name holds a secret.
  func isSecret(_ name: String) -> Bool {
    guard !secrets.isEmpty, let number = sources.firstIndex(of: name) else { return false }
    return secrets.contains(number)
  }
}
