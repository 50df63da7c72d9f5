/// A member's name as it stood behind some other name before, to be recognised at a glance.
///
/// Holds the bytes `"name":`, so that a name which is the same again needs no scan and no lookup.
struct ExpectedKey {
  private static let size = 24

  /// The `NormalizedKey`, or -1 for any other name.
  private(set) var key: Int32 = -1
  /// Bytes up to and with the colon; 0 matches nothing.
  private var length: Int32 = 0
  private var words: InlineArray<3, UInt64> = .init(repeating: 0)
  private var masks: InlineArray<3, UInt64> = .init(repeating: 0)

  /// Matches nothing.
  init() {}

  /// The name that `scanner` has just passed.
  init(_ scanner: JSONScanner, _ name: JSONToken, _ key: Int) {
    let start = Int(name.start) &- 1
    let length = name.count &+ 3
    guard length <= Self.size, start >= 0, start &+ Self.size <= scanner.count,
      !name.isEscaped, scanner.byte(start &+ length &- 1) == 0x3A
    else { return }
    self.key = Int32(truncatingIfNeeded: key)
    self.length = Int32(truncatingIfNeeded: length)
    for k in 0..<3 {
      let rest = length &- 8 &* k
      masks[k] =
        rest <= 0 ? 0 : rest >= 8 ? .max : .max >> UInt64(truncatingIfNeeded: 64 &- 8 &* rest)
      words[k] = ByteScan.word(scanner.base, start &+ 8 &* k) & masks[k]
    }
  }

  /// Moves `scanner` behind the colon if this name stands right there.
  @inline(__always)
  func passes(_ scanner: inout JSONScanner) -> Bool {
    let i = scanner.i
    guard length > 0, i &+ Self.size <= scanner.count else { return false }
    let base = scanner.base
    let difference =
      (ByteScan.word(base, i) ^ words[0]) & masks[0]
      | (ByteScan.word(base, i &+ 8) ^ words[1]) & masks[1]
      | (ByteScan.word(base, i &+ 16) ^ words[2]) & masks[2]
    guard difference == 0 else { return false }
    scanner.i = i &+ Int(length)
    return true
  }
}
