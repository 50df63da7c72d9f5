import SecurityModel

/// Remembers which texts were looked through before and held nothing of interest.
///
/// A direct-mapped cache of fixed size over 64-bit hashes that are seeded with the store's secret
/// key, so that nobody who writes log lines can make one text pass for another.
final class SeenTexts {
  private static let capacity = 1_024

  private let slots: UnsafeMutablePointer<UInt64>
  private let seed: UInt64

  init(_ key: KeyedHash) {
    seed = StableHash.mix(key.key1 ^ key.key0)
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: 0, count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// Calls `look` unless the same text was looked through before; it says whether the text held
  /// nothing, and may be passed over from now on.
  @inline(__always)
  func look(through text: UnsafeRawBufferPointer, _ look: () -> Bool) {
    let hash = StableHash.bytes(text, seed: seed) | 1
    let slot = slots + Int(truncatingIfNeeded: hash >> 1 & UInt64(Self.capacity - 1))
    if slot.pointee == hash { return }
    if look() { slot.pointee = hash }
  }
}
