import TerminalKit
import Testing

/// Frames of every widget, compared with reviewed ones.
@Suite("widgets look as reviewed")
struct WidgetFrameTests {
  static let charsets: [(String, Charset)] = [
    ("unicode", .unicode), ("block", .block), ("console", .console), ("ascii", .ascii),
    ("ambiguous", Charset(.unicode, ambiguousIsWide: true)),
  ]

  private func frame(
    _ width: Int, _ height: Int, _ charset: Charset, _ body: (inout CellGrid, Rect) -> Void
  ) -> String {
    var grid = CellGrid(width: width, height: height, charset: charset)
    body(&grid, grid.bounds)
    return grid.snapshot()
  }

  @Test("a table in a box", arguments: charsets, [(60, 8), (30, 6), (100, 9)])
  func table(charset: (name: String, value: Charset), size: (width: Int, height: Int)) throws {
    let text = frame(size.width, size.height, charset.value) { grid, rect in
      Box(
        title: "Alerts", rightTitle: "is:open 5/41", footer: "1 marked", isFocused: true
      ).draw(on: &grid, in: rect, theme: Samples.theme)
      Samples.table().draw(on: &grid, in: Box.inside(rect), theme: Samples.theme)
    }
    try Golden.expect(text, matches: "table_\(size.width)x\(size.height)_\(charset.name)")
  }

  @Test("a chart", arguments: charsets, [(100, 12), (40, 6), (200, 20)])
  func chart(charset: (name: String, value: Charset), size: (width: Int, height: Int)) throws {
    let text = frame(size.width, size.height, charset.value) { grid, rect in
      Samples.chart.draw(on: &grid, in: rect, theme: Samples.theme)
    }
    try Golden.expect(text, matches: "chart_\(size.width)x\(size.height)_\(charset.name)")
  }

  @Test("a line chart on a logarithmic scale with a read-out", arguments: charsets)
  func lineChart(charset: (name: String, value: Charset)) throws {
    let text = frame(80, 12, charset.value) { grid, rect in
      var chart = Samples.chart
      chart.form = .line
      chart.scale = .logarithmic
      chart.cursor = 110
      chart.draw(on: &grid, in: rect, theme: Samples.theme)
    }
    try Golden.expect(text, matches: "line_chart_80x12_\(charset.name)")
  }

  @Test("a heat map", arguments: charsets, [(56, 9), (30, 9), (16, 3), (110, 9)])
  func heatMap(charset: (name: String, value: Charset), size: (width: Int, height: Int)) throws {
    let text = frame(size.width, size.height, charset.value) { grid, rect in
      HeatMap(values: Samples.week, highlight: (5, 3)).draw(
        on: &grid, in: rect, theme: Samples.theme)
    }
    try Golden.expect(text, matches: "heat_map_\(size.width)x\(size.height)_\(charset.name)")
  }

  @Test("bars, menus, fields and gauges", arguments: charsets, [80, 44])
  func bars(charset: (name: String, value: Charset), width: Int) throws {
    let text = frame(width, 20, charset.value) { grid, rect in
      TabBar(
        tabs: [
          .init(key: "1", title: "Alerts", badge: Line("41", .critical)),
          .init(key: "2", title: "Inventory", badge: "37"), .init(key: "3", title: "Charts"),
          .init(key: "4", title: "Rules"),
        ], active: 1, trailing: Line("alerts › open", .textDim)
      ).draw(on: &grid, in: rect.row(0), theme: Samples.theme)
      StatusLine(hints: [
        .init("a", "ack", priority: 5), .init("n", "note", priority: 4),
        .init("Space", "select", priority: 2), .init("/", "filter", priority: 4),
        .init("p", "pause", priority: 1), .init("?", "help", priority: 9),
      ]).draw(on: &grid, in: rect.row(1), theme: Samples.theme)
      Toast("acknowledged 2 alerts", hint: "u undo").draw(
        on: &grid, in: rect.row(2), theme: Samples.theme)
      Gauge(fraction: 0.42, label: "volume").draw(
        on: &grid, in: rect.row(3), theme: Samples.theme)
      Gauge(fraction: nil).draw(on: &grid, in: rect.row(4), theme: Samples.theme)
      let spark = Sparkline.text(
        [1, 2, nil, 0, 4, 9, 3], width: 9, charset: grid.charset)
      grid.put(spark, x: 0, y: 5, style: .plain)
      TextField(text: "sev>=high is:open user:svc-billing@acme.example with more behind").draw(
        on: &grid, in: rect.row(6), theme: Samples.theme, prompt: "/")
      WrappedText(
        [
          Line([
            Span("why  ", .textDim), Span("388/min against a baseline of 41 "),
            Span("(9.4x, z = 11.2)", .critical),
            Span(" for 6 min; first user agent python-requests/2.31 on this credential"),
          ])
        ], indent: 5
      ).draw(
        on: &grid, in: Rect(x: 0, y: 7, width: width, height: 4), theme: Samples.theme)
      Menu(
        title: "Close as",
        items: [
          .init("true positive", detail: "an attack or misuse", key: "t"),
          .init("benign positive", detail: "expected, keep the rule", key: "b"),
          .init("duplicate", key: "d", disabledReason: "no other finding"),
        ], selected: 1
      ).draw(
        on: &grid, in: Rect(x: 0, y: 11, width: width, height: 9), theme: Samples.theme)
    }
    try Golden.expect(text, matches: "bars_\(width)x20_\(charset.name)")
  }

  @Test(
    "styles of the focused table, in full colour, 16 colours and mono",
    arguments: ColorDepth.allCases)
  func styles(depth: ColorDepth) throws {
    let theme = Theme(palette: Samples.palette(), depth: depth)
    var grid = CellGrid(width: 40, height: 7, style: theme.fill(.background))
    Box(title: "Alerts", isFocused: true).draw(on: &grid, in: grid.bounds, theme: theme)
    Samples.table().draw(on: &grid, in: Box.inside(grid.bounds), theme: theme)
    try Golden.expect(grid.styleSnapshot(), matches: "styles_40x7_\(depth)")
  }
}
