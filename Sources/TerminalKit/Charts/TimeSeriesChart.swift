/// A course of values over time, with what is normal, a limit, and alerts on the time axis.
///
/// Where the values rise above the baseline they change colour, so an anomaly is seen before a
/// number is read. Buckets without data stay empty and differ from a zero, which has a foot line.
public struct TimeSeriesChart: Widget {
  /// What is normal in one bucket.
  public struct Band: Sendable, Hashable {
    /// The lower end of normal.
    public var low: Double
    /// The middle.
    public var median: Double
    /// The upper end of normal; values above it stand out.
    public var high: Double

    /// Makes a band.
    public init(low: Double, median: Double, high: Double) {
      self.low = low
      self.median = median
      self.high = high
    }
  }

  /// A horizontal line.
  public struct Threshold: Sendable, Hashable {
    /// Where it stands.
    public var value: Double
    /// What it is, such as `p99 63`.
    public var label: SafeText

    /// Makes a line.
    public init(value: Double, label: SafeText) {
      self.value = value
      self.label = label
    }
  }

  /// Something that happened, shown on the time axis.
  public struct Marker: Sendable, Hashable {
    /// When, in seconds since 1970 UTC.
    public var epochSeconds: Int64
    /// Its severity or kind; the most severe one wins a shared column.
    public var role: Role
    /// The character that stands for it; a letter tells severities apart without colour.
    public var symbol: Unicode.Scalar

    /// Makes a marker.
    public init(epochSeconds: Int64, role: Role, symbol: Unicode.Scalar = "▲") {
      self.epochSeconds = epochSeconds
      self.role = role
      self.symbol = symbol
    }
  }

  /// How values are drawn.
  public enum Form: Sendable, Hashable {
    /// Filled from the foot.
    case area
    /// The upper edge only.
    case line
  }

  /// The moment at which the first bucket begins, in seconds since 1970 UTC.
  public var start: Int64
  /// Seconds of one bucket, above zero.
  public var bucketSeconds: Int64
  /// One value a bucket; nil where nothing is known.
  public var values: [Double?]
  /// What is normal, a band for each bucket; may be empty or shorter than `values`.
  public var baseline: [Band?]
  /// A limit.
  public var threshold: Threshold?
  /// A second course behind the first, drawn as a line; may be empty or shorter than `values`.
  public var comparison: [Double?]
  /// What happened.
  public var markers: [Marker]
  /// The bucket that is read out.
  public var cursor: Int?
  /// How values are spread over the height.
  public var scale: ValueAxis.Scale
  /// How values are drawn.
  public var form: Form
  /// Whether values are counts, so that the axis has whole steps only.
  public var wholeNumbers: Bool
  /// What the chart lies on.
  public var surface: Surface

  /// Makes a chart.
  public init(
    start: Int64, bucketSeconds: Int64, values: [Double?], baseline: [Band?] = [],
    threshold: Threshold? = nil, comparison: [Double?] = [], markers: [Marker] = [],
    cursor: Int? = nil,
    scale: ValueAxis.Scale = .linear, form: Form = .area, wholeNumbers: Bool = true,
    surface: Surface = .background
  ) {
    self.start = start
    self.bucketSeconds = max(1, bucketSeconds)
    self.values = values
    self.baseline = baseline
    self.threshold = threshold
    self.comparison = comparison
    self.markers = markers
    self.cursor = cursor
    self.scale = scale
    self.form = form
    self.wholeNumbers = wholeNumbers
    self.surface = surface
  }

  /// Seconds from the first bucket to the end of the last one.
  var duration: Int64 {
    Int64(values.count).multipliedReportingOverflow(by: bucketSeconds).partialValue
  }

  /// The largest value that has to fit: of the course, the baseline and the limit.
  var maximum: Double {
    var largest = 0.0
    for case .some(let value) in values where value.isFinite { largest = max(largest, value) }
    for case .some(let band) in baseline.prefix(values.count) where band.high.isFinite {
      largest = max(largest, band.high)
    }
    for case .some(let value) in comparison.prefix(values.count) where value.isFinite {
      largest = max(largest, value)
    }
    if let threshold, threshold.value.isFinite { largest = max(largest, threshold.value) }
    return largest
  }

  /// A piece of the band of what is normal, for a legend.
  public static func bandSample(_ charset: Charset) -> SafeText {
    SafeText(trusted: String(Character(ChartPen(charset).shade(charset))))
  }

  /// The bucket under a column, for the mouse; nil beside the plot.
  public func bucket(atColumn x: Int, in rect: Rect) -> Int? {
    let plot = ChartFrame(self, in: rect).plot
    guard x >= plot.x, x < plot.maxX, !values.isEmpty else { return nil }
    return min(values.count - 1, (x - plot.x) * values.count / plot.width)
  }

  public func draw(on grid: inout CellGrid, in rect: Rect, theme: Theme) {
    grid.fill(rect, style: theme.fill(surface))
    guard !rect.isEmpty else { return }
    let frame = ChartFrame(self, in: rect)
    grid.clipped(to: rect) { grid in
      ChartAxes(chart: self, frame: frame).draw(on: &grid, theme: theme)
      if values.contains(where: { $0 != nil }) {
        ChartPlot(chart: self, frame: frame, charset: grid.charset).draw(on: &grid, theme: theme)
      } else {
        let plot = frame.plot
        grid.put(
          Line("no data", .textDim), x: plot.x, y: plot.y + (plot.height - 1) / 2, theme: theme,
          on: surface, maxWidth: plot.width, align: .center)
      }
    }
  }
}
