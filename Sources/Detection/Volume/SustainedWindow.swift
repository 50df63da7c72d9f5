/// One of the windows in which a held level is looked for, judged against the same hours of
/// earlier days.
struct SustainedWindow {
  /// Window lengths in hours.
  static let lengths: InlineArray<5, Int> = [3, 6, 12, 24, 48]

  /// Decades from which a window counts as a candidate, whatever the settings.
  static let candidateSurprise = 1.1

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

  /// How many of the last `hours` loaded hours held anything.
  func activeHours(last hours: Int) -> Int {
    var active = 0
    for i in (HourHistory.hours - hours)..<HourHistory.hours { active += raw[i] == 0 ? 0 : 1 }
    return active
  }

  /// How evenly the last `hours` hours lie above what such hours usually hold, and since when.
  ///
  /// `share` is the part of them, among those in which anything was or was expected, that lies above
  /// the mean of the same hour on comparable days. `onset` is how many of the last hours the excess
  /// over `factor` times that mean has lasted: the largest sum counted back from the end.
  func excess(
    last hours: Int, end: Int32, first: Int32, factor: Double
  ) -> (share: Double, onset: Int) {
    let n = HourHistory.hours
    let oldest = n - min(n, Int(end - first)) + 1
    var (above, all) = (0, 0)
    var (sum, best, onset) = (0.0, 0.0, 1)
    for back in 1...hours {
      let comparable = classMasks[HourCalendar.weekday(end - Int32(back))]
      var (total, days) = (0.0, 0)
      var d = (hours + 23) / 24
      while d <= HourHistory.days {
        let i = n - back - 24 * d
        if i < oldest { break }
        if comparable & (1 << UInt32(d)) != 0 {
          total += values[Int(clean[i])]
          days += 1
        }
        d += 1
      }
      guard days > 0 else { continue }
      let usual = total / Double(days)
      let count = values[Int(raw[n - back])]
      if count > 0 || usual >= 0.5 {
        all += 1
        above += count > usual ? 1 : 0
      }
      sum += count - factor * usual
      if sum > best {
        best = sum
        onset = back
      }
    }
    return (all == 0 ? 0 : Double(above) / Double(all), onset)
  }

  /// ln of the week before the last `skip` hours over the mean of the weeks before that one: a level
  /// that has been rising for weeks is no news today. 0 where there is no earlier week.
  func drift(skipping skip: Int, known: Int) -> Double {
    let n = HourHistory.hours - skip
    let whole = min(n, known - skip) / 168
    guard whole >= 2 else { return 0 }
    let recent = Double(rawSums[n] - rawSums[n - 168])
    let from = n - 168 * min(3, whole)
    let earlier = Double(cleanSums[n - 168] - cleanSums[from]) / Double((n - 168 - from) / 168)
    return max(-2, min(2, RealMaths.ln((recent + 10) / (earlier + 10))))
  }

  /// -log10 of the share of this credential's active hours that hold as much, by the tail of the
  /// largest of them (Hill's estimate), whatever the time of day.
  func rarity(of count: Double) -> Double {
    guard activeHours >= 8 else { return 0 }
    let room = min(12, activeHours / 4)
    var top = InlineArray<12, UInt8>(repeating: 0)
    var held = 0
    for code in clean where code != 0 {
      if held == room, code <= top[room - 1] { continue }
      var j = held < room ? held : room - 1
      while j > 0, top[j - 1] < code {
        top[j] = top[j - 1]
        j -= 1
      }
      top[j] = code
      held = min(room, held + 1)
    }
    let least = logs[Int(top[room - 1])]
    var excess = 0.0
    for i in 0..<room { excess += logs[Int(top[i])] - least }
    // What a count scatters by itself: no tail is believed to be steeper.
    let hill = max(excess / Double(room), 0.05 + 0.3 * RealMaths.exp(-0.5 * least))
    let base = RealMaths.log10(Double(activeHours) / Double(room))
    let over = (RealMaths.ln1p(count) - least) * 0.4342944819032518 / hill
    return max(0, min(8, base + over))
  }

  /// Compares the last `hours` loaded hours with the same hours of earlier days.
  ///
  /// `end` is the hour after the loaded ones. An earlier day counts when both ends of its window
  /// fall on the same class of day, and with the least surprising of three shifts by an hour.
  func window(
    hours: Int, end: Int32, first: Int32, isSilence: Bool = false, skipping skip: Int = 0
  ) -> SustainedWindow {
    let n = HourHistory.hours - skip
    let end = end - Int32(skip)
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
