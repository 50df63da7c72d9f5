public import SecurityModel

/// Order among events of the same millisecond.
public enum TieBreak {
  /// A stable hash of what the event says, without its time and its source.
  ///
  /// Made from the credential, operation, endpoint, first object, rows, status and request id, so
  /// that the same event sorts alike whichever format it was read from, in every process. Call it
  /// last, on the filled event.
  @inlinable
  public static func make(for event: borrowing APIEvent, symbols: SymbolTable) -> UInt64 {
    var hash = symbols.hash(of: event.credential)
    hash = StableHash.combine(hash, symbols.hash(of: event.endpoint))
    let object = event.objectCount > 0 ? event.objects[0] : .none
    let call =
      UInt64(event.operation.rawValue) << 56 | UInt64(event.status) << 32
      ^ UInt64(bitPattern: event.rows)
    hash = StableHash.combine(hash ^ symbols.hash(of: object), call)
    return StableHash.combine(hash, event.request)
  }
}
