/// Draws the inside of a chart: values, baseline, limit, cursor.
struct ChartPlot {
  private let chart: TimeSeriesChart
  private let frame: ChartFrame
  private let charset: Charset
  private let pen: ChartPen
  /// One entry for each column of dots.
  private let columns: [Column]

  /// What one column of dots stands for.
  private struct Column {
    /// The largest value of its buckets; nil without data.
    var value: Double?
    /// The largest value of the second course; nil without data.
    var other: Double?
    /// What is normal there.
    var band: TimeSeriesChart.Band?
    /// Steps from the foot to the value; 0 without data, at least 1 with.
    var level = 0
  }

  init(chart: TimeSeriesChart, frame: ChartFrame, charset: Charset) {
    self.chart = chart
    self.frame = frame
    self.charset = charset
    pen = ChartPen(charset)
    let count = frame.plot.width * pen.columnsPerCell
    let steps = frame.plot.height * pen.stepsPerCell
    columns = (0..<count).map { index in
      var column = ChartPlot.reduce(chart, index: index, of: count)
      if let value = column.value {
        let level = (frame.values.fraction(value) * Double(steps)).rounded()
        column.level = min(steps, max(1, Int(level)))
      }
      return column
    }
  }

  /// The buckets of a column in one: the peak is kept, an hour of quiet can not hide it.
  private static func reduce(_ chart: TimeSeriesChart, index: Int, of count: Int) -> Column {
    let total = chart.values.count
    let first = index * total / count
    let last = min(total, max(first + 1, (index + 1) * total / count))
    var column = Column()
    for bucket in first..<max(first, last) {
      if let value = chart.values[bucket], !value.isNaN {
        column.value = max(column.value ?? 0, value)
      }
      if bucket < chart.comparison.count, let value = chart.comparison[bucket], !value.isNaN {
        column.other = max(column.other ?? 0, value)
      }
      guard bucket < chart.baseline.count, let band = chart.baseline[bucket] else { continue }
      if let known = column.band {
        column.band = TimeSeriesChart.Band(
          low: min(known.low, band.low), median: max(known.median, band.median),
          high: max(known.high, band.high))
      } else {
        column.band = band
      }
    }
    return column
  }

  func draw(on grid: inout CellGrid, theme: Theme) {
    let plot = frame.plot
    let cursorColumn = chart.cursor.flatMap { cursor -> Int? in
      guard chart.values.indices.contains(cursor) else { return nil }
      return frame.column(chart.start &+ Int64(cursor) &* chart.bucketSeconds, chart)
    }
    for x in 0..<plot.width {
      for rowFromFoot in 0..<plot.height {
        draw(
          x: x, rowFromFoot: rowFromFoot, isCursor: x == cursorColumn, on: &grid, theme: theme)
      }
    }
    drawThresholdLabel(on: &grid, theme: theme)
    if let cursorColumn, let cursor = chart.cursor {
      drawReadOut(cursor, column: cursorColumn, on: &grid, theme: theme)
    }
  }

  private func draw(
    x: Int, rowFromFoot: Int, isCursor: Bool, on grid: inout CellGrid, theme: Theme
  ) {
    let place = isCursor ? Surface.selection : chart.surface
    let position = (x: frame.plot.x + x, y: frame.plot.maxY - 1 - rowFromFoot)
    let mark: Unicode.Scalar
    let style: Style
    if let drawn = seriesCharacter(x: x, rowFromFoot: rowFromFoot) {
      mark = drawn
      style = seriesStyle(x: x, rowFromFoot: rowFromFoot, place: place, theme: theme)
    } else if let background = backgroundCharacter(x: x, rowFromFoot: rowFromFoot) {
      mark = background.character
      style = theme.style(background.role, on: place)
    } else if isCursor {
      mark = "│"
      style = theme.style(.accent, on: place)
    } else {
      return
    }
    grid.put(mark, x: position.x, y: position.y, style: style)
  }

  /// The cell's part of the course, or nil where there is none.
  private func seriesCharacter(x: Int, rowFromFoot: Int) -> Unicode.Scalar? {
    let steps = pen.stepsPerCell
    let foot = rowFromFoot * steps
    guard pen == .braille else {
      let column = columns[x]
      let level = column.level - foot
      if chart.form == .line {
        return level > 0 && level <= steps ? pen.point : nil
      }
      return pen.filled(min(steps, level), isZero: column.value == 0)
    }
    var bits: UInt32 = 0
    for half in 0..<2 {
      let index = 2 * x + half
      let range = dotRange(index)
      let visible = range.clamped(to: foot..<(foot + steps))
      guard !visible.isEmpty else { continue }
      bits |= ChartPen.dots(
        (visible.lowerBound - foot)..<(visible.upperBound - foot), isRight: half == 1)
    }
    return bits == 0 ? nil : Unicode.Scalar(0x2800 + bits)
  }

  /// The dots of a braille column: from the foot, or from the height of the column before it.
  private func dotRange(_ index: Int) -> Range<Int> {
    let level = columns[index].level
    guard level > 0 else { return 0..<0 }
    guard chart.form == .line else { return 0..<level }
    let before = index > 0 && columns[index - 1].level > 0 ? columns[index - 1].level : level
    return before < level ? before..<level : (level - 1)..<max(level, before - 1)
  }

  /// Warm above what is normal; without a baseline, warmer the higher.
  private func seriesStyle(
    x: Int, rowFromFoot: Int, place: Surface, theme: Theme
  ) -> Style {
    let first = x * pen.columnsPerCell
    let group = columns[first..<(first + pen.columnsPerCell)]
    let highs = group.compactMap { $0.band?.high }
    guard let high = highs.max() else {
      guard place == .background else { return theme.style(.chart1, on: place) }
      let ramp = theme.chartRamp
      let top = max(1, frame.plot.height - 1)
      return ramp[min(ramp.count - 1, rowFromFoot * (ramp.count - 1) / top)]
    }
    let value = group.compactMap(\.value).max() ?? 0
    guard rowFromFoot >= frame.rowFromFoot(high) else { return theme.style(.chart1, on: place) }
    return theme.style(ChartPlot.warmth(value, above: high), on: place)
  }

  /// The colour of a value over the top of what is normal.
  ///
  /// Counts scatter by about their square root, so a call or two more than usual in a quiet hour is
  /// no cause for red: that begins at four times the scatter.
  private static func warmth(_ value: Double, above high: Double) -> Role {
    let excess = (value - high) / max(high, 1).squareRoot()
    return excess < 2 ? .chart1 : excess < 4 ? .chart3 : .chart4
  }

  /// What lies behind the course: the limit, the second course, the median, the range of normal.
  private func backgroundCharacter(
    x: Int, rowFromFoot: Int
  ) -> (character: Unicode.Scalar, role: Role)? {
    if let threshold = chart.threshold, frame.rowFromFoot(threshold.value) == rowFromFoot {
      return ("╌", .chartThreshold)
    }
    if let other = comparisonCharacter(x: x, rowFromFoot: rowFromFoot) { return (other, .chart2) }
    guard let band = columns[x * pen.columnsPerCell].band else { return nil }
    if frame.rowFromFoot(band.median) == rowFromFoot { return ("·", .chartMedian) }
    let rows =
      frame.rowFromFoot(
        band.low)...max(
        frame.rowFromFoot(band.low), frame.rowFromFoot(band.high))
    return rows.contains(rowFromFoot) ? (pen.shade(charset), .chartBand) : nil
  }

  /// A point of the second course, a line of dots where there is braille.
  private func comparisonCharacter(x: Int, rowFromFoot: Int) -> Unicode.Scalar? {
    let steps = frame.plot.height * pen.stepsPerCell
    var bits: UInt32 = 0
    for half in 0..<pen.columnsPerCell {
      guard let value = columns[x * pen.columnsPerCell + half].other else { continue }
      let level = max(1, Int((frame.values.fraction(value) * Double(steps)).rounded()))
      let dot = min(steps, level) - 1 - rowFromFoot * pen.stepsPerCell
      guard dot >= 0, dot < pen.stepsPerCell else { continue }
      guard pen == .braille else { return pen.point }
      bits |= ChartPen.dots(dot..<(dot + 1), isRight: half == 1)
    }
    return bits == 0 ? nil : Unicode.Scalar(0x2800 + bits)
  }

  /// Puts the limit's name where no values are, else at the right.
  private func drawThresholdLabel(on grid: inout CellGrid, theme: Theme) {
    guard let threshold = chart.threshold else { return }
    let plot = frame.plot
    let text = " " + threshold.label + " "
    guard text.width + 2 <= plot.width else { return }
    let row = frame.rowFromFoot(threshold.value)
    var x = plot.width - text.width - 1
    var candidate = x
    while candidate >= 1 {
      let isFree = (candidate..<(candidate + text.width)).allSatisfy {
        seriesCharacter(x: $0, rowFromFoot: row) == nil
      }
      if isFree {
        x = candidate
        break
      }
      candidate -= 1
    }
    grid.put(
      text, x: plot.x + x, y: plot.maxY - 1 - row,
      style: theme.style(.chartThreshold, on: chart.surface))
  }

  /// `14:31 412  normal 12-63`, on the side away from the cursor.
  private func drawReadOut(
    _ bucket: Int, column: Int, on grid: inout CellGrid, theme: Theme
  ) {
    let plot = frame.plot
    let moment = UTCTime(epochSeconds: chart.start &+ Int64(bucket) &* chart.bucketSeconds)
    var line = Line(" ", .textDim)
    if chart.duration > 86_400 { line.append(moment.monthDay + " ", .textDim) }
    line.append(moment.hourMinute + "Z ", .textDim)
    if let value = chart.values[bucket] {
      line.append(CompactNumber.text(value), .textStrong)
    } else {
      line.append("no data", .textDim)
    }
    if bucket < chart.baseline.count, let band = chart.baseline[bucket] {
      line.append("  normal ", .textDim)
      line.append(CompactNumber.text(band.low) + "-" + CompactNumber.text(band.high), .text)
    }
    if bucket < chart.comparison.count, let other = chart.comparison[bucket] {
      line.append("  before ", .textDim)
      line.append(CompactNumber.text(other), .chart2)
    }
    line.append(" ", .textDim)
    let width = min(plot.width, line.width)
    let x = column < plot.width / 2 ? plot.maxX - width : plot.x
    grid.fill(Rect(x: x, y: plot.y, width: width, height: 1), style: theme.fill(.popup))
    grid.put(line, x: x, y: plot.y, theme: theme, on: .popup, maxWidth: width)
  }
}
