extension Line {
  /// The row broken at blanks into rows of at most `width` cells.
  ///
  /// A word that is wider than a row is cut. Blanks at a break are left out.
  /// - Parameters:
  ///   - width: cells a row may take; below 1 there are no rows.
  ///   - indent: blanks at the start of every row but the first.
  public func wrapped(to width: Int, indent: Int = 0) -> [Line] {
    guard width > 0 else { return [] }
    guard self.width > width else { return [self] }
    let indent = min(max(0, indent), width - 1)
    var glyphs: [(glyph: Glyph, role: Role)] = []
    for span in spans { for glyph in span.text.glyphs { glyphs.append((glyph, span.role)) } }
    var rows: [Line] = []
    var start = 0
    while start < glyphs.count {
      let room = rows.isEmpty ? width : width - indent
      let (end, next) = Line.rowEnd(glyphs, from: start, room: room)
      var line = rows.isEmpty || indent == 0 ? Line() : Line(SafeText.spaces(indent))
      line.spans += Line.spans(glyphs[start..<end])
      rows.append(line)
      start = next
    }
    return rows
  }

  /// Where a row that begins at `start` ends, and where the next one begins.
  private static func rowEnd(
    _ glyphs: [(glyph: Glyph, role: Role)], from start: Int, room: Int
  ) -> (end: Int, next: Int) {
    var used = 0
    var lastBreak: Int?
    var index = start
    while index < glyphs.count {
      let glyph = glyphs[index].glyph
      if used + glyph.width > room {
        // A blank right behind the edge ends the row without a cut.
        if glyph == .space { lastBreak = index }
        guard let end = lastBreak, end > start else {
          // At least one glyph a row, or a wide one in one column would never end.
          let cut = max(index, start + 1)
          return (cut, cut)
        }
        var next = end
        while next < glyphs.count, glyphs[next].glyph == .space { next += 1 }
        return (end, next)
      }
      if glyph == .space { lastBreak = index }
      used += glyph.width
      index += 1
    }
    return (index, index)
  }

  private static func spans(_ glyphs: ArraySlice<(glyph: Glyph, role: Role)>) -> [Span] {
    var spans: [Span] = []
    var run = ContiguousArray<Glyph>()
    var width = 0
    var role = Role.text
    func close() {
      if !run.isEmpty { spans.append(Span(SafeText(glyphs: run, width: width), role)) }
      run = []
      width = 0
    }
    for item in glyphs {
      if item.role != role { close() }
      role = item.role
      run.append(item.glyph)
      width += item.glyph.width
    }
    close()
    return spans
  }
}

extension SafeText {
  /// The text broken at blanks into rows of at most `width` cells.
  public func wrapped(to width: Int, indent: Int = 0) -> [SafeText] {
    Line(self).wrapped(to: width, indent: indent).map(\.text)
  }
}
