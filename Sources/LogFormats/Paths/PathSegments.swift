import SecurityModel

/// A decoded request path, split at its slashes, with what each part means.
///
/// A value on the stack over borrowed bytes. Paths longer than `maximumBytes` or with more than
/// `maximumCount` parts are read up to there; the rest shows as `…` in the template.
struct PathSegments {
  static let maximumCount = 24
  static let maximumBytes = 4096

  /// How a part is written in the template.
  enum Role: UInt8 {
    /// By its look: numbers, ids, addresses become `{id}`, anything else stays.
    case byShape = 0
    case literal
    case version
    case id
    case job
    case token
    /// A word of the platform under another name: `canonical` holds its symbol.
    case renamed
    /// Not written.
    case dropped
  }

  let bytes: UnsafeRawBufferPointer
  private(set) var count = 0
  private(set) var isCut = false
  private var starts = InlineArray<24, UInt16>(repeating: 0)
  private var ends = InlineArray<24, UInt16>(repeating: 0)
  private var roles = InlineArray<24, Role>(repeating: .byShape)
  private var names = InlineArray<24, Symbol>(repeating: .none)
  /// The part at which the known API begins; a proxy's prefix before it isn't in the template.
  var first = 0

  init(_ path: UnsafeRawBufferPointer) {
    isCut = path.count > Self.maximumBytes
    bytes = path.cut(0, Self.maximumBytes)
    var i = 0
    while i < bytes.count {
      if bytes[i] == 0x2F {
        i &+= 1
        continue
      }
      var end = i
      while end < bytes.count, bytes[end] != 0x2F { end &+= 1 }
      if count == Self.maximumCount {
        isCut = true
        return
      }
      starts[count] = UInt16(truncatingIfNeeded: i)
      ends[count] = UInt16(truncatingIfNeeded: end)
      count &+= 1
      i = end
    }
  }

  /// The bytes of part `i`; empty when there is no such part.
  @inline(__always)
  subscript(i: Int) -> UnsafeRawBufferPointer {
    guard i >= 0, i < count else { return bytes.cut(0, 0) }
    return bytes.cut(Int(starts[i]), Int(ends[i]))
  }

  /// True when part `i` is `word` (given in lower case), case ignored.
  @inline(__always)
  func isWord(_ i: Int, _ word: StaticString) -> Bool { self[i].isWord(word) }

  @inline(__always)
  func role(_ i: Int) -> Role { roles[i] }

  @inline(__always)
  func name(_ i: Int) -> Symbol { names[i] }

  /// Says what part `i` is; ignored when there is no such part.
  @inline(__always)
  mutating func mark(_ i: Int, _ role: Role) {
    if i >= 0, i < count { roles[i] = role }
  }

  /// Gives part `i` another name in the template.
  mutating func rename(_ i: Int, _ name: Symbol) {
    guard i >= 0, i < count, !name.isNone else { return }
    roles[i] = .renamed
    names[i] = name
  }

  /// Cuts part `i` to its first `length` bytes (a path parameter was behind them).
  mutating func shorten(_ i: Int, to length: Int) {
    guard i >= 0, i < count, length >= 0, length <= Int(ends[i] &- starts[i]) else { return }
    ends[i] = starts[i] &+ UInt16(truncatingIfNeeded: length)
  }

  /// Index of the first part that is `word`, or nil.
  func find(_ word: StaticString) -> Int? {
    for i in 0..<count where self[i].isWord(word) { return i }
    return nil
  }
}
