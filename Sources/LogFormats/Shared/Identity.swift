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
/// A direct-mapped cache that grows while identities push each other out, up to a bound: a flood of
/// identities costs time but little memory.
final class IdentityMemo {
  /// Places at first, and at most: 48 bytes each.
  private static let firstCapacity = 1_024
  private static let mostCapacity = 65_536

  private struct Slot {
    var hash: UInt64
    var identity: Identity
  }

  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<Slot>
  /// Number of places, a power of two, less one.
  @exclusivity(unchecked) private var mask = UInt64(IdentityMemo.firstCapacity - 1)
  /// Identities pushed out by others since it last grew.
  private var pushedOut = 0
  private let key: UInt64

  /// An empty memo, with the store's secret key.
  init(_ key: KeyedHash) {
    self.key = StableHash.mix(key.key1)
    slots = Self.places(Self.firstCapacity)
  }

  private static func places(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    slots.initialize(repeating: Slot(hash: 0, identity: Identity()), count: count)
    return slots
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
    let slot = slots + Int(truncatingIfNeeded: hash >> 1 & mask)
    guard slot.pointee.hash == hash else { return nil }
    return slot.pointer(to: \.identity).map { UnsafePointer($0) }
  }

  /// Stores an identity.
  func store(_ identity: Identity, under hash: UInt64) {
    let slot = slots + Int(truncatingIfNeeded: hash >> 1 & mask)
    if slot.pointee.hash != 0 {
      pushedOut += 1
      if pushedOut > Int(mask) / 2, mask < UInt64(Self.mostCapacity - 1) {
        grow()
        store(identity, under: hash)
        return
      }
    }
    slot.pointee = Slot(hash: hash, identity: identity)
  }

  private func grow() {
    let old = slots
    let count = Int(mask) + 1
    slots = Self.places(count * 2)
    mask = UInt64(count * 2 - 1)
    pushedOut = 0
    for i in 0..<count where old[i].hash != 0 {
      slots[Int(truncatingIfNeeded: old[i].hash >> 1 & mask)] = old[i]
    }
    old.deallocate()
  }
}
