/// A frame being drawn: rows of cells, every one of them always well formed.
///
/// Nothing drawn can leave the grid or the current clip, a wide character is never cut in half, and
/// the characters of a poorer `charset` are substituted while drawing. A row therefore always takes
/// exactly `width` cells on the terminal.
public struct CellGrid: Sendable, Equatable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// What the terminal can show; anything else is replaced while drawing.
  public let charset: Charset
  /// The part that can be drawn on at the moment.
  public private(set) var clip: Rect

  private var cells: ContiguousArray<Cell>

  /// The largest width and height; more is cut, so that a broken window size can not exhaust memory.
  public static let largestSide = 2000

  /// Makes a grid of blanks.
  /// - Parameters:
  ///   - width: columns, cut to 0 ... `largestSide`.
  ///   - height: rows, cut likewise.
  ///   - charset: what the terminal can show.
  ///   - style: the style of the blanks, usually the theme's background.
  public init(width: Int, height: Int, charset: Charset = .unicode, style: Style = .plain) {
    self.width = min(max(0, width), CellGrid.largestSide)
    self.height = min(max(0, height), CellGrid.largestSide)
    self.charset = charset
    clip = Rect(x: 0, y: 0, width: self.width, height: self.height)
    cells = ContiguousArray(
      repeating: Cell(glyph: .space, style: style), count: self.width * self.height)
  }

  /// Columns and rows.
  public var size: Size { Size(width: width, height: height) }
  /// All cells as a rectangle.
  public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// The cell at a position, or a blank outside of the grid.
  public subscript(x: Int, y: Int) -> Cell {
    guard x >= 0, y >= 0, x < width, y < height else { return .blank }
    return cells[y * width + x]
  }

  /// All cells, row by row, for the driver and for tests.
  public func withCells<Result>(_ body: (UnsafeBufferPointer<Cell>) -> Result) -> Result {
    cells.withUnsafeBufferPointer(body)
  }

  /// Draws with everything outside of `rect` left alone; clips nest.
  public mutating func clipped(to rect: Rect, _ body: (inout CellGrid) -> Void) {
    let outer = clip
    clip = outer.intersection(rect)
    body(&self)
    clip = outer
  }

  /// Draws text on one row.
  /// - Parameters:
  ///   - text: what to draw.
  ///   - x: column of the first cell; may be negative.
  ///   - y: row.
  ///   - style: colours and attributes.
  ///   - maxWidth: the most cells to draw; a wide character that would pass it becomes blank.
  /// - Returns: the column after the text, as if nothing had been clipped.
  @discardableResult
  public mutating func put(
    _ text: SafeText, x: Int, y: Int, style: Style, maxWidth: Int = Int.max
  ) -> Int {
    let area = Rect(x: x, y: y, width: maxWidth, height: 1)
    let x = area.x
    let end = min(area.maxX, clip.maxX)
    let after = x + min(text.width, area.width)
    guard y >= clip.y, y < clip.maxY, x < end else { return after }
    var column = x
    for glyph in text.glyphs {
      if column >= end { break }
      let advance = glyph.width
      if column + advance > clip.x {
        if column < clip.x || column + advance > end {
          // Half of a wide character: the visible half is a blank.
          setBase(.space, max(column, clip.x), y, style)
        } else {
          store(glyph, column, y, style)
        }
      }
      column += advance
    }
    return after
  }

  /// Draws one of our own characters, such as a line or a block.
  /// - Parameter character: a harmless character; others are drawn as U+FFFD.
  public mutating func put(_ character: Unicode.Scalar, x: Int, y: Int, style: Style) {
    guard clip.contains(Point(x: x, y: y)) else { return }
    let harmless = CharacterClass(character.value) == .plain || isBraille(character)
    let glyph = harmless ? Glyph(harmless: character.value) : .replacement
    if glyph.isWide, x + 1 >= clip.maxX {
      setBase(.space, x, y, style)
    } else {
      store(glyph, x, y, style)
    }
  }

  /// Fills the rectangle with blanks, or with another character one cell wide.
  public mutating func fill(_ rect: Rect, _ character: Unicode.Scalar = " ", style: Style) {
    let area = rect.intersection(clip)
    guard !area.isEmpty else { return }
    let wanted =
      CharacterClass(character.value) == .plain ? Glyph(harmless: character.value) : .replacement
    let glyph = shown(wanted.isWide ? .replacement : wanted)
    let cell = Cell(glyph: glyph, style: style)
    for y in area.y..<area.maxY {
      healLeft(area.x, y)
      healRight(area.maxX - 1, y)
      let start = y * width
      for index in (start + area.x)..<(start + area.maxX) { cells[index] = cell }
    }
  }

  /// Changes the style of cells that are already drawn, leaving what they show.
  public mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
    let area = rect.intersection(clip)
    guard !area.isEmpty else { return }
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX {
        cells[y * width + x].style = change(cells[y * width + x].style)
      }
    }
  }

  private func isBraille(_ character: Unicode.Scalar) -> Bool {
    character.value >= 0x2800 && character.value <= 0x28FF
  }

  /// The glyph as the charset allows it.
  private func shown(_ glyph: Glyph) -> Glyph {
    if glyph.isASCII { return glyph }
    switch charset.repertoire {
    case .ascii:
      return Glyph(ascii: Transliteration.ascii(glyph.base))
    case .console:
      let base = Transliteration.console(glyph.base)
      if base != glyph.base { return Glyph(bits: UInt64(base)) }
    case .block, .unicode:
      break
    }
    if charset.ambiguousIsWide, !glyph.isWide, CharacterWidth.isAmbiguous(glyph.base) {
      return Glyph(ascii: Transliteration.ascii(glyph.base))
    }
    return glyph
  }

  private mutating func store(_ glyph: Glyph, _ x: Int, _ y: Int, _ style: Style) {
    let visible = shown(glyph)
    setBase(visible, x, y, style)
    guard glyph.isWide else { return }
    healRight(x + 1, y)
    // A wide character that became a stand-in still fills both cells.
    cells[y * width + x + 1] = Cell(glyph: visible.isWide ? .continuation : visible, style: style)
  }

  private mutating func setBase(_ glyph: Glyph, _ x: Int, _ y: Int, _ style: Style) {
    healLeft(x, y)
    if !glyph.isWide { healRight(x, y) }
    cells[y * width + x] = Cell(glyph: glyph, style: style)
  }

  /// Blanks the left half of a wide character whose right half is about to be overwritten.
  private mutating func healLeft(_ x: Int, _ y: Int) {
    let index = y * width + x
    guard x > 0, cells[index].glyph.isContinuation else { return }
    cells[index - 1].glyph = .space
  }

  /// Blanks the right half of a wide character whose left half is about to be overwritten.
  private mutating func healRight(_ x: Int, _ y: Int) {
    let index = y * width + x
    guard x + 1 < width, cells[index].glyph.isWide else { return }
    cells[index + 1].glyph = .space
  }
}
