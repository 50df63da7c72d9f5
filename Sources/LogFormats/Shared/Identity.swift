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

  private let key: UInt64

  /// An empty memo, with the store's secret key.
  init(_ key: KeyedHash) {
    self.key = StableHash.mix(key.key1)
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(hash: 0, identity: Identity()), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// Adds `text` to a chain of hashes. Ids are 15 or 18 characters, most names 8 to 16: those take
  /// one step.
  @inline(__always)
  func chain(_ text: UnsafeRawBufferPointer, _ hash: UInt64) -> UInt64 {
    let n = text.count
    guard n >= 8, n <= 16 else { return StableHash.bytes(text, seed: hash) }
    let head = text.loadUnaligned(as: UInt64.self)
    let tail = text.loadUnaligned(fromByteOffset: n &- 8, as: UInt64.self)
    let product = (head ^ hash).multipliedFullWidth(
      by: (tail ^ key) &+ UInt64(truncatingIfNeeded: n))
    return product.high ^ product.low
  }

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
