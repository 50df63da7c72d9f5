import SecurityModel

/// When an interval is unusual for its key.
///
/// All conditions grow with the value, so there is one smallest value that meets them: the bar.
struct BaselineTest: Hashable, Sendable {
  /// What earlier intervals say about the next one.
  struct Norm: Hashable, Sendable {
    /// Intervals compared with.
    var count = 0
    var median = 0.0
    /// Middle and spread in the space of the statistic: ln(1 + value) for `robust_z`.
    var center = 0.0
    var scale = 1.0
    /// Third highest value: what the key reaches now and then.
    var peak = 0.0
    /// Least value that is unusual.
    var bar = Double.infinity
  }

  /// Fewer intervals say nothing about how much a key varies.
  static let leastIntervals = 3
  /// Least spread of `robust_z` in log space: a series that is constant to the row must not turn
  /// 15 % more into an event.
  static let leastScale = 0.15
  /// Highest spread of `robust_z`: the deviations of a key that is idle half of the time are as
  /// large as its values, and nothing would ever be far from that.
  static let highestScale = 1.0
  /// How far above its peak a key must be, as for the built-in volume detections.
  static let peakFactor = 1.2

  let statistic: RuleExtension.Baseline.Statistic
  let over: Double
  let ratio: Double?
  let floor: Double
  let warmup: Int64
  /// Length of an interval in milliseconds.
  let length: Int64
  /// How many intervals before the one in question are compared with: 28 days, at most 672, and
  /// at least 12 for long ones.
  let history: Int64

  init(_ definition: RuleExtension.Baseline) {
    statistic = definition.statistic
    over = definition.over
    ratio = definition.andRatio
    floor = definition.floor
    warmup = definition.warmup
    // Rules have a minute at least; a second keeps all arithmetic on indices in range.
    length = max(definition.per, Timestamp.Duration.second)
    history = min(672, max(12, 28 * Timestamp.Duration.day / length))
  }

  /// - Parameters:
  ///   - values: of intervals with events; sorted by this.
  ///   - count: of all intervals; those beyond `values` are zeros.
  func norm(_ values: inout [Double], count: Int) -> Norm {
    var norm = Norm()
    norm.count = count
    guard count >= Self.leastIntervals else { return norm }
    values.sort()
    let sample = SortedSample(values: values, zeros: count - values.count)
    norm.median = sample.median
    norm.peak = sample[count - 3]
    var bar = max(floor, norm.peak * Self.peakFactor)
    if let ratio { bar = max(bar, ratio * max(norm.median, 1)) }
    switch statistic {
    case .ratio: bar = max(bar, over * max(norm.median, 1))
    case .zscore:
      let (mean, deviation) = sample.moments
      norm.center = mean
      norm.scale = max(deviation, Self.leastScale * mean, 1)
      bar = max(bar, norm.center + over * norm.scale)
    case .robustZ:
      norm.center = sample.logMedian
      // 1.4826: the deviation of a normal distribution over its median absolute deviation.
      let spread = 1.4826 * sample.logDeviation(from: norm.center)
      norm.scale = min(max(spread, Self.leastScale), Self.highestScale)
      bar = max(bar, HabitMaths.expm1(norm.center + over * norm.scale))
    }
    // An interval without anything is never too much.
    norm.bar = max(bar, .leastNonzeroMagnitude)
    return norm
  }

  /// The value of the statistic.
  func score(_ value: Double, _ norm: Norm) -> Double {
    switch statistic {
    case .ratio: value / max(norm.median, 1)
    case .zscore: (value - norm.center) / norm.scale
    case .robustZ: (HabitMaths.ln1p(value) - norm.center) / norm.scale
    }
  }
}

/// Values in ascending order behind a number of zeros.
private struct SortedSample {
  let values: [Double]
  let zeros: Int

  var count: Int { zeros + values.count }

  subscript(i: Int) -> Double { i < zeros ? 0 : values[i - zeros] }

  var median: Double {
    let upper = self[count / 2]
    return count % 2 == 1 ? upper : (self[count / 2 - 1] + upper) / 2
  }

  var logMedian: Double {
    let upper = HabitMaths.ln1p(self[count / 2])
    return count % 2 == 1 ? upper : (HabitMaths.ln1p(self[count / 2 - 1]) + upper) / 2
  }

  /// Mean and standard deviation.
  var moments: (mean: Double, deviation: Double) {
    let n = Double(count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(Double(zeros) * mean * mean) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / n).squareRoot())
  }

  /// The median of the distances from `center` in log space: they are taken from the middle
  /// outwards, the smaller one first.
  func logDeviation(from center: Double) -> Double {
    func distance(_ i: Int) -> Double {
      i < 0 || i >= count ? .infinity : (HabitMaths.ln1p(self[i]) - center).magnitude
    }
    var right = 0
    var high = count
    while right < high {
      let middle = (right + high) / 2
      if HabitMaths.ln1p(self[middle]) < center { right = middle + 1 } else { high = middle }
    }
    var left = right - 1
    var (below, above) = (distance(left), distance(right))
    var previous = 0.0
    var last = 0.0
    for _ in 0...(count / 2) {
      previous = last
      if below <= above {
        last = below
        left -= 1
        below = distance(left)
      } else {
        last = above
        right += 1
        above = distance(right)
      }
    }
    return count % 2 == 1 ? last : (previous + last) / 2
  }
}
