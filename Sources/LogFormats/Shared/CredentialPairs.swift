import SecurityModel

/// Remembers the credentials made of an application and a user (see `CredentialKey`).
///
/// A direct-mapped cache of fixed size, for platforms whose ids are compared as they are.
final class CredentialPairs {
  private static let capacity = 1_024

  private struct Slot {
    var application = Symbol.none
    var user = Symbol.none
    var credential = Symbol.none
  }

  private let symbols: SymbolTable
  private let slots: UnsafeMutablePointer<Slot>

  init(_ context: DecodeContext) {
    symbols = context.symbols
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// `application|user`; the one that is known when the other isn't.
  @inline(__always)
  func credential(application: Symbol, user: Symbol) -> Symbol {
    if application.isNone { return user }
    if user.isNone { return application }
    let key = StableHash.mix(UInt64(application.index) << 32 | UInt64(user.index))
    let slot = slots + Int(truncatingIfNeeded: key & UInt64(Self.capacity - 1))
    if slot.pointee.application == application, slot.pointee.user == user {
      return slot.pointee.credential
    }
    let credential = make(application, user)
    slot.pointee = Slot(application: application, user: user, credential: credential)
    return credential
  }

  @inline(never)
  private func make(_ application: Symbol, _ user: Symbol) -> Symbol {
    var text: [UInt8] = []
    symbols.withBytes(of: application) { text += $0 }
    text.append(CredentialKey.separator)
    symbols.withBytes(of: user) { text += $0 }
    return text.withUnsafeBytes { symbols.intern($0) }
  }
}
