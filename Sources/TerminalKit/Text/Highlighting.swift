extension Line {
  /// The row with every occurrence of a text in another role.
  ///
  /// The search runs on what is shown, ASCII letters in either case, and within one span at a time.
  public func highlighting(_ needle: SafeText, _ role: Role = .searchMatch) -> Line {
    guard !needle.isEmpty else { return self }
    let wanted = needle.glyphs.map(Line.folded)
    return Line(spans.flatMap { Line.split($0, at: wanted, role: role) })
  }

  private static func split(_ span: Span, at wanted: [UInt64], role: Role) -> [Span] {
    let glyphs = span.text.glyphs
    guard glyphs.count >= wanted.count else { return [span] }
    let folded = glyphs.map(Line.folded)
    var result: [Span] = []
    var copied = 0
    var index = 0
    while index + wanted.count <= folded.count {
      guard folded[index..<(index + wanted.count)].elementsEqual(wanted) else {
        index += 1
        continue
      }
      if copied < index { result.append(Span(part(glyphs[copied..<index]), span.role)) }
      index += wanted.count
      result.append(Span(part(glyphs[(index - wanted.count)..<index]), role))
      copied = index
    }
    guard copied > 0 else { return [span] }
    if copied < glyphs.count { result.append(Span(part(glyphs[copied...]), span.role)) }
    return result
  }

  private static func part(_ glyphs: ArraySlice<Glyph>) -> SafeText {
    SafeText(
      glyphs: ContiguousArray(glyphs), width: glyphs.reduce(0) { $0 + $1.width })
  }

  private static func folded(_ glyph: Glyph) -> UInt64 {
    glyph.bits >= 0x41 && glyph.bits <= 0x5A ? glyph.bits | 0x20 : glyph.bits
  }
}
