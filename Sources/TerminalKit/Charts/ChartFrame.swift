/// Where the parts of a chart are: the plot, its axes, and room for labels.
struct ChartFrame {
  /// The cells that values are drawn in.
  let plot: Rect
  /// Cells left of the vertical axis.
  let gutter: Int
  /// Whether there is a vertical axis.
  let hasValueAxis: Bool
  /// The row of the time axis, which carries the markers.
  let axisRow: Int?
  /// The row of the time labels.
  let labelRow: Int?
  /// The vertical axis.
  let values: ValueAxis
  /// The horizontal axis.
  let times: TimeAxis

  /// Lays a chart out. Axes are left out when there is no room for them.
  init(_ chart: TimeSeriesChart, in rect: Rect) {
    var height = rect.height
    var axis = false
    var labels = false
    if height >= 5 {
      axis = true
      labels = true
      height -= 2
    } else if height >= 3 {
      axis = !chart.markers.isEmpty
      labels = !axis
      height -= 1
    }
    let values = ValueAxis(
      maximum: chart.maximum, scale: chart.scale, maximumTicks: min(6, max(2, height / 2)),
      wholeNumbers: chart.wholeNumbers)
    let widest = values.ticks.reduce(0) { max($0, CompactNumber.text($1).width) }
    hasValueAxis = rect.width >= widest + 13
    gutter = hasValueAxis ? max(3, widest) : 0
    let left = hasValueAxis ? gutter + 1 : 0
    plot = Rect(x: rect.x + left, y: rect.y, width: rect.width - left, height: height)
    axisRow = axis ? rect.y + height : nil
    labelRow = labels ? rect.y + height + (axis ? 1 : 0) : nil
    times = TimeAxis(start: chart.start, duration: chart.duration, width: plot.width)
    self.values = values
  }

  /// The row, counted from the foot of the plot, in which a value ends.
  func rowFromFoot(_ value: Double) -> Int {
    let height = Double(plot.height)
    let row = (values.fraction(value) * height - 1e-9).rounded(.up) - 1
    return min(plot.height - 1, max(0, Int(row)))
  }

  /// The column of a moment, relative to the plot; nil outside of it.
  func column(_ moment: Int64, _ chart: TimeSeriesChart) -> Int? {
    let duration = chart.duration
    let (offset, overflow) = moment.subtractingReportingOverflow(chart.start)
    guard !overflow, duration > 0, offset >= 0, offset < duration, plot.width > 0 else {
      return nil
    }
    let column = Int(Double(offset) / Double(duration) * Double(plot.width))
    return min(plot.width - 1, column)
  }
}
