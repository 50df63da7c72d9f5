import CHints
import SecurityModel

/// Memory for events that wait, in chunks that never move.
///
/// An array would be copied whenever it grows, and hold twice the memory while it is.
struct EventSlots: ~Copyable {
  private static let chunkBits: Int32 = 10
  private static let chunkSize = 1 << 10
  /// Chunks kept when nothing waits.
  private static let keptChunks = 16

  private var chunks = FlatTable<UnsafeMutablePointer<APIEvent>?>(filledWith: nil)
  private var chunkCount = 0
  /// Numbers that were given back, to be used again; the first `freeCount` of them.
  private var free = FlatTable<Int32>(filledWith: 0)
  private var freeCount = 0
  private var used: Int32 = 0

  init() {}

  deinit {
    for i in 0..<chunkCount { chunks[i]?.deallocate() }
  }

  /// Keeps a copy of an event; the number is valid until it is released.
  @inline(__always)
  mutating func put(_ event: borrowing APIEvent) -> Int32 {
    let slot: Int32
    if freeCount > 0 {
      freeCount &-= 1
      slot = free[freeCount]
    } else {
      slot = extend()
    }
    // Events are plain values: writing over an old one leaks nothing.
    self[slot].initialize(to: copy event)
    return slot
  }

  /// A number that was never used, with memory behind it.
  @inline(never)
  private mutating func extend() -> Int32 {
    let slot = used
    used += 1
    let chunk = Int(slot >> Self.chunkBits)
    if chunk == chunkCount {
      chunks.reach(chunk)
      chunks[chunk] = .allocate(capacity: Self.chunkSize)
      chunkCount += 1
      free.reach(chunkCount * Self.chunkSize - 1)
    }
    return slot
  }

  /// Where the event with that number lies.
  @inline(__always)
  subscript(slot: Int32) -> UnsafeMutablePointer<APIEvent> {
    guard let chunk = chunks[Int(slot >> Self.chunkBits)] else { preconditionFailure("no event") }
    return chunk + Int(slot & Int32(Self.chunkSize - 1))
  }

  /// Brings an event near before it is looked at: more wait than the caches hold.
  @inline(__always)
  borrowing func prefetch(_ slot: Int32) {
    let address = UnsafeRawPointer(self[slot])
    var offset = 0
    while offset < MemoryLayout<APIEvent>.stride {
      crmwatch_prefetch(address + offset)
      offset &+= 64
    }
  }

  /// Gives a number back.
  @inline(__always)
  mutating func release(_ slot: Int32) {
    free[freeCount] = slot
    freeCount &+= 1
  }

  /// Gives memory back when no event waits.
  mutating func trim() {
    guard freeCount == Int(used), chunkCount > Self.keptChunks else { return }
    for i in Self.keptChunks..<chunkCount {
      chunks[i]?.deallocate()
      chunks[i] = nil
    }
    chunkCount = Self.keptChunks
    free = FlatTable(filledWith: 0, count: chunkCount * Self.chunkSize)
    freeCount = 0
    used = 0
  }
}
