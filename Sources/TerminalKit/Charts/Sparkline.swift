/// A course of values in one row of a table.
public enum Sparkline {
  /// One cell a value, the last values when there are too many.
  /// - Parameters:
  ///   - values: from old to new; nil where nothing is known, which stays blank.
  ///   - width: cells to take; fewer values are preceded by blanks.
  ///   - maximum: the value of a full cell; nil takes the largest one shown.
  ///   - charset: what the terminal can show.
  public static func text(
    _ values: [Double?], width: Int, maximum: Double? = nil, charset: Charset
  ) -> SafeText {
    guard width > 0 else { return .empty }
    let levels = levels(charset)
    let shown = values.suffix(width)
    let largest = maximum ?? shown.reduce(0) { max($0, $1 ?? 0) }
    var glyphs = ContiguousArray(repeating: Glyph.space, count: width - shown.count)
    for value in shown { glyphs.append(glyph(value, largest: largest, levels: levels)) }
    return SafeText(glyphs: glyphs, width: width)
  }

  private static func glyph(_ value: Double?, largest: Double, levels: [UInt32]) -> Glyph {
    guard let value, !value.isNaN else { return .space }
    guard value > 0, largest > 0 else { return Glyph(harmless: levels[0]) }
    let part = min(1, value / largest) * Double(levels.count - 1)
    return Glyph(harmless: levels[max(1, Int(part.rounded()))])
  }

  /// From zero to the largest value. Zero is seen, and differs from a small value.
  private static func levels(_ charset: Charset) -> [UInt32] {
    if charset.hasEighths {
      return [0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587, 0x2588]
    }
    if charset.hasBraille { return [0x28C0, 0x28E4, 0x28F6, 0x28FF] }
    if charset.hasShades { return [0x5F, 0x2584, 0x2588] }
    return [0x5F, 0x2E, 0x3A, 0x2D, 0x3D, 0x2B, 0x23]
  }
}
