import SecurityModel

/// Remembers what user agents were read as; a direct-mapped cache like `PathMemo`.
final class UserAgentMemo {
  static let capacity = 2_048

  struct Reading {
    var agent = Symbol.none
    var family = Symbol.none
    var isHostile = false
  }

  private struct Slot {
    var hash: UInt64
    var reading: Reading
  }

  private let slots: UnsafeMutablePointer<Slot>

  init() {
    slots = .allocate(capacity: Self.capacity)
    slots.initialize(repeating: Slot(hash: 0, reading: Reading()), count: Self.capacity)
  }

  deinit { slots.deallocate() }

  @inline(__always)
  func find(_ hash: UInt64) -> Reading? {
    let slot = slots[Int(truncatingIfNeeded: hash & UInt64(Self.capacity - 1))]
    return slot.hash == hash ? slot.reading : nil
  }

  func store(_ reading: Reading, under hash: UInt64) {
    slots[Int(truncatingIfNeeded: hash & UInt64(Self.capacity - 1))] =
      Slot(hash: hash, reading: reading)
  }
}
