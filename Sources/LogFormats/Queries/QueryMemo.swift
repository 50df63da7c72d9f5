import SecurityModel

/// Remembers the readings of query texts, since integrations repeat the same few.
///
/// A direct-mapped cache of fixed size. Texts are found by a 64-bit hash that is seeded with the
/// store's secret key, so that nobody who writes queries can make one text pass for another.
final class QueryMemo {
  /// Number of readings held at most (4,096 x 64 bytes; pages are touched only when used).
  static let capacity = 4_096

  private struct Slot {
    var hash: UInt64
    var reading: QueryReading
  }

  private let slots: UnsafeMutablePointer<Slot>

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(hash: 0, reading: QueryReading()), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// The reading stored under `hash`, if it is still there.
  @inline(__always)
  func find(_ hash: UInt64) -> UnsafePointer<QueryReading>? {
    let slot = slots + Int(truncatingIfNeeded: hash >> 1 & UInt64(Self.capacity - 1))
    guard slot.pointee.hash == hash else { return nil }
    return slot.pointer(to: \.reading).map { UnsafePointer($0) }
  }

  /// Stores a reading.
  func store(_ reading: QueryReading, under hash: UInt64) {
    slots[Int(truncatingIfNeeded: hash >> 1 & UInt64(Self.capacity - 1))] =
      Slot(hash: hash, reading: reading)
  }
}
