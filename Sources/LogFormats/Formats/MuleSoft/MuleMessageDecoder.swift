import SecurityModel

/// Decodes the log of a Mule runtime: its text, or the entries of CloudHub's logs API, which hold
/// the same messages.
///
/// Only what the Message Logging policy printed is an event; all else is ignored. Headers that
/// hold secrets are dropped here and go nowhere.
final class MuleMessageDecoder: RecordDecoder {
  private enum Entry: Int, JSONField {
    case record, time, message

    var paths: [String] {
      switch self {
      case .record: ["recordId"]
      case .time: ["event.timestamp"]
      case .message: ["event.message"]
      }
    }
  }

  private static let entryMap = JSONFieldMap(Entry.self, spelling: .exact)

  private let objects: JSONRecordDecoder<MuleMessageMapper>
  private let entry: JSONValues<Entry>
  private let object = JSONObjectBuffer()
  private let name = ScratchBuffer(capacity: 256)

  /// - Parameter framing: blocks of a text, or objects of the logs API.
  init(_ context: DecodeContext, framing: Framing) {
    self.framing = framing
    objects = JSONRecordDecoder(MuleMessageMapper(context), context)
    entry = JSONValues(Self.entryMap)
  }

  let framing: Framing

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    guard let object = try message(record) else { return .ignored }
    return try objects.decode(object, into: &event)
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    guard let object = try message(record) else { throw DecodeFailure("not an event") }
    return try objects.normalize(object)
  }

  /// The message as an object; nil when it isn't about a request or response.
  private func message(
    _ record: UnsafeRawBufferPointer
  ) throws(DecodeFailure) -> UnsafeRawBufferPointer? {
    guard let first = record.first(where: { $0 > 0x20 }) else { return nil }
    if first == 0x7B {
      guard try entry.scan(record), entry.has(.message) else { return nil }
      object.begin()
      object.add("recordId", entry.text(.record))
      object.add("log_time", entry.text(.time))
      return add(entry.text(.message)) ? object.end() : nil
    }
    guard let header = BlockHeader.read(record) else { return nil }
    object.begin()
    object.add("log_time", time(header, record))
    return add(record.cut(from: header.end)) ? object.end() : nil
  }

  /// Date and clock in the order in which they are read as one time.
  private func time(
    _ header: BlockHeader.Parts, _ record: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer {
    var n = 0
    for byte in record.cut(header.date.lowerBound, header.date.upperBound) {
      name.bytes[n] = byte
      n += 1
    }
    name.bytes[n] = 0x20
    n += 1
    for byte in record.cut(header.clock.lowerBound, header.clock.upperBound) {
      name.bytes[n] = byte
      n += 1
    }
    return name.filled(n)
  }

  /// Adds what a message says; false when it isn't about a request or response.
  private func add(_ message: UnsafeRawBufferPointer) -> Bool {
    guard let text = MuleMessageBlock.body(message), let kind = MuleMessageBlock.kind(text) else {
      return false
    }
    object.add("mule_event", MuleMessageBlock.event(text))
    let word: StaticString = kind == .request ? "request" : "response"
    object.add(
      "mule_message",
      UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    var hasSecret = false
    MuleMessageBlock.forEach(in: text) { member, value, isHeader in
      if !isHeader {
        if !member.isWord("query parameters") { object.add(member, value) }
      } else if isSecret(member, value) {
        hasSecret = true
      } else {
        object.add(headerName(member), value)
      }
    }
    if hasSecret {
      let yes: StaticString = "yes"
      object.add(
        "dropped_secret",
        UnsafeRawBufferPointer(start: yes.utf8Start, count: yes.utf8CodeUnitCount))
    }
    return true
  }

  private func isSecret(_ header: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
    let kind = SecretNames.kind(of: header)
    return kind == .caller || kind == .other || header.isWord("cookie")
      || header.isWord("set-cookie") || header.isWord("proxy-authorization")
      || SecretNames.looksSecret(value) || SecretNames.isBearer(value)
  }

  /// `header.` and the name in lower case.
  private func headerName(_ header: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let prefix: StaticString = "header."
    var n = 0
    for k in 0..<prefix.utf8CodeUnitCount {
      name.bytes[n] = prefix.utf8Start[k]
      n += 1
    }
    for byte in header.cut(0, 200) {
      name.bytes[n] = byte.asciiLowered
      n += 1
    }
    return name.filled(n)
  }
}
