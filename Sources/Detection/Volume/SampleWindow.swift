/// The last N values of a series, in order of arrival and in order of size.
///
/// The arrival order is kept with some room to spare in one buffer, so that the last N values are
/// always one contiguous run: what a search for earlier shapes wants. The sorted copy gives exact quantiles.
struct SampleWindow: Sendable {
  private var line: [Double] = []
  private var sorted: [Double] = []
  private let capacity: Int
  /// Values kept beyond the capacity, at least and at most.
  private static let kept = 64
  private static let spare = 512

  init(capacity: Int) { self.capacity = max(16, capacity) }

  var count: Int { sorted.count }

  /// The value at a share of the order (0 smallest, 0.5 median, 1 largest); 0 when empty.
  func quantile(_ share: Double) -> Double {
    guard let last = sorted.indices.last else { return 0 }
    let position = max(0, min(1, share)) * Double(last)
    let low = Int(position)
    let high = min(last, low + 1)
    let part = position - Double(low)
    return sorted[low] * (1 - part) + sorted[high] * part
  }

  mutating func append(_ value: Double) {
    if sorted.count == capacity {
      let oldest = line[line.count - capacity]
      sorted.remove(at: position(of: oldest))
    }
    sorted.insert(value, at: position(of: value))
    if line.count >= capacity + Self.spare {
      line.removeFirst(line.count - capacity - Self.kept)
    }
    line.append(value)
  }

  /// First index whose value is not below `value`.
  private func position(of value: Double) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return min(low, sorted.count)
  }

  /// Calls `body` with all values at hand, oldest first: the last `count` and a few before them.
  func withLine<R>(_ body: (UnsafeBufferPointer<Double>) -> R) -> R {
    line.withUnsafeBufferPointer(body)
  }

  /// Calls `body` with the last `count` values, oldest first.
  func withRecent<R>(_ body: (UnsafeBufferPointer<Double>) -> R) -> R {
    line.withUnsafeBufferPointer { all in
      body(UnsafeBufferPointer(rebasing: all[(all.count - sorted.count)...]))
    }
  }
}
