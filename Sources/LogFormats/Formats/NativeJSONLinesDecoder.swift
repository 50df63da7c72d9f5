import SecurityModel

/// Decodes crmwatch's own JSON Lines.
///
/// One pass notes where the value of each known key lies (so their order is free and of a repeated
/// key the last one counts); then the fields are read in the order in which they depend on each
/// other.
final class NativeJSONLinesDecoder: RecordDecoder {
  /// Longest unescaped text, in bytes; the rest of a value is ignored.
  static let maximumTextLength = QueryReader.maximumLength

  let context: DecodeContext
  private let keys: WordTable
  private let vocabulary: Vocabulary
  /// Values of the record being decoded, by key; valid where the mask says so.
  private let slots: UnsafeMutablePointer<JSONToken>
  private let scratch = ScratchBuffer(capacity: maximumTextLength)
  private var knownOrg = (text: "", symbol: Symbol.none)

  init(_ context: DecodeContext) {
    self.context = context
    keys = WordTable(NormalizedKey.allCases.map { ($0.name, $0.rawValue) })
    vocabulary = Vocabulary()
    slots = .allocate(capacity: 64)
    slots.initialize(repeating: .null, count: 64)
  }

  deinit { slots.deallocate() }

  let framing = Framing.lines

  func decode(
    _ record: UnsafeRawBufferPointer, into event: inout APIEvent
  ) throws(DecodeFailure) -> Decoded {
    guard var scanner = JSONScanner(record) else { return .ignored }
    let first = scanner.next()
    if scanner.i == scanner.count { return .ignored }
    // Comment lines are nobody's JSON, but people write them into test logs.
    if first == 0x23 { return .ignored }
    let mask = try scan(&scanner)
    let fields = NativeJSONFields(
      record: record, slots: slots, mask: mask, scratch: scratch, context: context,
      words: vocabulary)
    try fields.read(into: &event)
    if event.org.isNone { event.org = defaultOrg() }
    event.tieBreak = TieBreak.make(for: event, symbols: context.symbols)
    return .event
  }

  func normalize(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> NormalizedEvent {
    var event = APIEvent()
    guard try decode(record, into: &event) == .event else {
      throw DecodeFailure("not an event")
    }
    return try NativeJSONNormalizer(context: context).normalize(record, event)
  }

  /// Notes the values of known keys; the result has a bit for each that is present.
  @inline(__always)
  private func scan(_ scanner: inout JSONScanner) throws(DecodeFailure) -> UInt64 {
    let slots = slots
    let keys = keys
    var mask: UInt64 = 0
    if try scanner.open(0x7B, closing: 0x7D) {
      repeat {
        let name = try scanner.name()
        let start = Int(name.start)
        let key = keys.value(
          scanner.base + start, name.count, readable: scanner.count &- start)
        let value = try scanner.value(depth: 1)
        if key >= 0 {
          slots[key] = value
          let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: key)
          mask = value.kind == .null ? mask & ~bit : mask | bit
        }
      } while try scanner.more(closing: 0x7D)
    }
    _ = scanner.next()
    guard scanner.i == scanner.count else { throw scanner.fail("text behind the object") }
    return mask
  }

  private func defaultOrg() -> Symbol {
    if context.defaultOrg.isEmpty { return .none }
    if knownOrg.text != context.defaultOrg {
      knownOrg = (context.defaultOrg, context.symbols.intern(context.defaultOrg))
    }
    return knownOrg.symbol
  }

  /// The words that values are compared with.
  struct Vocabulary {
    let platforms = WordTable(
      Platform.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
    let surfaces = WordTable(
      APISurface.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
    let operations = WordTable(
      Operation.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
    let credentialTypes = WordTable(
      CredentialType.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
    let failures = WordTable(
      FailureKind.allCases.map { ($0.name, Int($0.rawValue)) }, ignoringCase: true)
  }
}
