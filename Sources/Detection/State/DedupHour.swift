import CHints

/// The records of one hour that were applied: a set of 64-bit keys by open addressing, and beside
/// it the keys that the store has not got yet.
struct DedupHour: ~Copyable {
  /// Which hour since the epoch; meaningless while it is empty.
  var number: Int64 = .min
  private(set) var count = 0
  /// Keys added since the last checkpoint.
  private(set) var freshCount = 0

  /// 0 marks a free place.
  private var slots: UnsafeMutablePointer<UInt64>?
  private var capacity = 0
  private var fresh: UnsafeMutablePointer<UInt64>?
  private var freshCapacity = 0

  init() {}

  deinit {
    slots?.deallocate()
    fresh?.deallocate()
  }

  var isEmpty: Bool { count == 0 }

  /// Adds a key; false when it was there.
  @inline(__always)
  mutating func add(_ rawKey: UInt64, isFresh: Bool) -> Bool {
    let key = rawKey == 0 ? 1 : rawKey
    if (count &+ 1) &* 4 > capacity &* 3 { grow() }
    guard let slots else { return false }
    let mask = capacity &- 1
    var i = Self.start(key) & mask
    while slots[i] != 0 {
      if slots[i] == key { return false }
      i = (i &+ 1) & mask
    }
    slots[i] = key
    count &+= 1
    if isFresh { note(key) }
    return true
  }

  /// Brings near where a key will be looked for.
  @inline(__always)
  borrowing func prefetch(_ key: UInt64) {
    if let slots { crmwatch_prefetch(slots + (Self.start(key) & (capacity &- 1))) }
  }

  /// Every key, in no particular order.
  borrowing func forEach(_ body: (UInt64) -> Void) {
    guard let slots else { return }
    for i in 0..<capacity where slots[i] != 0 { body(slots[i]) }
  }

  /// The keys added since the last checkpoint, in the order in which they came.
  borrowing func forEachFresh(_ body: (UInt64) -> Void) {
    guard let fresh else { return }
    for i in 0..<freshCount { body(fresh[i]) }
  }

  /// Forgets which keys are fresh: they are stored.
  mutating func settle() {
    fresh?.deallocate()
    fresh = nil
    freshCount = 0
    freshCapacity = 0
  }

  @inline(__always)
  private static func start(_ key: UInt64) -> Int { Int(truncatingIfNeeded: key ^ key >> 32) }

  @inline(__always)
  private mutating func note(_ key: UInt64) {
    if freshCount == freshCapacity { growFresh() }
    fresh?[freshCount] = key
    freshCount &+= 1
  }

  @inline(never)
  private mutating func growFresh() {
    let wanted = max(16, freshCapacity * 2)
    let bigger = UnsafeMutablePointer<UInt64>.allocate(capacity: wanted)
    if let fresh { bigger.update(from: fresh, count: freshCount) }
    fresh?.deallocate()
    fresh = bigger
    freshCapacity = wanted
  }

  @inline(never)
  private mutating func grow() {
    let wanted = max(16, capacity * 2)
    let bigger = UnsafeMutablePointer<UInt64>.allocate(capacity: wanted)
    bigger.initialize(repeating: 0, count: wanted)
    forEach { key in
      var i = Self.start(key) & (wanted &- 1)
      while bigger[i] != 0 { i = (i &+ 1) & (wanted &- 1) }
      bigger[i] = key
    }
    slots?.deallocate()
    slots = bigger
    capacity = wanted
  }
}
