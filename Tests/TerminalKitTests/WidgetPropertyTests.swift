import Testing

@testable import TerminalKit

@Suite("widgets take any size")
struct WidgetPropertyTests {
  static let charsets: [Charset] = [
    .unicode, .block, .console, .ascii, Charset(.unicode, ambiguousIsWide: true),
  ]

  /// Draws every widget there is into `rect`.
  private func drawAll(_ grid: inout CellGrid, _ rect: Rect, _ random: inout SplitMix) {
    let theme = Samples.theme
    var chart = Samples.chart
    chart.form = random.below(2) == 0 ? .area : .line
    chart.scale = random.below(2) == 0 ? .linear : .logarithmic
    chart.cursor = random.below(140) - 10
    if random.below(3) == 0 { chart.values = [] }
    if random.below(4) == 0 { chart.values = [.infinity, .nan, -5, 1e300, nil] }
    let field = TextField(text: "sev>=high 日本語 and more text than fits")
    let widgets: [any Widget] = [
      Box(title: "Title", rightTitle: "right 日本", footer: "footer", isFocused: true),
      Samples.table(cursor: random.below(9)), ScrollBar(count: 50, offset: random.below(60)),
      WrappedText(["a few words 日本語の名前です and averyveryverylongwordindeed"], indent: 3),
      TabBar(tabs: [.init(key: "1", title: "日本"), .init(key: "2", title: "Two")], active: 0),
      StatusLine(hints: [.init("a", "ack"), .init("?", "help", priority: 9)]),
      Toast("日本語の名前です", hint: "u undo"), chart,
      HeatMap(values: Samples.week, highlight: (2, 9)), Gauge(fraction: 0.3, label: "日本"),
    ]
    widgets[random.below(widgets.count)].draw(on: &grid, in: rect, theme: theme)
    _ = field.draw(on: &grid, in: rect, theme: theme, prompt: "/日")
    _ = Menu(title: "Menu", items: [.init("one", detail: "日本"), .init("two", key: "2")]).draw(
      on: &grid, in: rect, theme: theme)
    widgets[random.below(widgets.count)].draw(on: &grid, in: rect, theme: theme)
  }

  @Test("random sizes and places never trap, and rows keep their width", arguments: charsets)
  func anySize(charset: Charset) {
    var random = SplitMix(seed: 23)
    for round in 0..<400 {
      var grid = CellGrid(
        width: random.below(round % 4 == 0 ? 220 : 30), height: random.below(24),
        charset: charset)
      let rect = Rect(
        x: random.below(20) - 6, y: random.below(10) - 3, width: random.below(120),
        height: random.below(20))
      drawAll(&grid, round % 3 == 0 ? grid.bounds : rect, &random)
      expectWellFormed(grid, "round \(round)")
    }
  }

  @Test("nothing is drawn outside of the rectangle")
  func staysInside() {
    var random = SplitMix(seed: 5)
    for _ in 0..<300 {
      var grid = CellGrid(width: 90, height: 24)
      grid.fill(grid.bounds, "~", style: .plain)
      let rect = Rect(
        x: 8 + random.below(20), y: 4 + random.below(6), width: random.below(60),
        height: random.below(12))
      drawAll(&grid, rect, &random)
      for y in 0..<grid.height {
        for x in 0..<grid.width where !rect.contains(Point(x: x, y: y)) {
          guard grid[x, y].glyph == Glyph(harmless: 0x7E) else {
            Issue.record("drew at \(x),\(y) outside of \(rect)")
            return
          }
        }
      }
    }
  }
}
