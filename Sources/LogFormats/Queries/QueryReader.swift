public import SecurityModel

/// Reads SOQL and SOSL texts: objects, breadth, filter, limits, and the shape of the query.
///
/// It doesn't check the text: unfinished or wrong queries are read as far as they go, since failed
/// attempts are evidence as well. Grammar: "SOQL and SOSL Reference" of Salesforce.
public enum QueryReader {
  /// Longest text that is read; the rest is ignored. Salesforce accepts 100,000 characters.
  public static let maximumLength = 128 << 10
  /// A query with more fields than this is wide (`Flags.queryWide`).
  public static let wideFieldCount = 40

  /// Fills the query fields of `event` from a query text.
  ///
  /// Sets `queryShape` (literals and their lists replaced, case and blanks ignored), the flags
  /// `hasQuery`, `queryWide`, `queryPageLimit`, `querySelective`, `queryCount`, adds `objects`,
  /// and sets `operation` to query or search when it is still `.other`. Percent-encoded text is
  /// decoded when it is evidently so (no blank in it, but `+` or `%20`).
  public static func read(
    _ query: UnsafeRawBufferPointer, context: DecodeContext, into event: inout APIEvent
  ) {
    let text = UnsafeRawBufferPointer(rebasing: query.prefix(maximumLength))
    guard !text.isEmpty else { return }
    let hash = StableHash.bytes(text, seed: context.secrets.key1) | 1
    if let known = context.queries.find(hash) {
      known.pointee.apply(to: &event)
      return
    }
    let reading = analyse(text, context: context)
    context.queries.store(reading, under: hash)
    reading.apply(to: &event)
  }

  /// Names of the fields that a SOQL text selects, in their order, at most 200.
  ///
  /// Aliases are left out; `FIELDS(ALL)` and `*` stand as written. For the full record only.
  public static func fields(of query: UnsafeRawBufferPointer) -> [String] {
    let text = UnsafeRawBufferPointer(rebasing: query.prefix(maximumLength))
    return withPlain(text) { text in
      var analysis = QueryAnalysis(text, symbols: nil, collectsFields: true)
      analysis.run()
      return analysis.fields
    }
  }

  @inline(never)
  private static func analyse(
    _ text: UnsafeRawBufferPointer, context: DecodeContext
  ) -> QueryReading {
    if SecretText.isPresent(in: text) {
      // Read as it will be written: without the secret.
      var masked = SecretText.masked(text, context: context)
      var reading = masked.withUTF8 {
        read(plain: UnsafeRawBufferPointer($0).cut(0, maximumLength), context.symbols)
      }
      reading.flags.insert(.carriedSecret)
      return reading
    }
    return read(plain: text, context.symbols)
  }

  private static func read(
    plain text: UnsafeRawBufferPointer, _ symbols: SymbolTable
  ) -> QueryReading {
    withPlain(text) { text in
      var analysis = QueryAnalysis(text, symbols: symbols)
      analysis.run()
      var reading = analysis.reading
      if HostileText.isPresent(in: text) { reading.flags.insert(.hostileText) }
      return reading
    }
  }

  /// Gives the text without URL encoding to `body`.
  private static func withPlain<R>(
    _ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> R
  ) -> R {
    var hasBlank = false
    var hasEncoding = false
    for c in text {
      if c <= 0x20 { hasBlank = true }
      if c == 0x2B || c == 0x25 { hasEncoding = true }
    }
    if hasBlank || !hasEncoding { return body(text) }
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count)
    var i = 0
    while i < text.count {
      let c = text[i]
      if c == 0x25, i + 2 < text.count, let high = hexDigit(text[i + 1]),
        let low = hexDigit(text[i + 2])
      {
        plain.append(high << 4 | low)
        i += 3
      } else {
        plain.append(c == 0x2B ? 0x20 : c)
        i += 1
      }
    }
    return plain.withUnsafeBytes(body)
  }

  private static func hexDigit(_ c: UInt8) -> UInt8? {
    switch c {
    case 0x30...0x39: c - 0x30
    case 0x41...0x46: c - 0x37
    case 0x61...0x66: c - 0x57
    default: nil
    }
  }
}
