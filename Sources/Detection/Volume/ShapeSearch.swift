/// Distance of the newest few samples to the most similar run of earlier samples.
///
/// What makes seasonality free: a Monday-morning ramp is near last Monday's ramp, whatever the
/// period is. Distances are root mean squares in the unit of the series, for runs of 6, 16 and 48.
struct ShapeSearch: Sendable {
  /// Lengths of the compared runs, in samples.
  static let lengths = (short: 6, middle: 16, long: 48)

  struct Distances: Sendable {
    var short = 0.0
    var middle = 0.0
    var long = 0.0
  }

  private var sums: [Double] = []

  /// Distances for the run that ends at the last value of `line`; zeros while too short.
  mutating func nearest(_ line: UnsafeBufferPointer<Double>) -> Distances {
    let n = line.count
    let long = Self.lengths.long
    // A run is compared with runs that do not overlap it.
    let candidates = n - 2 * long
    guard candidates >= 1, let base = line.baseAddress else { return Distances() }
    if sums.count < candidates {
      sums = [Double](repeating: 0, count: candidates + candidates / 2)
    }
    var result = Distances()
    sums.withUnsafeMutableBufferPointer { buffer in
      guard let sum = buffer.baseAddress else { return }
      for j in 0..<candidates { sum[j] = 0 }
      // Candidate j is the run of `long` samples that ends at index j + long - 1.
      for k in 0..<long {
        let mine = base[n - 1 - k]
        let theirs = base + (long - 1 - k)
        for j in 0..<candidates {
          let difference = theirs[j] - mine
          sum[j] += difference * difference
        }
        if k == Self.lengths.short - 1 {
          result.short = Self.rootMean(sum, candidates, k + 1)
        } else if k == Self.lengths.middle - 1 {
          result.middle = Self.rootMean(sum, candidates, k + 1)
        }
      }
      result.long = Self.rootMean(sum, candidates, long)
    }
    return result
  }

  private static func rootMean(
    _ sums: UnsafeMutablePointer<Double>, _ count: Int, _ length: Int
  ) -> Double {
    var least = Double.infinity
    for j in 0..<count where sums[j] < least { least = sums[j] }
    return (least / Double(length)).squareRoot()
  }
}
