import SecurityModel

/// Who made a call, as worked out from the identity columns of a record: a trivial value.
struct Identity {
  var credential = Symbol.none
  var integration = Symbol.none
  var user = Symbol.none
  var app = Symbol.none
  var clientFamily = Symbol.none
  var userAgent = Symbol.none
  var type = CredentialType.unknown
  var flags: APIEvent.Flags = []

  @inline(__always)
  func apply(to event: inout APIEvent) {
    event.credential = credential
    event.integration = integration
    event.user = user
    event.app = app
    event.clientFamily = clientFamily
    event.userAgent = userAgent
    event.credentialType = type
    event.flags.formUnion(flags)
  }
}

/// Remembers identities by a hash of the texts they were worked out from.
///
/// A direct-mapped cache of fixed size: a flood of identities costs time but no memory.
final class IdentityMemo {
  /// Number of identities held at most (8,192 x 48 bytes; pages are touched only when used).
  static let capacity = 8_192

  private struct Slot {
    var hash: UInt64
    var identity: Identity
  }

  private let slots: UnsafeMutablePointer<Slot>

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(hash: 0, identity: Identity()), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// The identity stored under `hash`, which is odd, if it is still there.
  @inline(__always)
  func find(_ hash: UInt64) -> UnsafePointer<Identity>? {
    let slot = slots + Int(truncatingIfNeeded: hash >> 1 & UInt64(Self.capacity - 1))
    guard slot.pointee.hash == hash else { return nil }
    return slot.pointer(to: \.identity).map { UnsafePointer($0) }
  }

  /// Stores an identity.
  func store(_ identity: Identity, under hash: UInt64) {
    slots[Int(truncatingIfNeeded: hash >> 1 & UInt64(Self.capacity - 1))] =
      Slot(hash: hash, identity: identity)
  }
}
