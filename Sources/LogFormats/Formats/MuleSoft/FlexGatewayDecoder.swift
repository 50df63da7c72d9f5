import SecurityModel

/// Decodes a Flex Gateway's log: text lines, or JSON lines with the same parts.
///
/// What a policy printed is brought into the form of one JSON object: it is one already, or it is
/// a row of `key=value`.
final class FlexGatewayDecoder: RecordDecoder {
  private enum Line: Int, JSONField {
    case date, kind, message, received, disposition

    var paths: [String] {
      switch self {
      case .date: ["date", "timestamp", "@timestamp", "time"]
      case .kind: ["kind"]
      case .message: ["message", "log"]
      case .received: ["receivedTs"]
      case .disposition: ["requestDisposition"]
      }
    }
  }

  private static let lineMap = JSONFieldMap(Line.self, spelling: .folded)

  private let objects: JSONRecordDecoder<FlexGatewayMapper>
  private let line: JSONValues<Line>
  private let object = JSONObjectBuffer()
  private let scratch = ScratchBuffer(capacity: 256)

  init(_ context: DecodeContext) {
    objects = JSONRecordDecoder(FlexGatewayMapper(context), context)
    line = JSONValues(Self.lineMap)
  }

  let framing = Framing.lines

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    guard let object = try callObject(record) else { return .ignored }
    return try objects.decode(object, into: &event)
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    guard let object = try callObject(record) else { throw DecodeFailure("not an event") }
    return try objects.normalize(object)
  }

  /// The object that tells of a call; nil for everything else that a gateway logs.
  private func callObject(
    _ record: UnsafeRawBufferPointer
  ) throws(DecodeFailure) -> UnsafeRawBufferPointer? {
    guard let first = record.first(where: { $0 > 0x20 }) else { return nil }
    if first == 0x7B { return try callObject(ofJSON: record) }
    guard let parts = FlexGatewayLine(record) else {
      throw DecodeFailure("neither a date with parts in brackets nor a JSON object")
    }
    guard parts.isAccessLog else { return nil }
    object.begin()
    object.add("logDate", parts.date)
    if !parts.request.isEmpty { object.add("logRequest", parts.request) }
    if !parts.api.isEmpty { object.add("logAPI", parts.api) }
    try addMessage(parts.text)
    return object.end()
  }

  private func callObject(
    ofJSON record: UnsafeRawBufferPointer
  ) throws(DecodeFailure) -> UnsafeRawBufferPointer? {
    guard try line.scan(record) else { return nil }
    if line.has(.received) || line.has(.disposition) { return record }
    let kind = line.text(.kind)
    if !kind.isEmpty, !kind.isWord("accesslog") { return nil }
    guard line.has(.message) else { return record }
    let date = line.text(.date).cut(0, 128)
    UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[0..<date.count]).copyMemory(from: date)
    object.begin()
    object.add("logDate", scratch.filled(date.count))
    let message = line.text(.message)
    // The whole line as the message: the parts before the text are in it again.
    if let parts = FlexGatewayLine(message), parts.isAccessLog {
      if !parts.request.isEmpty { object.add("logRequest", parts.request) }
      try addMessage(parts.text)
    } else {
      try addMessage(message)
    }
    return object.end()
  }

  /// Adds what a policy printed: a JSON object's members, or those of `key=value`, else the text.
  private func addMessage(_ text: UnsafeRawBufferPointer) throws(DecodeFailure) {
    if text.first == 0x7B {
      guard var scanner = JSONScanner(text) else { return }
      let value = try scanner.value(depth: 0)
      object.add(membersOf: value.bytes(in: text))
      return
    }
    if KeyValueText.forEach(in: text, { name, value in object.add(name, value) }) == 0 {
      object.add("message", text)
    }
  }
}
