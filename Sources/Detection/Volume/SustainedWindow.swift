/// One of the windows in which a held level is looked for, judged against the same hours of
/// earlier days.
struct SustainedWindow {
  /// Window lengths in hours.
  static let lengths: InlineArray<5, Int> = [3, 6, 12, 24, 48]

  var hours = 0
  var observed = 0.0
  var median = 0.0
  var low = 0.0
  var high = 0.0
  var maximum = 0.0
  var comparisons = 0
  var z = 0.0

  var ratio: Double { (observed + 1) / (median + 1) }
}

extension VolumeWorkspace {
  /// Compares the last `hours` loaded hours with the same hours of earlier days.
  ///
  /// `end` is the hour after the window. An earlier day counts when both ends of its window fall
  /// on the same class of day, and with the least surprising of three shifts by an hour.
  func window(hours: Int, end: Int32, first: Int32, observed: Double? = nil) -> SustainedWindow {
    let n = HourHistory.hours
    let known = min(n, Int(end - first))
    var result = SustainedWindow()
    result.hours = hours
    guard known >= hours else { return result }
    result.observed = observed ?? max(0, rawSums[n] - rawSums[n - hours])
    let lastWeekend = HourCalendar.isWeekend(end - 1)
    let firstWeekend = HourCalendar.isWeekend(end - Int32(hours))
    var sample = InlineArray<32, Double>(repeating: 0)
    var count = 0
    var d = max(1, (hours + 23) / 24)
    while d <= HourHistory.days {
      let to = n - 24 * d
      let from = to - hours
      if from < n - known + 1 || from < 1 { break }
      let shift = Int32(24 * d)
      if HourCalendar.isWeekend(end - 1 - shift) == lastWeekend,
        HourCalendar.isWeekend(end - Int32(hours) - shift) == firstWeekend
      {
        let exact = cleanSums[to] - cleanSums[from]
        let before = cleanSums[to - 1] - cleanSums[from - 1]
        let after = cleanSums[to + 1] - cleanSums[from + 1]
        let value = max(0, max(exact, max(before, after)))
        sample[count] = RealMaths.ln1p(value)
        count += 1
      }
      d += 1
    }
    result.comparisons = count
    guard count >= 3 else { return result }
    let (median, mad) = Self.medianAndDeviation(&sample, count)
    result.median = RealMaths.exp(median) - 1
    result.low = RealMaths.exp(sample[count / 10]) - 1
    result.high = RealMaths.exp(sample[count - 1 - count / 10]) - 1
    result.maximum = RealMaths.exp(sample[count - 1]) - 1
    let floor = 0.06
    let scale = (2.198 * mad * mad + floor * floor + 1 / (result.median + 1)).squareRoot()
    result.z = (RealMaths.ln1p(result.observed) - median) / scale
    return result
  }
}
