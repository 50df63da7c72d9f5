/// What a correlation has to know about the matches in a window, kept up to date with each that
/// enters or leaves it.
struct CorrelationAggregate: Sendable {
  private var count = 0
  /// Matches by source, for temporal kinds.
  private var present: [Int32] = []
  private var distinctSources = 0
  /// Distinct values with their numbers.
  private var distinct: [UInt64: Int32] = [:]
  /// Exact sum of values without a fraction; the others are summed afresh each time, because
  /// taking a number away again from a floating-point sum leaves an error behind.
  private var wholeSum: Int128 = 0
  private var fractions = 0
  /// All values in ascending order, for percentiles.
  private var sorted: [Double] = []
  /// For each prefix of the demanded sequence the latest time at which one seen so far began.
  private var began: [Int64] = []

  init(_ correlation: CompiledCorrelation) {
    if correlation.kind.isTemporal {
      present = [Int32](repeating: 0, count: correlation.targets.count)
    }
    began = [Int64](repeating: .min, count: correlation.sequence.count)
  }

  /// A whole number that sums of a million of its kind hold without loss.
  private static func whole(_ bits: UInt64) -> Int64? {
    let number = Double(bitPattern: bits)
    guard number.magnitude <= 9_007_199_254_740_992 else { return nil }
    return Int64(exactly: number)
  }

  private func place(of number: Double) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func add(_ hit: CorrelationHit, _ correlation: CompiledCorrelation) {
    count += 1
    if correlation.countsValues {
      distinct[hit.value, default: 0] += 1
      return
    }
    switch correlation.kind {
    case .eventCount, .valueCount: return
    case .valueSum, .valueAverage:
      if let whole = Self.whole(hit.value) {
        wholeSum += Int128(whole)
      } else {
        fractions += 1
      }
    case .valuePercentile, .valueMedian:
      let number = Double(bitPattern: hit.value)
      sorted.insert(number, at: place(of: number))
    case .temporal, .temporalOrdered:
      let source = Int(hit.source)
      if present[source] == 0 { distinctSources += 1 }
      present[source] += 1
      // Backwards, so that one match isn't used for two places.
      var n = correlation.sequence.count - 1
      while n >= 0 {
        if correlation.sequence[n] == source {
          began[n] = max(began[n], n == 0 ? hit.time : began[n - 1])
        }
        n -= 1
      }
    }
  }

  mutating func remove(_ hit: CorrelationHit, _ correlation: CompiledCorrelation) {
    count -= 1
    if correlation.countsValues {
      let left = (distinct[hit.value] ?? 1) - 1
      distinct[hit.value] = left > 0 ? left : nil
      return
    }
    switch correlation.kind {
    case .eventCount, .valueCount: return
    case .valueSum, .valueAverage:
      if let whole = Self.whole(hit.value) {
        wholeSum -= Int128(whole)
      } else {
        fractions -= 1
      }
    case .valuePercentile, .valueMedian:
      let place = place(of: Double(bitPattern: hit.value))
      if place < sorted.count { sorted.remove(at: place) }
    case .temporal, .temporalOrdered:
      let source = Int(hit.source)
      present[source] -= 1
      if present[source] == 0 { distinctSources -= 1 }
    }
  }

  /// Whether the condition holds in the window that ends at `time`.
  /// - Parameters:
  ///   - hits: the matches in the window.
  ///   - last: the match that the window ends with; nil asks about the window as it stands.
  func holds(
    _ correlation: CompiledCorrelation, time: Int64, hits: ArraySlice<CorrelationHit>,
    last: CorrelationHit?
  ) -> Bool {
    guard count > 0 else { return false }
    switch correlation.kind {
    case .eventCount: return correlation.accepts(Double(count))
    case .valueCount: return correlation.accepts(Double(distinct.count))
    case .valueSum: return correlation.accepts(sum(hits))
    case .valueAverage: return correlation.accepts(sum(hits) / Double(count))
    case .valueMedian: return correlation.accepts(percentile(50))
    case .valuePercentile:
      if let percent = correlation.percentile { return correlation.accepts(percentile(percent)) }
      guard let last, let equal = distinct[last.value] else { return false }
      return correlation.accepts(100 * Double(equal) / Double(count))
    case .temporal:
      if correlation.expression != nil { return correlation.accepts(present) }
      if !correlation.thresholds.isEmpty { return correlation.accepts(Double(distinctSources)) }
      return distinctSources == present.count
    case .temporalOrdered:
      guard let final = correlation.sequence.last, let start = began.last else { return false }
      // Only a match that ends the sequence completes it.
      if let last, Int(last.source) != final { return false }
      return start > time.subtractingClamped(correlation.timespan)
        && correlation.accepts(Double(correlation.sequence.count)) && correlation.accepts(present)
    }
  }

  private func sum(_ hits: ArraySlice<CorrelationHit>) -> Double {
    var sum = Double(wholeSum)
    guard fractions > 0 else { return sum }
    for hit in hits where Self.whole(hit.value) == nil { sum += Double(bitPattern: hit.value) }
    return sum
  }

  /// Linear interpolation between the closest ranks, as NumPy and Splunk do by default.
  private func percentile(_ percent: Double) -> Double {
    guard let last = sorted.last else { return .nan }
    let rank = percent / 100 * Double(sorted.count - 1)
    let low = Int(rank.rounded(.down))
    guard low + 1 < sorted.count else { return last }
    let share = rank - Double(low)
    return sorted[low] + share * (sorted[low + 1] - sorted[low])
  }
}

extension Int64 {
  /// The difference, held at the ends of the range.
  func subtractingClamped(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other > 0 ? .min : .max) : difference
  }
}
