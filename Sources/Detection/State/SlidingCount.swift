import SecurityModel

/// Counts events in a closed sliding window `[t - length, t]`, exactly.
///
/// Keeps the times inside the window, so its size follows the rate; `capacity` bounds it (past
/// that the oldest are forgotten, which only matters far above any limit).
struct SlidingCount: Sendable {
  /// Times in ascending order, from `head` on.
  private var times: [Int64] = []
  private var head = 0

  /// Number of events in the window after adding one at `time`.
  ///
  /// A time before the newest is inserted where it belongs.
  mutating func add(_ time: Timestamp, length: Int64, capacity: Int = 4_096) -> Int {
    let t = time.milliseconds
    if let last = times.last, t < last {
      var i = times.count
      while i > head, times[i - 1] > t { i -= 1 }
      times.insert(t, at: i)
      // The count of the window that ends at this event.
      let from = t &- length
      var n = 1
      var j = i
      while j > head, times[j - 1] >= from {
        j -= 1
        n += 1
      }
      // Late events never move the window on, so the bound is kept here: the oldest give way.
      while times.count - head > capacity { head += 1 }
      if head > 32, head * 2 > times.count {
        times.removeFirst(head)
        head = 0
      }
      return n
    }
    times.append(t)
    trim(before: t &- length, capacity: capacity)
    return times.count - head
  }

  /// Number of events at or after `from`.
  func count(since from: Timestamp) -> Int {
    var n = 0
    var i = times.count
    while i > head, times[i - 1] >= from.milliseconds {
      i -= 1
      n += 1
    }
    return n
  }

  /// Time of the oldest event still inside the window.
  var oldest: Timestamp? { head < times.count ? Timestamp(milliseconds: times[head]) : nil }
  /// Time of the newest event.
  var newest: Timestamp? { times.last.map { Timestamp(milliseconds: $0) } }

  /// The moments in the window, ascending.
  var moments: ArraySlice<Int64> { times[head...] }

  /// Adds a moment behind all others without looking at the window.
  mutating func append(_ time: Int64) { times.append(time) }

  /// Forgets everything.
  mutating func clear() {
    times.removeAll(keepingCapacity: false)
    head = 0
  }

  private mutating func trim(before limit: Int64, capacity: Int) {
    while head < times.count, times[head] < limit || times.count - head > capacity { head += 1 }
    if head > 32, head * 2 > times.count {
      times.removeFirst(head)
      head = 0
    }
  }

  func encode(into out: inout ByteWriter) {
    out.put(UInt64(times.count - head))
    var previous: Int64 = 0
    for i in head..<times.count {
      out.put(times[i] &- previous)
      previous = times[i]
    }
  }

  init() {}

  init(from reader: inout ByteReader) throws(ByteReader.Failure) {
    let n = try reader.unsigned()
    guard n <= 1 << 20 else { throw ByteReader.Failure(offset: 0) }
    var previous: Int64 = 0
    for _ in 0..<n {
      previous = previous &+ (try reader.int64())
      times.append(previous)
    }
  }
}
