import SecurityModel

/// Remembers the readings of request targets, since a few targets make up most of the traffic.
///
/// A direct-mapped cache of fixed size: a new target takes the place of an old one with the same
/// slot, so a flood of different targets costs time but no memory. Entries are found by a 64-bit
/// hash that is seeded with the store's secret key, so that nobody who writes log lines can make
/// one target pass for another.
final class PathMemo {
  /// Number of readings held at most. 8,192 x 128 bytes; pages are touched only when used.
  static let capacity = 8_192
  /// Longer targets (query texts with literals, mostly) are read each time.
  static let longestTarget = 1_024

  private struct Slot {
    var hash: UInt64
    var reading: PathReading
  }

  private let slots: UnsafeMutablePointer<Slot>
  /// Room for a percent-decoded path.
  let path = ScratchBuffer(capacity: PathSegments.maximumBytes)
  /// Room for a percent-decoded parameter value.
  let value = ScratchBuffer(capacity: PathReader.maximumQueryBytes)
  /// Room for a template.
  let template = ScratchBuffer(capacity: SymbolTable.maximumLength)

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(hash: 0, reading: PathReading()), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  /// The reading stored under `hash`, if it is still there. Hashes are odd, so that none is that of
  /// an empty slot; their lowest bit doesn't choose a slot.
  @inline(__always)
  func find(_ hash: UInt64) -> UnsafePointer<PathReading>? {
    let slot = slots + Int(truncatingIfNeeded: hash >> 1 & UInt64(Self.capacity - 1))
    guard slot.pointee.hash == hash else { return nil }
    return UnsafePointer(slot.pointer(to: \.reading))
  }

  /// Stores a reading.
  func store(_ reading: PathReading, under hash: UInt64) {
    slots[Int(truncatingIfNeeded: hash >> 1 & UInt64(Self.capacity - 1))] =
      Slot(hash: hash, reading: reading)
  }
}
