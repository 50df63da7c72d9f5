/// Draws the axes of a chart, their labels, and the markers.
struct ChartAxes {
  let chart: TimeSeriesChart
  let frame: ChartFrame

  func draw(on grid: inout CellGrid, theme: Theme) {
    let style = theme.style(.chartAxis, on: chart.surface)
    if frame.hasValueAxis { drawValueAxis(on: &grid, style: style) }
    if let row = frame.axisRow { drawTimeAxis(row, on: &grid, style: style, theme: theme) }
    if let row = frame.labelRow { drawTimeLabels(row, on: &grid, style: style) }
  }

  private func drawValueAxis(on grid: inout CellGrid, style: Style) {
    let plot = frame.plot
    let x = plot.x - 1
    for y in plot.y..<plot.maxY { grid.put("│" as Unicode.Scalar, x: x, y: y, style: style) }
    var lastRow: Int?
    for tick in frame.values.ticks {
      let row = plot.maxY - 1 - frame.rowFromFoot(tick)
      if row == lastRow { continue }
      lastRow = row
      let text = CompactNumber.text(tick).padded(to: frame.gutter, align: .trailing)
      grid.put(text, x: x - frame.gutter, y: row, style: style)
      grid.put("┤" as Unicode.Scalar, x: x, y: row, style: style)
    }
  }

  private func drawTimeAxis(_ row: Int, on grid: inout CellGrid, style: Style, theme: Theme) {
    let plot = frame.plot
    grid.put(SafeText(repeating: "─", count: plot.width), x: plot.x, y: row, style: style)
    if frame.hasValueAxis { grid.put("└" as Unicode.Scalar, x: plot.x - 1, y: row, style: style) }
    for label in frame.times.labels {
      grid.put("┬" as Unicode.Scalar, x: plot.x + label.column, y: row, style: style)
    }
    // The least severe first, so that the most severe one is left in a shared column.
    let ordered = chart.markers.enumerated().sorted { first, second in
      (first.element.role.rawValue, first.offset) > (second.element.role.rawValue, second.offset)
    }
    for (_, marker) in ordered {
      guard let column = frame.column(marker.epochSeconds, chart) else { continue }
      let markerStyle = theme.style(marker.role, on: chart.surface).adding(.bold)
      grid.put(marker.symbol, x: plot.x + column, y: row, style: markerStyle)
    }
  }

  private func drawTimeLabels(_ row: Int, on grid: inout CellGrid, style: Style) {
    let plot = frame.plot
    for label in frame.times.labels {
      grid.put(label.text, x: plot.x + label.start, y: row, style: style)
    }
    guard frame.hasValueAxis else { return }
    let text = ("UTC" as SafeText).padded(to: frame.gutter, align: .trailing)
    grid.put(text, x: plot.x - 1 - frame.gutter, y: row, style: style)
  }
}
