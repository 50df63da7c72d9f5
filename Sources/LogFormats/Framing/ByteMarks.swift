import CHints

/// The places of one byte in a run of bytes, in their order, found 64 bytes at a time.
///
/// For bytes that come densely, such as the quotes of a CSV row: each costs a few instructions,
/// wherever it stands. The run must hold at least `width` bytes; nothing past its end is read.
struct ByteMarks {
  /// Bytes looked at in one step.
  static let width = 64

  private let base: UnsafeRawPointer
  private let end: Int
  private let wanted: UInt8
  /// Offset of the byte that the lowest bit of `mask` stands for.
  private var block: Int
  /// Where the byte occurs in the block and hasn't been taken yet.
  private var mask: UInt64

  /// The places of `wanted` at or after `start`.
  @inline(__always)
  init(of wanted: UInt8, in base: UnsafeRawPointer, from start: Int, to end: Int) {
    self.base = base
    self.end = end
    self.wanted = wanted
    block = start &- Self.width
    mask = 0
  }

  /// Whether there is one more.
  @inline(__always)
  mutating func find() -> Bool {
    while mask == 0 {
      block &+= Self.width
      if block >= end { return false }
      if block &+ Self.width <= end {
        mask = crmwatch_match64(base + block, wanted)
      } else {
        // The last bytes of the run together with some before them, which are pushed out.
        let last = end &- Self.width
        mask = crmwatch_match64(base + last, wanted) &>> UInt64(truncatingIfNeeded: block &- last)
      }
    }
    return true
  }

  /// The offset of the next one; only after `find` said that there is one.
  @inline(__always)
  mutating func take() -> Int {
    let place = block &+ mask.trailingZeroBitCount
    mask &= mask &- 1
    return place
  }
}
