import Testing

@testable import TerminalKit

@Suite("fields, menus and lists take keys")
struct InteractionTests {
  /// Types text, `<` and `>` for the arrows, `^a` for Control-A, `!b` for Alt-B.
  private func type(_ keys: String, into field: inout TextField) {
    var iterator = keys.makeIterator()
    while let character = iterator.next() {
      switch character {
      case "^": if let next = iterator.next() { _ = field.handle(.control(next)) }
      case "!": if let next = iterator.next() { _ = field.handle(.alt(next)) }
      case "<": _ = field.handle(.left)
      default: _ = field.handle(.character(character))
      }
    }
  }

  @Test(
    "edits as Emacs does",
    arguments: [
      ("hello", "hello"), ("bc^aA", "Abc"), ("ab<<x", "xab"), ("one two^w", "one "),
      ("one two^a^k", ""), ("one two^u", ""), ("one two^w^y^y", "one twotwo"),
      ("one two!b!bX", "Xone two"), ("one two^a!fX", "oneX two"), ("one two^a!d", " two"),
      ("ab^t", "ba"), ("ab^h", "a"), ("ab^a^d", "b"), ("ab^a^eX", "abX"),
    ])
  func editing(keys: String, text: String) {
    var field = TextField()
    type(keys, into: &field)
    #expect(field.text == text)
  }

  @Test("filters what is pasted")
  func paste() {
    var field = TextField(text: "a")
    #expect(field.handle(.paste("b\u{1B}[31m\r\nc\u{202E}\u{200B}\td")) == .changed)
    #expect(field.text == "ab[31m  c d")
    #expect(field.handle(.paste("\u{1B}\u{7}")) == .moved)
    var short = TextField(limit: 4)
    _ = short.handle(.paste("123456"))
    #expect(short.text == "1234")
    #expect(short.handle(.character("x")) == .moved)
    _ = short.handle(.backspace)
    _ = short.handle(.paste("\u{301}"))
    #expect(short.characters.count == 3)
    #expect(short.cursor == 3)
  }

  @Test("remembers and gives the draft back")
  func history() {
    var field = TextField(history: ["first", "second"])
    type("draft", into: &field)
    #expect(field.handle(.up) == .changed)
    #expect(field.text == "second")
    _ = field.handle(.up)
    #expect(field.text == "first")
    #expect(field.handle(.up) == .moved)
    _ = field.handle(.down)
    _ = field.handle(.down)
    #expect(field.text == "draft")
    #expect(field.handle(.enter) == .submitted)
    #expect(field.handle(.escape) == .cancelled)
    #expect(field.handle(.function(1)) == .ignored)
    field.remember("second")
    field.remember("third")
    #expect(field.history == ["first", "second", "third"])
  }

  @Test("scrolls so that the cursor is in view")
  func scrolling() {
    var field = TextField(text: "abcdefghijklmnop")
    var grid = CellGrid(width: 8, height: 1)
    #expect(
      field.draw(on: &grid, in: grid.bounds, theme: Samples.theme, prompt: "/")
        == Point(x: 7, y: 0))
    #expect(grid.row(0) == "/…lmnop ")
    type("^a", into: &field)
    #expect(
      field.draw(on: &grid, in: grid.bounds, theme: Samples.theme, prompt: "/")
        == Point(x: 1, y: 0))
    #expect(grid.row(0) == "/abcdefg")
  }

  private var menu: Menu {
    Menu(
      title: "Close",
      items: [
        .init("true positive", key: "t"), .init("benign", key: "b"),
        .init("false positive", detail: "tune the rule", key: "f"),
        .init("duplicate", key: "d", disabledReason: "no other"),
      ])
  }

  @Test("a menu narrows down by typing")
  func menuFilter() {
    var menu = menu
    #expect(menu.handle(.character("f")) == .moved(2))
    _ = menu.handle(.character("p"))
    #expect(menu.selected == 2)
    #expect(menu.handle(.enter) == .chosen(2))
    for key in "zzz" { _ = menu.handle(.character(key)) }
    #expect(menu.selected == nil)
    #expect(menu.handle(.enter) == .stay)
    #expect(menu.handle(.control("u")) == .moved(0))
    #expect(menu.handle(.end) == .moved(3))
    #expect(menu.handle(.enter) == .refused(3))
    #expect(menu.handle(.escape) == .cancelled)
  }

  @Test("the mouse finds a choice")
  func menuHit() {
    let rect = Rect(x: 0, y: 0, width: 60, height: 20)
    let size = menu.idealSize
    let place = rect.centered(size)
    #expect(menu.item(at: Point(x: place.x + 3, y: place.y + 1), in: rect) == nil)
    #expect(menu.item(at: Point(x: place.x + 3, y: place.y + 2), in: rect) == 0)
    #expect(menu.item(at: Point(x: place.x + 3, y: place.y + 5), in: rect) == 3)
    #expect(menu.item(at: Point(x: 0, y: 0), in: rect) == nil)
  }

  @Test("a menu of keys chooses at once")
  func menuKeys() {
    var menu = Menu(title: "Close", items: menu.items, isFilterable: false)
    #expect(menu.handle(.character("j")) == .moved(1))
    #expect(menu.handle(.character("f")) == .chosen(2))
    #expect(menu.handle(.character("d")) == .refused(3))
    #expect(menu.handle(.character("x")) == .stay)
  }

  @Test(
    "fuzzy search prefers starts of words and runs",
    arguments: [
      ("mu", "mute", "menu up"), ("fp", "false positive", "of paper"), ("ack", "ack", "a check"),
    ])
  func fuzzy(pattern: String, better: String, worse: String) throws {
    let best = try #require(FuzzyMatch.score(pattern, in: better))
    let other = FuzzyMatch.score(pattern, in: worse) ?? .min
    #expect(best > other)
    #expect(FuzzyMatch.score("xyz", in: better) == nil)
    #expect(FuzzyMatch.score("", in: better) == 0)
  }

  @Test("the cursor stays in view and in the list")
  func scrollState() {
    var state = ScrollState()
    state.move(by: 30, count: 100)
    state.settle(count: 100, height: 10)
    #expect(state.cursor == 30 && state.offset == 21)
    state.move(by: -5, count: 100)
    state.settle(count: 100, height: 10)
    #expect(state.cursor == 25 && state.offset == 21)
    state.move(by: .max, count: 100)
    state.settle(count: 100, height: 10)
    #expect(state.cursor == 99 && state.offset == 90)
    state.settle(count: 3, height: 10)
    #expect(state.cursor == 2 && state.offset == 0)
    state.settle(count: 0, height: 10)
    #expect(state.cursor == 0)
    state.select(50)
    state.settle(count: 100, height: 10)
    state.shift(by: 3)
    #expect(state.cursor == 53 && state.offset == 44)
    state.scroll(by: 100, count: 100, height: 10)
    #expect(state.offset == 90 && state.cursor == 90)
    state.scroll(by: -1000, count: 100, height: 10)
    #expect(state.offset == 0 && state.cursor == 9)
  }

  @Test("columns are dropped by priority and the flexible one takes the rest")
  func tableLayout() {
    let columns = Samples.table().columns
    #expect(TableLayout.widths(columns, total: 58) == [3, 3, 4, 18, 21, 4])
    #expect(TableLayout.widths(columns, total: 30) == [3, 3, 4, 17, nil, nil])
    #expect(TableLayout.widths(columns, total: 14) == [3, nil, nil, 10, nil, nil])
    #expect(TableLayout.widths(columns, total: 6) == [3, nil, nil, 2, nil, nil])
    #expect(TableLayout.widths(columns, total: 0) == [nil, nil, nil, nil, nil, nil])
    for total in 0..<120 {
      let widths = TableLayout.widths(columns, total: total).compactMap { $0 }
      #expect(widths.reduce(0, +) + max(0, widths.count - 1) <= total)
    }
  }

  @Test("the mouse finds its row")
  func tableHit() {
    let rect = Rect(x: 5, y: 3, width: 40, height: 4)
    let table = Samples.table(cursor: 4)
    #expect(table.row(at: Point(x: 6, y: 3), in: rect) == nil)
    #expect(table.row(at: Point(x: 6, y: 4), in: rect) == 2)
    #expect(table.row(at: Point(x: 6, y: 6), in: rect) == 4)
    #expect(table.row(at: Point(x: 0, y: 4), in: rect) == nil)
  }

  @Test("hints are dropped by priority, help last")
  func hints() {
    let line = StatusLine(hints: [
      .init("a", "ack", priority: 5), .init("p", "pause", priority: 1),
      .init("?", "help", priority: 9),
    ])
    #expect(line.visible(width: 80) == [0, 1, 2])
    #expect(line.visible(width: 16) == [0, 2])
    #expect(line.visible(width: 9) == [2])
    #expect(line.visible(width: 3) == [])
  }

  @Test("parts tile the whole, the last ones give way")
  func layout() {
    let rect = Rect(x: 3, y: 2, width: 100, height: 10)
    let parts = Layout.columns(rect, [.fixed(20), .weight(1, minimum: 10), .weight(3)])
    #expect(parts.map(\.width) == [20, 20 + 7, 53])
    #expect(parts.map(\.x) == [3, 23, 50])
    let tight = Layout.rows(rect, [.fixed(4), .weight(1, minimum: 5), .fixed(3)])
    #expect(tight.map(\.height) == [4, 6, 0])
    #expect(Layout.rows(.zero, [.fixed(4), .weight(1)]).map(\.height) == [0, 0])
    #expect(Layout.rows(rect, []).isEmpty)
  }

  @Test("text is wrapped at blanks, long words are cut, wide ones never split")
  func wrapping() {
    let text: SafeText = "one two three"
    #expect(text.wrapped(to: 7).map(\.plain) == ["one two", "three"])
    #expect(text.wrapped(to: 8, indent: 2).map(\.plain) == ["one two", "  three"])
    #expect(("abcdefgh" as SafeText).wrapped(to: 3).map(\.plain) == ["abc", "def", "gh"])
    #expect(SafeText(untrusted: "日本語").wrapped(to: 3).map(\.plain) == ["日", "本", "語"])
    #expect(SafeText(untrusted: "日本").wrapped(to: 1).count == 2)
    #expect(text.wrapped(to: 0).isEmpty)
    let line = Line([Span("why ", .textDim), Span("volume is high", .critical)])
    let rows = line.wrapped(to: 8)
    #expect(rows.map(\.text.plain) == ["why", "volume", "is high"])
    #expect(rows[1].spans == [Span("volume", .critical)])
  }

  @Test("a line is cut across its spans")
  func lineTruncation() {
    let line = Line([Span("abc", .text), Span("def", .critical)])
    #expect(line.truncated(to: 6) == line)
    #expect(line.truncated(to: 5).text.plain == "abcd…")
    #expect(line.truncated(to: 3).text.plain == "ab…")
    #expect(line.truncated(to: 0).width == 0)
    for width in 0...7 { #expect(line.truncated(to: width).width <= width) }
  }
}
