/// One of the windows in which a held level is looked for, judged against the same hours of
/// earlier days.
struct SustainedWindow {
  /// Window lengths in hours.
  static let lengths: InlineArray<5, Int> = [3, 6, 12, 24, 48]

  /// From this score on a window counts as a candidate, whatever the settings.
  static let candidateScore = 0.2

  var hours = 0
  var observed = 0.0
  /// ln(1 + count) of the compared windows: 10%, 25%, middle, 90%, largest.
  var lowLog = 0.0
  var lowQuarterLog = 0.0
  var medianLog = 0.0
  var highLog = 0.0
  var maximumLog = 0.0
  var comparisons = 0
  var z = 0.0
  /// Spread of the compared windows in log space.
  var scale = 1.0

  /// ln(1 + how many spreads the window lies over the largest compared one).
  var spreadsOverMaximum: Double {
    RealMaths.ln1p((RealMaths.ln1p(observed) - maximumLog) / scale)
  }

  var low: Double { RealMaths.exp(lowLog) - 1 }
  var median: Double { RealMaths.exp(medianLog) - 1 }
  var high: Double { RealMaths.exp(highLog) - 1 }
  var maximum: Double { RealMaths.exp(maximumLog) - 1 }
  var ratio: Double { RealMaths.exp(RealMaths.ln1p(observed) - medianLog) }
}

extension VolumeWorkspace {
  /// ln of what a window holds without its fullest hour, over what it was expected to hold.
  ///
  /// A level that is held has it in every hour; one wild hour is another matter.
  func heldRatio(_ window: SustainedWindow) -> Double {
    var largest: UInt8 = 0
    for i in (HourHistory.hours - window.hours)..<HourHistory.hours {
      largest = max(largest, raw[i])
    }
    let rest = max(0, window.observed - values[Int(largest)])
    return max(-3, RealMaths.ln1p(rest) - window.medianLog)
  }

  /// Compares the last `hours` loaded hours with the same hours of earlier days.
  ///
  /// `end` is the hour after the loaded ones. An earlier day counts when both ends of its window
  /// fall on the same class of day, and with the least surprising of three shifts by an hour.
  func window(
    hours: Int, end: Int32, first: Int32, isSilence: Bool = false
  ) -> SustainedWindow {
    let n = HourHistory.hours
    let known = min(n, Int(end - first))
    var result = SustainedWindow()
    result.hours = hours
    guard known >= hours else { return result }
    result.observed = Double(rawSums[n] - rawSums[n - hours])
    // A daily run that comes an hour earlier would be counted twice; the oldest hour is spared.
    if hours >= 24 { result.observed -= Double(rawSums[n - hours + 1] - rawSums[n - hours]) }
    let comparable =
      classMasks[HourCalendar.weekday(end - 1)]
      & classMasks[HourCalendar.weekday(end - Int32(hours))]
    var sample = InlineArray<32, Double>(repeating: 0)
    var count = 0
    var d = max(1, (hours + 23) / 24)
    while d <= HourHistory.days {
      let to = n - 24 * d
      let from = to - hours
      if from < n - known + 1 || from < 1 { break }
      if comparable & (1 << UInt32(d)) != 0 {
        let exact = cleanSums[to] - cleanSums[from]
        let before = cleanSums[to - 1] - cleanSums[from - 1]
        let after = cleanSums[to + 1] - cleanSums[from + 1]
        // For an excess the fullest of the three is least surprising, for a silence the emptiest.
        let value = isSilence ? min(exact, min(before, after)) : max(exact, max(before, after))
        sample[count] = RealMaths.ln1p(Double(value))
        count += 1
      }
      d += 1
    }
    result.comparisons = count
    guard count >= 3 else { return result }
    let (median, mad) = Self.medianAndDeviation(&sample, count)
    result.medianLog = median
    result.lowLog = sample[count / 10]
    result.lowQuarterLog = sample[count / 4]
    result.highLog = sample[count - 1 - count / 10]
    result.maximumLog = sample[count - 1]
    let floor = 0.06
    let scale = (2.198 * mad * mad + floor * floor + RealMaths.exp(-median)).squareRoot()
    result.scale = scale
    result.z = (RealMaths.ln1p(result.observed) - median) / scale
    return result
  }
}
