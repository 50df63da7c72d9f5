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

  @usableFromInline var entries: [Entry]
  @usableFromInline var slots: [UInt32]
  @usableFromInline var arena: [UInt8]
  @usableFromInline let maximumCount: Int
  @usableFromInline let maximumBytes: Int
  /// How many texts were not stored because the table was full.
  public private(set) var refused = 0

  /// An empty table with the given limits.
  public init(maximumCount: Int = 4_000_000, maximumBytes: Int = 256 << 20) {
    self.maximumCount = maximumCount
    self.maximumBytes = min(maximumBytes, Int(UInt32.max))
    entries = [Entry(hash: 0, offset: 0, length: 0), Entry(hash: 1, offset: 0, length: 10)]
    slots = [UInt32](repeating: 0, count: 1 << 12)
    arena = Array("(overflow)".utf8)
  }

  /// Number of texts held, including the two built-in ones.
  public var count: Int { entries.count }

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
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let index = slots[slot]
      if index == 0 { break }
      let entry = entries[Int(index)]
      if entry.hash == hash, Int(entry.length) == bytes.count, equals(entry, bytes) {
        return Symbol(index: index)
      }
      slot = (slot &+ 1) & mask
    }
    return insert(bytes, hash: hash, slot: slot)
  }

  @inlinable
  func equals(_ entry: Entry, _ bytes: UnsafeRawBufferPointer) -> Bool {
    arena.withUnsafeBytes { stored in
      let start = Int(entry.offset)
      var i = 0
      let n = bytes.count
      while i &+ 8 <= n {
        if stored.loadUnaligned(fromByteOffset: start &+ i, as: UInt64.self)
          != bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        {
          return false
        }
        i &+= 8
      }
      while i < n {
        if stored[start &+ i] != bytes[i] { return false }
        i &+= 1
      }
      return true
    }
  }

  @usableFromInline
  func insert(_ bytes: UnsafeRawBufferPointer, hash: UInt64, slot: Int) -> Symbol {
    guard entries.count < maximumCount, arena.count + bytes.count <= maximumBytes else {
      refused += 1
      return .overflow
    }
    let index = UInt32(entries.count)
    entries.append(
      Entry(hash: hash, offset: UInt32(arena.count), length: UInt32(bytes.count)))
    arena.append(contentsOf: bytes)
    slots[slot] = index
    if entries.count * 4 > slots.count * 3 { grow() }
    return Symbol(index: index)
  }

  private func grow() {
    let size = slots.count * 2
    var bigger = [UInt32](repeating: 0, count: size)
    for index in 2..<entries.count {
      var slot = Int(truncatingIfNeeded: entries[index].hash) & (size - 1)
      while bigger[slot] != 0 { slot = (slot + 1) & (size - 1) }
      bigger[slot] = UInt32(index)
    }
    slots = bigger
  }

  /// The stable hash of a symbol's text; 0 for `.none`.
  @inlinable
  public func hash(of symbol: Symbol) -> UInt64 { entries[Int(symbol.index)].hash }

  /// The text of a symbol; bytes that aren't UTF-8 are repaired.
  public func text(of symbol: Symbol) -> String {
    withBytes(of: symbol) { String(decoding: $0, as: UTF8.self) }
  }

  /// Gives the bytes of a symbol to `body`; they are valid only during the call.
  @inlinable
  public func withBytes<R>(
    of symbol: Symbol, _ body: (UnsafeRawBufferPointer) throws -> R
  ) rethrows -> R {
    let entry = entries[Int(symbol.index)]
    return try arena.withUnsafeBytes { all in
      try body(
        UnsafeRawBufferPointer(
          rebasing: all[Int(entry.offset)..<Int(entry.offset) + Int(entry.length)]))
    }
  }
}
