/// A small number that stands for a text seen in the logs; valid within one `SymbolTable`.
///
/// 0 is the empty text. Symbols differ between processes; stored state uses
/// `SymbolTable.hash(of:)` or the text.
public struct Symbol: Hashable, Sendable, BitwiseCopyable {
  public var index: UInt32
  @inlinable
  public init(index: UInt32) { self.index = index }

  /// The empty text: "not known".
  @inlinable public static var none: Symbol { Symbol(index: 0) }
  /// Stands for every text that came after the table was full.
  @inlinable public static var overflow: Symbol { Symbol(index: 1) }

  @inlinable
  public var isNone: Bool { index == 0 }
}

/// Interns texts from logs: each different text is stored once and named by a `Symbol`.
///
/// Open addressing over bytes in one arena; no `String` is made until somebody asks for one.
/// Owned by one task. Bounded: past `maximumCount` texts or `maximumBytes` bytes new texts become
/// `Symbol.overflow` and are counted in `refused`; texts are cut at `maximumLength` bytes.
public final class SymbolTable {
  /// Longest text kept, in bytes.
  public static let maximumLength = 512

  @usableFromInline
  struct Entry {
    @usableFromInline var hash: UInt64
    @usableFromInline var offset: UInt32
    @usableFromInline var length: UInt32

    @usableFromInline
    init(hash: UInt64, offset: UInt32, length: UInt32) {
      self.hash = hash
      self.offset = offset
      self.length = length
    }
  }

  /// The table's memory. Plain pointers behind one pointer: interning runs several times per
  /// event, and stored properties of a class would cost an exclusivity check at each access.
  @usableFromInline
  struct State {
    @usableFromInline var entries: UnsafeMutablePointer<Entry>
    @usableFromInline var count: Int
    @usableFromInline var entryCapacity: Int
    /// Upper half of the hash above the index of the entry; 0 = free. The tag spares most looks at
    /// entries that aren't it, each of which is a cache miss.
    @usableFromInline var slots: UnsafeMutablePointer<UInt64>
    /// Number of slots, a power of two, less one.
    @usableFromInline var slotMask: Int
    @usableFromInline var arena: UnsafeMutableRawPointer
    @usableFromInline var used: Int
    @usableFromInline var arenaCapacity: Int
    @usableFromInline var refused: Int
  }

  @usableFromInline let state: UnsafeMutablePointer<State>
  private let maximumCount: Int
  private let maximumBytes: Int

  /// An empty table with the given limits.
  public init(maximumCount: Int = 4_000_000, maximumBytes: Int = 256 << 20) {
    self.maximumCount = maximumCount
    self.maximumBytes = min(maximumBytes, Int(UInt32.max))
    let entryCapacity = 1 << 10
    let slotCount = 1 << 12
    let arenaCapacity = 1 << 14
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: entryCapacity)
    let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: slotCount)
    slots.initialize(repeating: 0, count: slotCount)
    let arena = UnsafeMutableRawPointer.allocate(byteCount: arenaCapacity, alignment: 16)
    let overflow = Array("(overflow)".utf8)
    UnsafeMutableRawBufferPointer(start: arena, count: arenaCapacity).copyBytes(from: overflow)
    entries.initialize(to: Entry(hash: 0, offset: 0, length: 0))
    (entries + 1).initialize(to: Entry(hash: 1, offset: 0, length: UInt32(overflow.count)))
    state = .allocate(capacity: 1)
    state.initialize(
      to: State(
        entries: entries, count: 2, entryCapacity: entryCapacity, slots: slots,
        slotMask: slotCount - 1, arena: arena, used: overflow.count,
        arenaCapacity: arenaCapacity, refused: 0))
  }

  deinit {
    state.pointee.entries.deallocate()
    state.pointee.slots.deallocate()
    state.pointee.arena.deallocate()
    state.deallocate()
  }

  /// Number of texts held, including the two built-in ones.
  public var count: Int { state.pointee.count }

  /// How many texts were not stored because the table was full.
  public var refused: Int { state.pointee.refused }

  /// The symbol of `bytes`, storing them when they are new.
  @inlinable
  public func intern(_ bytes: UnsafeRawBufferPointer) -> Symbol {
    if bytes.isEmpty { return .none }
    let kept = bytes.count > Self.maximumLength ? Self.cut(bytes) : bytes
    return intern(kept, hash: StableHash.bytes(kept))
  }

  /// The first `maximumLength` bytes, less a UTF-8 character that would be cut in two.
  @usableFromInline
  @inline(never)
  static func cut(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var end = maximumLength
    while end > maximumLength - 3, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    if bytes[end] & 0xC0 == 0x80 { end = maximumLength }
    return UnsafeRawBufferPointer(rebasing: bytes[0..<end])
  }

  /// The symbol of `text`.
  public func intern(_ text: String) -> Symbol {
    var copy = text
    return copy.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
  }

  @inlinable
  func intern(_ bytes: UnsafeRawBufferPointer, hash: UInt64) -> Symbol {
    let entries = state.pointee.entries
    let slots = state.pointee.slots
    let mask = state.pointee.slotMask
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let tagged = slots[slot]
      if tagged == 0 { break }
      if tagged >> 32 == hash >> 32 {
        let index = UInt32(truncatingIfNeeded: tagged)
        let entry = entries[Int(index)]
        if entry.hash == hash, Int(entry.length) == bytes.count, equals(entry, bytes) {
          return Symbol(index: index)
        }
      }
      slot = (slot &+ 1) & mask
    }
    return insert(bytes, hash: hash, slot: slot)
  }

  @inlinable
  func equals(_ entry: Entry, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let stored = state.pointee.arena + Int(entry.offset)
    var i = 0
    let n = bytes.count
    while i &+ 8 <= n {
      if stored.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        != bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      {
        return false
      }
      i &+= 8
    }
    while i < n {
      if stored.load(fromByteOffset: i, as: UInt8.self) != bytes[i] { return false }
      i &+= 1
    }
    return true
  }

  @usableFromInline
  @inline(never)
  func insert(_ bytes: UnsafeRawBufferPointer, hash: UInt64, slot: Int) -> Symbol {
    let count = state.pointee.count
    let used = state.pointee.used
    guard count < maximumCount, used + bytes.count <= maximumBytes,
      let source = bytes.baseAddress
    else {
      state.pointee.refused += 1
      return .overflow
    }
    reserve(entries: count + 1, bytes: used + bytes.count)
    (state.pointee.entries + count).initialize(
      to: Entry(hash: hash, offset: UInt32(used), length: UInt32(bytes.count)))
    (state.pointee.arena + used).copyMemory(from: source, byteCount: bytes.count)
    state.pointee.count = count + 1
    state.pointee.used = used + bytes.count
    state.pointee.slots[slot] = (hash >> 32) << 32 | UInt64(count)
    if (count + 1) * 4 > (state.pointee.slotMask + 1) * 3 { growSlots() }
    return Symbol(index: UInt32(count))
  }

  /// Makes room by doubling.
  private func reserve(entries wanted: Int, bytes: Int) {
    if wanted > state.pointee.entryCapacity {
      let capacity = state.pointee.entryCapacity * 2
      let bigger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
      bigger.moveInitialize(from: state.pointee.entries, count: state.pointee.count)
      state.pointee.entries.deallocate()
      state.pointee.entries = bigger
      state.pointee.entryCapacity = capacity
    }
    if bytes > state.pointee.arenaCapacity {
      let capacity = state.pointee.arenaCapacity * 2
      let bigger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
      bigger.copyMemory(from: state.pointee.arena, byteCount: state.pointee.used)
      state.pointee.arena.deallocate()
      state.pointee.arena = bigger
      state.pointee.arenaCapacity = capacity
    }
  }

  private func growSlots() {
    let size = (state.pointee.slotMask + 1) * 2
    let bigger = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    bigger.initialize(repeating: 0, count: size)
    for index in 2..<state.pointee.count {
      let hash = state.pointee.entries[index].hash
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while bigger[slot] != 0 { slot = (slot + 1) & (size - 1) }
      bigger[slot] = (hash >> 32) << 32 | UInt64(index)
    }
    state.pointee.slots.deallocate()
    state.pointee.slots = bigger
    state.pointee.slotMask = size - 1
  }

  /// The stable hash of a symbol's text; 0 for `.none`.
  @inlinable
  public func hash(of symbol: Symbol) -> UInt64 { entry(symbol).hash }

  /// The text of a symbol; bytes that aren't UTF-8 are repaired.
  public func text(of symbol: Symbol) -> String {
    withBytes(of: symbol) { String(decoding: $0, as: UTF8.self) }
  }

  /// Gives the bytes of a symbol to `body`; they are valid only during the call, and only as long
  /// as it interns nothing.
  @inlinable
  public func withBytes<R>(
    of symbol: Symbol, _ body: (UnsafeRawBufferPointer) throws -> R
  ) rethrows -> R {
    let entry = entry(symbol)
    return try body(
      UnsafeRawBufferPointer(
        start: state.pointee.arena + Int(entry.offset), count: Int(entry.length)))
  }

  /// The entry of a symbol of this table; a foreign one is a programming error.
  @inlinable
  func entry(_ symbol: Symbol) -> Entry {
    precondition(Int(symbol.index) < state.pointee.count, "symbol of another table")
    return state.pointee.entries[Int(symbol.index)]
  }
}
