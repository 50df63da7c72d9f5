import SecurityModel

/// Decodes crmwatch's own JSON Lines.
///
/// One pass notes where the value of each known key lies (so their order is free and of a repeated
/// key the last one counts); then the fields are read in the order in which they depend on each
/// other.
final class NativeJSONLinesDecoder: RecordDecoder {
  let context: DecodeContext
  private let keys: WordTable
  private let fields: NativeJSONFields
  /// The names that followed each key before: one program writes them in the same order, but
  /// leaves out what it doesn't have, so each key has two.
  private let expected: UnsafeMutablePointer<(first: ExpectedKey, second: ExpectedKey)>
  private var knownOrg = (text: "", symbol: Symbol.none)

  init(_ context: DecodeContext) {
    self.context = context
    keys = WordTable(NormalizedKey.allCases.map { ($0.name, $0.rawValue) })
    fields = NativeJSONFields(context)
    expected = .allocate(capacity: 64)
    expected.initialize(repeating: (ExpectedKey(), ExpectedKey()), count: 64)
  }

  deinit { expected.deallocate() }

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
    try fields.read(record, mask, into: &event)
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
    let slots = fields.slots
    let expected = expected
    var mask: UInt64 = 0
    // 63 stands for the start of the record and for names that aren't keys.
    var key = 63
    if try scanner.open(0x7B, closing: 0x7D) {
      repeat {
        let known = expected + (key & 63)
        if known.pointee.first.passes(&scanner) {
          key = Int(known.pointee.first.key)
        } else if known.pointee.second.passes(&scanner) {
          key = Int(known.pointee.second.key)
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

  /// Reads a name, gives its key or -1, and expects it behind the same key from now on.
  @inline(never)
  private func name(
    _ scanner: inout JSONScanner,
    _ known: UnsafeMutablePointer<(first: ExpectedKey, second: ExpectedKey)>
  ) throws(DecodeFailure) -> Int {
    let name = try scanner.name()
    let start = Int(name.start)
    let key = keys.value(
      scanner.base + start, name.count, readable: scanner.count &- start)
    known.pointee.second = known.pointee.first
    known.pointee.first = ExpectedKey(scanner, name, key)
    return key
  }

  private func defaultOrg() -> Symbol {
    if context.defaultOrg.isEmpty { return .none }
    if knownOrg.text != context.defaultOrg {
      knownOrg = (context.defaultOrg, context.symbols.intern(context.defaultOrg))
    }
    return knownOrg.symbol
  }
}
