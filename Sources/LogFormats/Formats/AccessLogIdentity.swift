import SecurityModel

/// Says who a line of an access log is about, and remembers the names made for it.
///
/// The authenticated user when there is one; else the token the call carried, as its keyed hash;
/// else the client software and its network, as in `contoso-sync|203.0.113.0/24`: the smallest
/// thing that stays the same from call to call without an identity in the log.
final class AccessLogIdentity {
  /// Number of names remembered.
  static let capacity = 4_096

  private struct Slot {
    var key: UInt64
    var symbol: Symbol
  }

  private let slots: UnsafeMutablePointer<Slot>

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(key: 0, symbol: .none), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// The credential of a call without a user.
  @inline(__always)
  func credential(of event: borrowing APIEvent, _ symbols: SymbolTable) -> Symbol {
    let key =
      event.token != 0
      ? StableHash.mix(event.token)
      : StableHash.combine(
        event.ip.isPresent ? event.ip.network.stableHash : 0,
        UInt64(event.clientFamily.index) << 1 | 1)
    let slot = slots + Int(truncatingIfNeeded: key & UInt64(Self.capacity - 1))
    if slot.pointee.key == key, !slot.pointee.symbol.isNone { return slot.pointee.symbol }
    let symbol = Self.make(event, symbols)
    slot.pointee = Slot(key: key, symbol: symbol)
    return symbol
  }

  @inline(never)
  private static func make(_ event: borrowing APIEvent, _ symbols: SymbolTable) -> Symbol {
    if event.token != 0 { return symbols.intern(KeyedHash.text(event.token)) }
    let family = symbols.text(of: event.clientFamily)
    let client = family.isEmpty ? "unknown client" : family
    return symbols.intern(
      event.ip.isPresent ? client + "|" + event.ip.networkText : client)
  }
}
