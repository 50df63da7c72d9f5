import CHints
import SecurityModel

/// Memory for events that wait, in chunks that never move.
///
/// An array would be copied whenever it grows, and hold twice the memory while it is.
final class EventSlots {
  private static let chunkBits: Int32 = 10
  private static let chunkSize = 1 << 10
  /// Chunks kept when nothing waits.
  private static let keptChunks = 16

  @exclusivity(unchecked) private var chunks: [UnsafeMutablePointer<APIEvent>] = []
  @exclusivity(unchecked) private var free: [Int32] = []
  @exclusivity(unchecked) private var used: Int32 = 0

  init() {}

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// Keeps a copy of an event; the number is valid until it is released.
  func put(_ event: borrowing APIEvent) -> Int32 {
    let slot: Int32
    if let reused = free.popLast() {
      slot = reused
    } else {
      slot = used
      used += 1
      if Int(slot >> Self.chunkBits) == chunks.count {
        chunks.append(.allocate(capacity: Self.chunkSize))
      }
    }
    // Events are plain values: writing over an old one leaks nothing.
    self[slot].initialize(to: copy event)
    return slot
  }

  /// Where the event with that number lies.
  subscript(slot: Int32) -> UnsafeMutablePointer<APIEvent> {
    chunks[Int(slot >> Self.chunkBits)] + Int(slot & Int32(Self.chunkSize - 1))
  }

  /// Brings an event near before it is looked at: more wait than the caches hold.
  func prefetch(_ slot: Int32) {
    let address = UnsafeRawPointer(self[slot])
    var offset = 0
    while offset < MemoryLayout<APIEvent>.stride {
      crmwatch_prefetch(address + offset)
      offset &+= 64
    }
  }

  /// Gives a number back.
  func release(_ slot: Int32) { free.append(slot) }

  /// Gives memory back when no event waits.
  func trim() {
    guard free.count == Int(used), chunks.count > Self.keptChunks else { return }
    for chunk in chunks[Self.keptChunks...] { chunk.deallocate() }
    chunks.removeSubrange(Self.keptChunks...)
    free = []
    used = 0
  }
}
