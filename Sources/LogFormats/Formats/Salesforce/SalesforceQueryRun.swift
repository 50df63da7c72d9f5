import SecurityModel

/// Names one run of a query, whose pages each carry the total of the whole.
///
/// No field of the source does, so a run is told by caller, session, query, total and hour.
enum SalesforceQueryRun {
  /// `run-` and 16 hexadecimal digits, of an event whose identity, session, time and rows are set.
  static func name(
    of event: borrowing APIEvent, query: UnsafeRawBufferPointer, _ context: DecodeContext
  ) -> InlineArray<20, UInt8> {
    var run = StableHash.bytes(query, seed: UInt64(bitPattern: event.rows))
    run = StableHash.combine(run, context.symbols.hash(of: event.credential))
    run = StableHash.combine(run, event.session)
    run = StableHash.combine(
      run, UInt64(bitPattern: event.time.index(ofEvery: Timestamp.Duration.hour)))
    var name = InlineArray<20, UInt8>(repeating: 0x2D)
    name[0] = 0x72
    name[1] = 0x75
    name[2] = 0x6E
    for i in 0..<16 {
      let digit = UInt8(truncatingIfNeeded: run >> UInt64(60 &- 4 &* i)) & 15
      name[4 &+ i] = digit < 10 ? 0x30 &+ digit : 0x57 &+ digit
    }
    return name
  }
}
