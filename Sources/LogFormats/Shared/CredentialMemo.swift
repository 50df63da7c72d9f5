import SecurityModel

/// Builds `application|user` credential keys and remembers the last ones.
final class CredentialMemo {
  private static let capacity = 1_024

  private struct Slot {
    var pair: UInt64 = 0
    var credential = Symbol.none
  }

  private let slots: UnsafeMutablePointer<Slot>
  private let text = ScratchBuffer(capacity: 2 * SymbolTable.maximumLength + 1)

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// The key of `application` and `user`; of the one that is known when the other isn't.
  @inline(__always)
  func credential(application: Symbol, user: Symbol, in symbols: SymbolTable) -> Symbol {
    if application.isNone { return user }
    if user.isNone { return application }
    let pair = UInt64(application.index) << 32 | UInt64(user.index)
    let slot = slots + Int(truncatingIfNeeded: StableHash.mix(pair) & UInt64(Self.capacity - 1))
    if slot.pointee.pair == pair { return slot.pointee.credential }
    return make(pair, application, user, symbols, slot)
  }

  @inline(never)
  private func make(
    _ pair: UInt64, _ application: Symbol, _ user: Symbol, _ symbols: SymbolTable,
    _ slot: UnsafeMutablePointer<Slot>
  ) -> Symbol {
    var length = 0
    symbols.withBytes(of: application) { append($0, &length) }
    text.bytes[length] = CredentialKey.separator
    length += 1
    symbols.withBytes(of: user) { append($0, &length) }
    let credential = symbols.intern(text.filled(length))
    slot.pointee = Slot(pair: pair, credential: credential)
    return credential
  }

  private func append(_ bytes: UnsafeRawBufferPointer, _ length: inout Int) {
    for byte in bytes where length < text.bytes.count - 1 {
      text.bytes[length] = byte
      length += 1
    }
  }
}
