/// The horizontal axis of a chart: which moments are named, and where, so that no labels touch.
public struct TimeAxis: Sendable, Hashable {
  /// One named moment.
  public struct Label: Sendable, Hashable {
    /// The column of the moment.
    public let column: Int
    /// The column where the text begins.
    public let start: Int
    /// `14:32`, or `11-21` where a day begins.
    public let text: SafeText
  }

  /// The named moments from left to right.
  public let labels: [Label]

  private static let steps: [Int64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    172_800, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
  ]

  /// - Parameters:
  ///   - start: the moment at the left edge, in seconds since 1970 UTC.
  ///   - duration: seconds shown, above zero.
  ///   - width: columns of the plot.
  public init(start: Int64, duration: Int64, width: Int) {
    guard duration > 0, width >= 5 else {
      labels = []
      return
    }
    let secondsPerColumn = Double(duration) / Double(width)
    let step =
      TimeAxis.steps.first { step in
        Double(step) / secondsPerColumn >= (step < 60 ? 12 : 9)
      } ?? duration
    var labels: [Label] = []
    var moment = (UTCTime.floorDivide(start, step) &+ 1) &* step
    if UTCTime.floorDivide(start, step) &* step == start { moment = start }
    var free = 0
    while moment < start &+ duration, labels.count <= width {
      let column = Int(Double(moment &- start) / secondsPerColumn)
      let text = TimeAxis.text(moment, step: step)
      // A label stands below its moment, pushed inwards at the edges.
      let wanted = column - text.width / 2
      let place = min(max(0, wanted), width - text.width)
      if place >= free, column < width {
        labels.append(Label(column: column, start: place, text: text))
        free = place + text.width + 1
      }
      moment = moment &+ step
    }
    self.labels = labels
  }

  private static func text(_ moment: Int64, step: Int64) -> SafeText {
    let time = UTCTime(epochSeconds: moment)
    if step >= 86_400 || (time.hour == 0 && time.minute == 0 && time.second == 0) {
      return time.monthDay
    }
    return step < 60 ? time.hourMinuteSecond : time.hourMinute
  }
}
