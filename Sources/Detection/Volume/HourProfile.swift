/// What the last 28 days say about one hour: three neighbour profiles and the credential's habits.
struct HourProfile {
  /// The profile against which the count is least surprising decides; each is in log space.
  var medians: (Double, Double, Double) = (0, 0, 0)
  var scales: (Double, Double, Double) = (1, 1, 1)
  /// Largest median and largest count of the three profiles.
  var median = 0.0
  var maximum = 0.0
  /// Low and high (10% and 90%) of the exact hour.
  var low = 0.0
  var high = 0.0
  /// Days compared with, and those with any count in the three hours.
  var days = 0
  var activeDays = 0
  /// The same over the days of the other class.
  var otherDays = 0
  var otherActiveDays = 0
  /// Largest count of any hour in 28 days, and the median of the active hours.
  var overallMaximum = 0.0
  /// Distance in hours to the nearest hour of day ever active on this class of day; 12 when none.
  var distance = 12
  /// Hours of the day ever active on this class of day.
  var occupiedHours = 0

  /// ln(1 + how many spreads a count lies over the largest comparable one).
  func spreadsOverMaximum(_ count: Double) -> Double {
    let spread = max(scales.0, max(scales.1, scales.2))
    return RealMaths.ln1p((RealMaths.ln1p(count) - RealMaths.ln1p(maximum)) / spread)
  }

  /// Deviation of a quarter hour from a fourth of what the hour usually holds, in log space.
  func quarterZ(_ count: Double) -> Double {
    let usual = 0.25 * max(0, median)
    return (RealMaths.ln1p(count) - RealMaths.ln1p(usual)) / Self.quarterScale(usual)
  }

  /// The count of a quarter hour at which `quarterZ` is `z`.
  func quarterCount(z: Double) -> Double {
    let usual = 0.25 * max(0, median)
    return RealMaths.exp(min(40, RealMaths.ln1p(usual) + z * Self.quarterScale(usual))) - 1
  }

  private static func quarterScale(_ usual: Double) -> Double {
    (0.0225 + 1 / (usual + 1)).squareRoot()
  }

  /// Robust deviation of a count against the least surprising neighbour.
  func z(_ count: Double) -> Double {
    let x = RealMaths.ln1p(count)
    return min(
      (x - medians.0) / scales.0, min((x - medians.1) / scales.1, (x - medians.2) / scales.2))
  }
}

extension VolumeWorkspace {
  /// Profile of `hour` from the hours before it; `first` is the first hour known at all.
  ///
  /// `back` is how many of the loaded hours are not before it: 1 when it was loaded itself.
  func profile(of hour: Int32, first: Int32, back: Int = 0) -> HourProfile {
    var result = HourProfile()
    let n = HourHistory.hours - back
    let weekend = HourCalendar.isWeekend(hour)
    let known = min(n, Int(hour - first))
    let oldest = n - known
    var sample = InlineArray<32, Double>(repeating: 0)
    var daysWithAny = 0
    var k = -1
    let sameClass = classMasks[HourCalendar.weekday(hour)]
    // Too few days of the class: all days at that hour stand in.
    let known28 = UInt32((UInt64(2) << UInt64(min(known / 24, HourHistory.days))) - 1)
    let usable = (sameClass & known28).nonzeroBitCount
    let fallback = usable < (weekend ? 2 : 4)
    while k <= 1 {
      var count = 0
      var largest = 0.0
      for d in 1...HourHistory.days {
        let i = n + k - 24 * d
        if i < oldest { break }
        if i >= HourHistory.hours || (!fallback && sameClass & (1 << UInt32(d)) == 0) { continue }
        let code = Int(clean[i])
        sample[count] = logs[code]
        largest = max(largest, values[code])
        count += 1
      }
      result.maximum = max(result.maximum, largest)
      let (median, mad) = Self.medianAndDeviation(&sample, count)
      let level = RealMaths.exp(median)
      let scale = max(
        tunables.scaleFloor,
        (2.198 * mad * mad + 1 / (level + 1)).squareRoot())
      switch k {
      case -1:
        result.medians.0 = median
        result.scales.0 = scale
      case 0:
        result.medians.1 = median
        result.scales.1 = scale
        result.days = count
        if count > 0 {
          result.low = RealMaths.exp(sample[count / 10]) - 1
          result.high = RealMaths.exp(sample[count - 1 - count / 10]) - 1
        }
      default:
        result.medians.2 = median
        result.scales.2 = scale
      }
      result.median = max(result.median, level - 1)
      k += 1
    }
    var d = 1
    while d <= HourHistory.days {
      let i = n - 24 * d
      if i - 1 < oldest { break }
      let any =
        clean[i - 1] != 0 || clean[i] != 0 || (i + 1 < HourHistory.hours && clean[i + 1] != 0)
      if fallback || sameClass & (1 << UInt32(d)) != 0 {
        daysWithAny += any ? 1 : 0
      } else {
        result.otherDays += 1
        result.otherActiveDays += any ? 1 : 0
      }
      d += 1
    }
    result.activeDays = daysWithAny
    result.overallMaximum = values[Int(largestCode)]
    if daysWithAny == 0 {
      let occupied = occupiedHours(of: hour, from: oldest, to: n, allDays: fallback)
      result.occupiedHours = occupied.nonzeroBitCount
      result.distance = Self.distance(from: HourCalendar.hourOfDay(hour), to: occupied)
    }
    return result
  }

  /// ln of the last loaded hour over what it usually holds, by the profile of the hour after it.
  func before(_ profile: HourProfile) -> Double {
    max(-2, min(3, logs[Int(raw[HourHistory.hours - 1])] - profile.medians.0))
  }

  /// Active hours among the loaded ones within two hours of the time of day of `hour`.
  func activeHours(near hour: Int32) -> Int {
    var active = 0
    for i in clean.indices where clean[i] != 0 {
      let away = (HourHistory.hours - i) % 24
      active += away <= 2 || away >= 22 ? 1 : 0
    }
    return active
  }

  /// Hours of the day, as bits, in which days of the class of `hour` were ever active.
  private func occupiedHours(of hour: Int32, from: Int, to: Int, allDays: Bool) -> UInt32 {
    let weekend = HourCalendar.isWeekend(hour)
    var occupied: UInt32 = 0
    var at = hour - Int32(to - from)
    var hourOfDay = HourCalendar.hourOfDay(at)
    var counts = allDays || HourCalendar.isWeekend(at) == weekend
    for i in from..<to {
      if counts, clean[i] != 0 { occupied |= 1 << UInt32(hourOfDay) }
      at += 1
      hourOfDay += 1
      if hourOfDay == 24 {
        hourOfDay = 0
        counts = allDays || HourCalendar.isWeekend(at) == weekend
      }
    }
    return occupied
  }

  /// Hours around the clock from `hour` to the nearest occupied one; 12 when there is none.
  private static func distance(from hour: Int, to occupied: UInt32) -> Int {
    for distance in 0..<12 {
      let up = UInt32((hour + distance) % 24)
      let down = UInt32((hour + 24 - distance) % 24)
      if occupied & (1 << up) != 0 || occupied & (1 << down) != 0 { return distance }
    }
    return 12
  }

  /// Sorts the first `count` values; gives their median and median absolute deviation.
  static func medianAndDeviation(
    _ sample: inout InlineArray<32, Double>, _ count: Int
  ) -> (median: Double, deviation: Double) {
    guard count > 0 else { return (0, 0) }
    sort(&sample, count)
    let median = middle(sample, count)
    // The sorted values fall away from the median on both sides: walk outwards in order of distance.
    var above = count / 2
    var below = above - 1
    var distance = 0.0
    var previous = 0.0
    for _ in 0...(count / 2) {
      previous = distance
      let up = above < count ? sample[above] - median : .infinity
      let down = below >= 0 ? median - sample[below] : .infinity
      if up <= down {
        distance = up
        above += 1
      } else {
        distance = down
        below -= 1
      }
    }
    return (median, count % 2 == 1 ? distance : 0.5 * (previous + distance))
  }

  private static func middle(_ sample: InlineArray<32, Double>, _ count: Int) -> Double {
    count % 2 == 1
      ? sample[count / 2] : 0.5 * (sample[count / 2 - 1] + sample[count / 2])
  }

  private static func sort(_ sample: inout InlineArray<32, Double>, _ count: Int) {
    var i = 1
    while i < count {
      let value = sample[i]
      var j = i
      while j > 0, sample[j - 1] > value {
        sample[j] = sample[j - 1]
        j -= 1
      }
      sample[j] = value
      i += 1
    }
  }
}
