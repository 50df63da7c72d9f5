/// Turns arbitrary text into glyphs that can do nothing to a terminal but be seen.
///
/// Control characters, escape sequences, bidirectional overrides and invisible characters are shown,
/// not removed: an analyst must see that somebody tried. What has no width of its own is either
/// attached to a base (two marks at most) or dropped and counted.
struct Neutralizer {
  /// What came out so far.
  private(set) var glyphs = ContiguousArray<Glyph>()
  /// Cells taken by `glyphs`.
  private(set) var width = 0
  /// Characters that were escaped, replaced or dropped.
  private(set) var escaped = 0
  /// Whether input was left out because the cell limit was reached.
  private(set) var isClipped = false

  private let limit: Int

  /// - Parameter limit: the most cells to produce; the last one becomes `…` when there was more.
  init(limit: Int, reserving capacity: Int = 0) {
    self.limit = max(1, limit)
    glyphs.reserveCapacity(min(capacity, self.limit))
  }

  /// Takes all bytes, or as many as fit in the limit.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < bytes.count, !isClipped {
      let byte = bytes[index]
      if byte >= 0x20, byte < 0x7F {
        push(Glyph(bits: UInt64(byte)))
        index += 1
        continue
      }
      switch UTF8Decoder.step(bytes, at: index) {
      case .scalar(let value, let length):
        append(scalar: value)
        index += length
      case .invalid(let byte):
        escaped += 1
        pushHex(UInt32(byte), prefix: "<")
        index += 1
      }
    }
    if isClipped { clip() }
  }

  private mutating func append(scalar: UInt32) {
    switch CharacterClass(scalar) {
    case .plain:
      push(Glyph(harmless: scalar))
    case .mark:
      guard let last = glyphs.last, let marked = last.adding(mark: scalar) else {
        escaped += 1
        return
      }
      glyphs[glyphs.count - 1] = marked
    case .tab:
      push(.space)
    case .control:
      escaped += 1
      push(Glyph(ascii: 0x5E))
      push(Glyph(ascii: UInt8(truncatingIfNeeded: scalar) ^ 0x40))
    case .highControl:
      escaped += 1
      pushHex(scalar, prefix: "<")
    case .invisible:
      escaped += 1
      pushHex(scalar, prefix: "<U+")
    case .withoutPicture:
      escaped += 1
      push(.replacement)
    }
  }

  private mutating func push(_ glyph: Glyph) {
    guard !isClipped else { return }
    guard width + glyph.width <= limit else {
      isClipped = true
      return
    }
    glyphs.append(glyph)
    width += glyph.width
  }

  private mutating func pushHex(_ value: UInt32, prefix: StaticString) {
    prefix.withUTF8Buffer { for byte in $0 { push(Glyph(ascii: byte)) } }
    let minimum = prefix.utf8CodeUnitCount > 1 ? 4 : 2
    var digits = max(minimum, (35 - value.leadingZeroBitCount) / 4)
    while digits > 0 {
      digits -= 1
      let nibble = UInt8(truncatingIfNeeded: value >> (4 * UInt32(digits)) & 0xF)
      push(Glyph(ascii: nibble < 10 ? 0x30 + nibble : 0x41 + nibble - 10))
    }
    push(Glyph(ascii: 0x3E))
  }

  private mutating func clip() {
    while width >= limit, let last = glyphs.popLast() { width -= last.width }
    glyphs.append(Glyph(bits: 0x2026))
    width += 1
  }
}
