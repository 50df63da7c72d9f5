/// A small number that stands for a text seen in the logs; valid within one `SymbolTable`.
///
/// 0 is the empty text. Symbols differ between processes; stored state uses
/// `SymbolTable.hash(of:)` or the text.
public struct Symbol: Hashable, Sendable {
  public var index: UInt32
  @inlinable
  public init(index: UInt32) { self.index = index }

  /// The empty text: "not known".
  public static let none = Symbol(index: 0)
  /// Stands for every text that came after the table was full.
  public static let overflow = Symbol(index: 1)

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

  /// The table's memory. It lies behind one constant pointer because several of these accesses
  /// happen for every text of every event, and each one of a class's variable would be checked for
  /// exclusive access at run time.
  @usableFromInline
  struct Storage {
    @usableFromInline var entries: UnsafeMutablePointer<Entry>
    @usableFromInline var count: Int
    @usableFromInline var capacity: Int
    /// Upper half of the hash in the upper half, index in the lower; 0 = free.
    @usableFromInline var slots: UnsafeMutablePointer<UInt64>
    @usableFromInline var mask: Int
    @usableFromInline var arena: UnsafeMutableRawPointer
    @usableFromInline var used: Int
    @usableFromInline var room: Int
  }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>
  private let maximumCount: Int
  private let maximumBytes: Int
  /// How many texts were not stored because the table was full.
  public private(set) var refused = 0

  /// An empty table with the given limits.
  public init(maximumCount: Int = 4_000_000, maximumBytes: Int = 256 << 20) {
    self.maximumCount = min(maximumCount, Int(UInt32.max))
    self.maximumBytes = min(maximumBytes, Int(UInt32.max))
    let slotCount = 1 << 12
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: Storage(
        entries: .allocate(capacity: slotCount), count: 2, capacity: slotCount,
        slots: .allocate(capacity: slotCount), mask: slotCount - 1,
        arena: .allocate(byteCount: 1 << 16, alignment: 16), used: 0, room: 1 << 16))
    storage.pointee.slots.initialize(repeating: 0, count: slotCount)
    let overflow = Array("(overflow)".utf8)
    overflow.withUnsafeBytes { append($0) }
    storage.pointee.entries.initialize(to: Entry(hash: 0, offset: 0, length: 0))
    (storage.pointee.entries + 1).initialize(
      to: Entry(hash: 1, offset: 0, length: UInt32(overflow.count)))
  }

  deinit {
    storage.pointee.entries.deallocate()
    storage.pointee.slots.deallocate()
    storage.pointee.arena.deallocate()
    storage.deallocate()
  }

  /// Number of texts held, including the two built-in ones.
  public var count: Int { storage.pointee.count }

  /// The symbol of `bytes`, storing them when they are new.
  @inlinable
  public func intern(_ bytes: UnsafeRawBufferPointer) -> Symbol {
    if bytes.isEmpty { return .none }
    let kept =
      bytes.count > Self.maximumLength
      ? UnsafeRawBufferPointer(rebasing: bytes[0..<Self.maximumLength]) : bytes
    return intern(kept, hash: StableHash.bytes(kept))
  }

  /// The symbol of `text`.
  public func intern(_ text: String) -> Symbol {
    var copy = text
    return copy.withUTF8 { intern(UnsafeRawBufferPointer($0)) }
  }

  @inlinable
  func intern(_ bytes: UnsafeRawBufferPointer, hash: UInt64) -> Symbol {
    let mask = storage.pointee.mask
    let slots = storage.pointee.slots
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let held = slots[slot]
      if held == 0 { break }
      if held >> 32 == hash >> 32 {
        let index = UInt32(truncatingIfNeeded: held)
        let entry = storage.pointee.entries[Int(index)]
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
    guard let given = bytes.baseAddress else { return true }
    let stored = UnsafeRawPointer(storage.pointee.arena) + Int(entry.offset)
    let n = bytes.count
    var i = 0
    while i &+ 8 <= n {
      if stored.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        != given.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      {
        return false
      }
      i &+= 8
    }
    while i < n {
      if stored.load(fromByteOffset: i, as: UInt8.self)
        != given.load(fromByteOffset: i, as: UInt8.self)
      {
        return false
      }
      i &+= 1
    }
    return true
  }

  @usableFromInline
  func insert(_ bytes: UnsafeRawBufferPointer, hash: UInt64, slot: Int) -> Symbol {
    let index = storage.pointee.count
    guard index < maximumCount, storage.pointee.used + bytes.count <= maximumBytes else {
      refused += 1
      return .overflow
    }
    if index == storage.pointee.capacity { growEntries() }
    let offset = UInt32(storage.pointee.used)
    append(bytes)
    (storage.pointee.entries + index).initialize(
      to: Entry(hash: hash, offset: offset, length: UInt32(bytes.count)))
    storage.pointee.count = index + 1
    storage.pointee.slots[slot] = Self.held(hash, index)
    if storage.pointee.count * 4 > (storage.pointee.mask + 1) * 3 { growSlots() }
    return Symbol(index: UInt32(index))
  }

  private static func held(_ hash: UInt64, _ index: Int) -> UInt64 {
    hash & 0xFFFF_FFFF_0000_0000 | UInt64(index)
  }

  /// Copies `bytes` behind those in the arena.
  private func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    let used = storage.pointee.used
    if used + bytes.count > storage.pointee.room {
      let room = max(storage.pointee.room * 2, used + bytes.count)
      let bigger = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
      bigger.copyMemory(from: storage.pointee.arena, byteCount: used)
      storage.pointee.arena.deallocate()
      storage.pointee.arena = bigger
      storage.pointee.room = room
    }
    (storage.pointee.arena + used).copyMemory(from: source, byteCount: bytes.count)
    storage.pointee.used = used + bytes.count
  }

  private func growEntries() {
    let capacity = storage.pointee.capacity * 2
    let bigger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    bigger.moveInitialize(from: storage.pointee.entries, count: storage.pointee.count)
    storage.pointee.entries.deallocate()
    storage.pointee.entries = bigger
    storage.pointee.capacity = capacity
  }

  private func growSlots() {
    let size = (storage.pointee.mask + 1) * 2
    let bigger = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    bigger.initialize(repeating: 0, count: size)
    for index in 2..<storage.pointee.count {
      let hash = storage.pointee.entries[index].hash
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while bigger[slot] != 0 { slot = (slot + 1) & (size - 1) }
      bigger[slot] = Self.held(hash, index)
    }
    storage.pointee.slots.deallocate()
    storage.pointee.slots = bigger
    storage.pointee.mask = size - 1
  }

  /// The stable hash of a symbol's text; 0 for `.none`.
  @inlinable
  public func hash(of symbol: Symbol) -> UInt64 { entry(of: symbol).hash }

  /// The text of a symbol; bytes that aren't UTF-8 are repaired.
  public func text(of symbol: Symbol) -> String {
    withBytes(of: symbol) { String(decoding: $0, as: UTF8.self) }
  }

  /// Gives the bytes of a symbol to `body`; they are valid only during the call, which must not
  /// intern anything.
  @inlinable
  public func withBytes<R>(
    of symbol: Symbol, _ body: (UnsafeRawBufferPointer) throws -> R
  ) rethrows -> R {
    let entry = entry(of: symbol)
    return try body(
      UnsafeRawBufferPointer(
        start: UnsafeRawPointer(storage.pointee.arena) + Int(entry.offset),
        count: Int(entry.length)))
  }

  /// A symbol of another table may lie outside of this one: that is an error of the program.
  @inlinable
  func entry(of symbol: Symbol) -> Entry {
    precondition(Int(symbol.index) < storage.pointee.count, "symbol of another table")
    return storage.pointee.entries[Int(symbol.index)]
  }
}
