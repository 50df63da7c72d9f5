/// What one position of the screen shows: a base character with up to two marks, 1 or 2 cells wide.
///
/// Three 21-bit code points and the wide flag share 64 bits, so comparing glyphs is one comparison.
public struct Glyph: Sendable, Hashable {
  /// base | first mark << 21 | second mark << 42 | wide << 63
  let bits: UInt64

  private static let mask: UInt64 = 0x1F_FFFF
  private static let wideBit: UInt64 = 1 << 63

  init(bits: UInt64) { self.bits = bits }

  /// A base without marks; only for code points that are known to be harmless.
  init(harmless scalar: UInt32) {
    let wide = CharacterWidth.cells(scalar) == 2 ? Glyph.wideBit : 0
    bits = UInt64(scalar) | wide
  }

  /// An ASCII character; control bytes become a question mark.
  init(ascii byte: UInt8) {
    bits = byte >= 0x20 && byte < 0x7F ? UInt64(byte) : 0x3F
  }

  /// A blank.
  public static let space = Glyph(bits: 0x20)
  /// The right half of the wide glyph to the left.
  static let continuation = Glyph(bits: 0)
  /// U+FFFD, shown for code points that have no picture of their own.
  static let replacement = Glyph(bits: 0xFFFD)

  /// The base code point; 0 for the right half of a wide glyph.
  public var base: UInt32 { UInt32(truncatingIfNeeded: bits & Glyph.mask) }
  /// The first combining mark, or 0.
  public var firstMark: UInt32 { UInt32(truncatingIfNeeded: (bits >> 21) & Glyph.mask) }
  /// The second combining mark, or 0.
  public var secondMark: UInt32 { UInt32(truncatingIfNeeded: (bits >> 42) & Glyph.mask) }
  /// Whether the glyph takes two cells.
  public var isWide: Bool { bits & Glyph.wideBit != 0 }
  /// Whether this is the right half of a wide glyph.
  public var isContinuation: Bool { bits == 0 }
  /// Cells taken: 0 for a right half, else 1 or 2.
  public var width: Int { bits == 0 ? 0 : (isWide ? 2 : 1) }
  /// Whether only plain ASCII is needed to show the glyph.
  public var isASCII: Bool { bits < 0x80 }

  /// The glyph with one more mark, or nil when it already has two.
  func adding(mark: UInt32) -> Glyph? {
    if firstMark == 0 { return Glyph(bits: bits | UInt64(mark) << 21) }
    if secondMark == 0 { return Glyph(bits: bits | UInt64(mark) << 42) }
    return nil
  }

  /// Appends the code points to a string; the right half of a wide glyph adds nothing.
  func write(to text: inout String) {
    for value in [base, firstMark, secondMark] where value != 0 {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
  }
}
