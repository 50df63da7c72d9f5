import SecurityModel
import Synchronization

/// Remembers what databases said of addresses: events come from the same few over and over.
///
/// A slot an address, by its hash; a newcomer takes the place of who was there. A look-up that
/// finds its address allocates nothing.
final class NetworkCache: Sendable {
  private struct Slot {
    var address = IPAddress.none
    var entry: NetworkTable.Entry?
  }

  private let slots: Mutex<[Slot]>
  private static let count = 4_096

  init() { slots = Mutex(Array(repeating: Slot(), count: Self.count)) }

  /// The entry of an address, worked out by `make` when it isn't known.
  func entry(
    of address: IPAddress, _ make: () -> NetworkTable.Entry?
  ) -> NetworkTable.Entry? {
    let i = Int(truncatingIfNeeded: address.stableHash) & (Self.count - 1)
    return slots.withLock { slots in
      if slots[i].address == address { return slots[i].entry }
      let entry = make()
      slots[i] = Slot(address: address, entry: entry)
      return entry
    }
  }
}
