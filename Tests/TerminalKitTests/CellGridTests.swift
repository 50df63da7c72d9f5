import Testing

@testable import TerminalKit

@Suite("the grid stays well formed")
struct CellGridTests {
  @Test("clips on all sides, also in the middle of a wide character")
  func clipping() {
    var grid = CellGrid(width: 6, height: 2)
    grid.put("abcdefgh", x: -2, y: 0, style: .plain)
    #expect(grid.row(0) == "cdefgh")
    grid.put("日本語", x: -1, y: 1, style: .plain)
    #expect(grid.row(1) == " 本語 ")
    grid.put("日本", x: 3, y: 1, style: .plain)
    #expect(grid.row(1) == " 本日 ")
    grid.put("x", x: 0, y: 9, style: .plain)
    grid.put("x", x: Int.max, y: Int.min, style: .plain)
    grid.put("x", x: Int.min, y: 0, style: .plain)
    #expect(grid.row(0) == "cdefgh")
  }

  @Test("a clip leaves its outside alone, and clips nest")
  func nestedClips() {
    var grid = CellGrid(width: 8, height: 1)
    grid.put("........", x: 0, y: 0, style: .plain)
    grid.clipped(to: Rect(x: 2, y: 0, width: 4, height: 1)) { grid in
      grid.clipped(to: Rect(x: 0, y: 0, width: 4, height: 1)) { grid in
        grid.put("########", x: 0, y: 0, style: .plain)
      }
      grid.put("x", x: 5, y: 0, style: .plain)
      grid.put("x", x: 6, y: 0, style: .plain)
    }
    #expect(grid.row(0) == "..##.x..")
    #expect(grid.clip == grid.bounds)
  }

  @Test("overwriting half of a wide character blanks the other half")
  func halves() {
    var grid = CellGrid(width: 4, height: 1)
    grid.put("日本", x: 0, y: 0, style: .plain)
    grid.put("x", x: 1, y: 0, style: .plain)
    #expect(grid.row(0) == " x本")
    grid.put("y", x: 2, y: 0, style: .plain)
    #expect(grid.row(0) == " xy ")
    grid.put("日本", x: 0, y: 0, style: .plain)
    grid.put("語", x: 1, y: 0, style: .plain)
    #expect(grid.row(0) == " 語 ")
    grid.put("日本", x: 0, y: 0, style: .plain)
    grid.fill(Rect(x: 1, y: 0, width: 2, height: 1), "-", style: .plain)
    #expect(grid.row(0) == " -- ")
  }

  @Test("maxWidth cuts without splitting")
  func maxWidth() {
    var grid = CellGrid(width: 6, height: 1)
    let end = grid.put("日本語", x: 0, y: 0, style: .plain, maxWidth: 3)
    #expect(grid.row(0) == "日    ")
    #expect(end == 3)
    #expect(grid.put("a", x: 0, y: 0, style: .plain, maxWidth: -4) == 0)
  }

  @Test("ASCII terminals get ASCII only")
  func ascii() {
    var grid = CellGrid(width: 30, height: 1, charset: .ascii)
    grid.put("╭─│ é日…→▲✓⣿░█·Ж", x: 0, y: 0, style: .plain)
    #expect(grid.row(0) == "+-| e??~>^+:.#.?              ")
    var wide = CellGrid(width: 12, height: 1, charset: Charset(.unicode, ambiguousIsWide: true))
    wide.put("─●⣿日é…", x: 0, y: 0, style: .plain)
    #expect(wide.row(0) == "-*⣿日e~     ")
  }

  @Test("a broken size makes a grid all the same")
  func sizes() {
    #expect(CellGrid(width: -3, height: 5).snapshot() == "\n\n\n\n")
    #expect(CellGrid(width: Int.max, height: 0).width == CellGrid.largestSide)
    #expect(CellGrid(width: 2, height: 2)[5, 5] == .blank)
  }

  @Test("a cell is 16 bytes")
  func cost() {
    #expect(MemoryLayout<Cell>.stride == 16)
  }

  @Test("random drawing keeps every row exactly as wide as the grid")
  func property() {
    var random = SplitMix(seed: 11)
    let texts: [SafeText] = [
      "ascii text", "日本語の名前", SafeText(untrusted: "e\u{301}\u{1B}[1m日"), "╭──╮", "",
    ]
    let charsets: [Charset] = [.unicode, .console, .ascii, Charset(.block, ambiguousIsWide: true)]
    for _ in 0..<400 {
      var grid = CellGrid(
        width: random.below(40), height: random.below(6),
        charset: charsets[random.below(charsets.count)])
      for _ in 0..<12 {
        let rect = Rect(
          x: random.below(50) - 5, y: random.below(9) - 2, width: random.below(20),
          height: random.below(4))
        switch random.below(4) {
        case 0: grid.fill(rect, style: .plain)
        case 1: grid.put("日", x: rect.x, y: rect.y, style: .plain)
        case 2:
          grid.clipped(to: rect) { grid in
            grid.put(texts[0], x: rect.x - 2, y: rect.y, style: .plain)
          }
        default:
          grid.put(
            texts[random.below(texts.count)], x: rect.x, y: rect.y, style: .plain,
            maxWidth: random.below(20))
        }
      }
      expectWellFormed(grid)
    }
  }
}

/// Every wide character is followed by its right half, and nothing else is a right half.
func expectWellFormed(
  _ grid: CellGrid, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  for y in 0..<grid.height {
    var x = 0
    while x < grid.width {
      let width = grid[x, y].glyph.width
      guard width > 0, x + width <= grid.width,
        width == 1 || grid[x + 1, y].glyph.isContinuation
      else {
        Issue.record("row \(y) breaks at column \(x)", sourceLocation: sourceLocation)
        return
      }
      if grid.charset.repertoire == .ascii, !grid[x, y].glyph.isASCII {
        Issue.record("row \(y) is not ASCII at \(x)", sourceLocation: sourceLocation)
        return
      }
      x += width
    }
  }
}
