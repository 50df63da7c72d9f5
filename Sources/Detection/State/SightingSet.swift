import CHints
import SecurityModel

/// What a credential was seen using (objects, endpoints, networks, …): a capped set with first
/// and last time and count per member.
///
/// Open addressing over stable hashes in memory of its own, so that a profile is a few hundred
/// bytes and a look-up touches one or two cache lines. When full, the member unseen for longest
/// gives way and `evictions` counts it.
struct SightingSet: ~Copyable {
  /// One member.
  struct Entry {
    /// Stable hash of the name; 0 marks a free slot.
    var hash: UInt64
    /// The name, for display; not part of the identity.
    var symbol: Symbol
    var count: UInt32
    /// Seconds since the epoch.
    var first: UInt32
    var last: UInt32
  }

  private var slots: UnsafeMutablePointer<Entry>?
  private var capacity: UInt16 = 0
  private(set) var count: UInt16 = 0
  private(set) var evictions: UInt32 = 0
  private let limit: UInt16

  init(limit: Int) { self.limit = UInt16(limit) }

  deinit { slots?.deallocate() }

  /// Notes a sighting. Returns true when the member is new to the set.
  mutating func insert(_ hash: UInt64, symbol: @autoclosure () -> Symbol, second: UInt32) -> Bool {
    if note(hash, second: second) { return false }
    add(hash, symbol: symbol(), second: second)
    return true
  }

  /// Notes a sighting of a member; false when it is none yet, and has to be added.
  @inline(__always)
  mutating func note(_ rawHash: UInt64, second: UInt32) -> Bool {
    let hash = rawHash == 0 ? 1 : rawHash
    guard let slots else { return false }
    let mask = Int(capacity) &- 1
    var i = Int(truncatingIfNeeded: hash) & mask
    while slots[i].hash != 0 {
      if slots[i].hash == hash {
        let entry = slots + i
        if entry.pointee.count < .max { entry.pointee.count &+= 1 }
        if second > entry.pointee.last { entry.pointee.last = second }
        if second < entry.pointee.first { entry.pointee.first = second }
        return true
      }
      i = (i &+ 1) & mask
    }
    return false
  }

  /// Adds a member that isn't in the set; when it is full, the one unseen for longest gives way.
  @inline(never)
  mutating func add(_ rawHash: UInt64, symbol: Symbol, second: UInt32) {
    let hash = rawHash == 0 ? 1 : rawHash
    if count >= limit { evictOldest() }
    if (Int(count) + 1) * 4 > Int(capacity) * 3 { grow() }
    place(Entry(hash: hash, symbol: symbol, count: 1, first: second, last: second))
  }

  /// Brings near where a member will be looked for.
  @inline(__always)
  borrowing func prefetch(_ rawHash: UInt64) {
    guard let slots else { return }
    let mask = Int(capacity) &- 1
    crmwatch_prefetch(slots + (Int(truncatingIfNeeded: rawHash) & mask))
  }

  /// True when the member is in the set.
  func contains(_ rawHash: UInt64) -> Bool { find(rawHash) != nil }

  /// The member with that hash.
  func find(_ rawHash: UInt64) -> Entry? {
    guard let slots else { return nil }
    let hash = rawHash == 0 ? 1 : rawHash
    let mask = Int(capacity) &- 1
    var i = Int(truncatingIfNeeded: hash) & mask
    while slots[i].hash != 0 {
      if slots[i].hash == hash { return slots[i] }
      i = (i &+ 1) & mask
    }
    return nil
  }

  /// Members by falling count, then hash: an order that is the same in every run.
  func sorted() -> [Entry] {
    var all: [Entry] = []
    guard let slots else { return all }
    for i in 0..<Int(capacity) where slots[i].hash != 0 { all.append(slots[i]) }
    all.sort { $0.count == $1.count ? $0.hash < $1.hash : $0.count > $1.count }
    return all
  }

  /// Number of members seen exactly once (for the Good-Turing estimate of unseen mass).
  var singletons: Int {
    guard let slots else { return 0 }
    var n = 0
    for i in 0..<Int(capacity) where slots[i].hash != 0 && slots[i].count == 1 { n += 1 }
    return n
  }

  /// Good-Turing estimate of the share of sightings that will be of something unseen: members seen
  /// exactly once by the number of sightings. What came after `second` is left out, so that a burst
  /// of new things does not excuse itself.
  func unseenMass(before second: UInt32) -> Double {
    guard let slots else { return 0 }
    var once = 0
    var all = 0
    for i in 0..<Int(capacity) where slots[i].hash != 0 && slots[i].first < second {
      all += Int(slots[i].count)
      if slots[i].count == 1 { once += 1 }
    }
    return all == 0 ? 0 : Double(once) / Double(all)
  }

  private mutating func place(_ entry: Entry) {
    guard let slots else { return }
    let mask = Int(capacity) &- 1
    var i = Int(truncatingIfNeeded: entry.hash) & mask
    while slots[i].hash != 0 { i = (i &+ 1) & mask }
    slots[i] = entry
    count += 1
  }

  private mutating func grow() { rebuild(capacity: max(4, Int(capacity) * 2), without: 0) }

  private mutating func evictOldest() {
    guard let slots else { return }
    var oldest: Entry?
    for i in 0..<Int(capacity) where slots[i].hash != 0 {
      let e = slots[i]
      if let o = oldest, (o.last, o.hash) <= (e.last, e.hash) { continue }
      oldest = e
    }
    evictions &+= 1
    rebuild(capacity: Int(capacity), without: oldest?.hash ?? 0)
  }

  private mutating func rebuild(capacity new: Int, without skipped: UInt64) {
    let old = slots
    let oldCapacity = Int(capacity)
    let fresh = UnsafeMutablePointer<Entry>.allocate(capacity: new)
    fresh.initialize(
      repeating: Entry(hash: 0, symbol: .none, count: 0, first: 0, last: 0), count: new)
    slots = fresh
    capacity = UInt16(new)
    count = 0
    if let old {
      for i in 0..<oldCapacity where old[i].hash != 0 && old[i].hash != skipped { place(old[i]) }
      old.deallocate()
    }
  }
}

extension SightingSet {
  /// Appends all members with their names, as `CredentialState` tells.
  func encode(into out: inout ByteWriter, symbols: SymbolTable) {
    out.put(UInt64(count))
    out.put(evictions)
    guard let slots else { return }
    for i in 0..<Int(capacity) where slots[i].hash != 0 {
      let isOfName = slots[i].hash == symbols.hash(of: slots[i].symbol)
      out.put(UInt64(slots[i].count) << 1 | (isOfName ? 1 : 0))
      if !isOfName { out.putFixed(slots[i].hash) }
      symbols.withBytes(of: slots[i].symbol) { out.put($0) }
      out.put(slots[i].first)
      out.put(slots[i].last &- slots[i].first)
    }
  }

  /// Replaces the content by what `encode` wrote.
  mutating func decode(
    from reader: inout ByteReader, symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    let n = try reader.unsigned()
    evictions = try reader.uint32()
    guard n <= UInt64(limit) else { throw ByteReader.Failure(offset: 0) }
    for _ in 0..<n {
      let marked = try reader.unsigned()
      let stored = marked & 1 == 0 ? try reader.fixed() : nil
      let name = try reader.blob()
      let first = try reader.uint32()
      let last = first &+ (try reader.uint32())
      let (hash, symbol) = name.withUnsafeBytes { bytes in
        (stored ?? StableHash.bytes(bytes), symbols.intern(bytes))
      }
      guard hash != 0 else { throw ByteReader.Failure(offset: 0) }
      if (Int(self.count) + 1) * 4 > Int(capacity) * 3 { grow() }
      place(
        Entry(
          hash: hash, symbol: symbol, count: UInt32(clamping: marked >> 1), first: first,
          last: last))
    }
  }

  /// Members for the inventory, most used first.
  func counted(_ symbols: SymbolTable) -> [CredentialRecord.Counted] {
    sorted().map {
      .init(
        name: symbols.text(of: $0.symbol), count: Int64($0.count),
        firstSeen: Timestamp(seconds: Int64($0.first)),
        lastSeen: Timestamp(seconds: Int64($0.last)))
    }
  }

  /// Replaces the content by what the state held before version 4.
  mutating func decodeOld(
    from reader: inout ByteReader, symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    let n = try reader.unsigned()
    evictions = try reader.uint32()
    guard n <= UInt64(limit) else { throw ByteReader.Failure(offset: 0) }
    for _ in 0..<n {
      let hash = try reader.fixed()
      let symbol = symbols.intern(try reader.text())
      let count = try reader.uint32()
      let first = try reader.uint32()
      let last = first &+ (try reader.uint32())
      if (Int(self.count) + 1) * 4 > Int(capacity) * 3 { grow() }
      place(Entry(hash: hash, symbol: symbol, count: count, first: first, last: last))
    }
  }
}
