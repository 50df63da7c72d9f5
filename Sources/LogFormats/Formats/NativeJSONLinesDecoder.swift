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
  /// The keys of the record before, in its order: one program writes them in the same order.
  private let expected: UnsafeMutablePointer<ExpectedKey>
  private let day: UnsafeMutablePointer<LastDay>
  private let scratch = ScratchBuffer(capacity: maximumTextLength)
  private var knownOrg = (text: "", symbol: Symbol.none)

  init(_ context: DecodeContext) {
    self.context = context
    keys = WordTable(NormalizedKey.allCases.map { ($0.name, $0.rawValue) })
    vocabulary = Vocabulary()
    slots = .allocate(capacity: 64)
    slots.initialize(repeating: .null, count: 64)
    expected = .allocate(capacity: ExpectedKey.maximumCount)
    expected.initialize(repeating: ExpectedKey(), count: ExpectedKey.maximumCount)
    day = .allocate(capacity: 1)
    day.initialize(to: LastDay())
  }

  deinit {
    slots.deallocate()
    expected.deallocate()
    day.deallocate()
  }

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
      words: vocabulary, day: day)
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
    let expected = expected
    var mask: UInt64 = 0
    var place = 0
    if try scanner.open(0x7B, closing: 0x7D) {
      repeat {
        let known = expected + min(place, ExpectedKey.maximumCount &- 1)
        place &+= 1
        let key: Int
        if known.pointee.passes(&scanner) {
          key = Int(known.pointee.key)
        } else {
          key = try name(&scanner, known)
        }
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

  /// Reads a name, gives its key or -1, and expects it here in the next record.
  @inline(never)
  private func name(
    _ scanner: inout JSONScanner, _ known: UnsafeMutablePointer<ExpectedKey>
  ) throws(DecodeFailure) -> Int {
    let name = try scanner.name()
    let start = Int(name.start)
    let key = keys.value(
      scanner.base + start, name.count, readable: scanner.count &- start)
    known.pointee = ExpectedKey(scanner, name, key)
    return key
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
