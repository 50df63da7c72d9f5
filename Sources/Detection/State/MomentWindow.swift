import SecurityModel

/// The moments of a few events in a closed sliding window, in one small value.
///
/// Does what `SlidingCount` does, for the credential that calls now and then: its window fits in
/// a cache line and needs no memory of its own. What doesn't fit is told, and the caller goes on
/// with a `SlidingCount`.
struct MomentWindow: Sendable {
  /// Most moments held.
  static let capacity = 6

  /// Ascending; the first `count` are set.
  private var times = InlineArray<6, Int64>(repeating: 0)
  private(set) var count: Int32 = 0

  /// Number of events in the window after adding one at `time`, or nothing, and nothing added, when
  /// it doesn't fit or isn't the newest.
  mutating func add(_ time: Timestamp, length: Int64, capacity: Int) -> Int? {
    let t = time.milliseconds
    let n = Int(count)
    if n > 0, t < times[n &- 1] { return nil }
    var gone = 0
    while gone < n, times[gone] < t &- length { gone &+= 1 }
    // Past its capacity a window forgets its oldest, whether they have left it or not.
    while n &- gone &+ 1 > capacity { gone &+= 1 }
    guard n &- gone < Self.capacity else { return nil }
    if gone > 0 {
      for i in gone..<n { times[i &- gone] = times[i] }
    }
    times[n &- gone] = t
    count = Int32(n &- gone &+ 1)
    return n &- gone &+ 1
  }

  /// The same window with room for any number.
  var unbounded: SlidingCount {
    var window = SlidingCount()
    for i in 0..<Int(count) { window.append(times[i]) }
    return window
  }

  func encode(into out: inout ByteWriter) { unbounded.encode(into: &out) }

  init() {}

  /// A window of the same moments, if they fit.
  init?(_ window: SlidingCount) {
    guard window.moments.count <= Self.capacity else { return nil }
    for time in window.moments {
      times[Int(count)] = time
      count += 1
    }
  }
}
