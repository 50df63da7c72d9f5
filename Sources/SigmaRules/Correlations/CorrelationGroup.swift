/// The matches of one group of a correlation in the order of event time, with the window that ends
/// at the last of them.
struct CorrelationGroup: Sendable {
  let key: [UInt8]
  private(set) var hits: [CorrelationHit] = []
  /// First hit that is still kept; those before are removed in one go now and then.
  private(set) var head = 0
  /// First hit in the window of the last one.
  private var start = 0
  private var aggregate: CorrelationAggregate
  // Neighbours in the order of use.
  var older = -1
  var newer = -1

  init(key: [UInt8], _ correlation: CompiledCorrelation) {
    self.key = key
    aggregate = CorrelationAggregate(correlation)
  }

  /// Number of matches kept.
  var count: Int { hits.count - head }
  var lastTime: Int64 { hits.last?.time ?? .min }

  /// Takes in the matches of one event, which differ in their values only, and appends the places
  /// of the hits with which the correlation matches now.
  mutating func insert(
    _ new: [CorrelationHit], _ correlation: CompiledCorrelation, _ firing: CorrelationFiring,
    into fired: inout [Int]
  ) {
    guard let first = new.first else { return }
    if hits.count == head || hits[hits.count - 1].precedes(first) {
      let place = hits.count
      hits.append(contentsOf: new)
      replay(from: place, correlation, firing, into: &fired)
      return
    }
    let place = self.place(of: first)
    hits.insert(contentsOf: new, at: place)
    // Windows that end here or later have changed; start over with the one that ends here.
    aggregate = CorrelationAggregate(correlation)
    let oldest = first.time.subtractingClamped(correlation.timespan)
    start = head
    while start < place, hits[start].time <= oldest { start += 1 }
    for hit in hits[start..<place] { aggregate.add(hit, correlation) }
    replay(from: place, correlation, firing, into: &fired)
  }

  /// Adds hits to the window one by one; the aggregate knows those before `place`.
  private mutating func replay(
    from place: Int, _ correlation: CompiledCorrelation, _ firing: CorrelationFiring,
    into fired: inout [Int]
  ) {
    var held = false
    var isFirst = true
    for n in place..<hits.count {
      let hit = hits[n]
      let oldest = hit.time.subtractingClamped(correlation.timespan)
      while start < n, hits[start].time <= oldest {
        aggregate.remove(hits[start], correlation)
        start += 1
      }
      if firing == .onset, isFirst || n > 0 && hits[n - 1].sequence != hit.sequence {
        held = aggregate.holds(correlation, time: hit.time, hits: hits[start..<n], last: nil)
      }
      isFirst = false
      aggregate.add(hit, correlation)
      guard hit.isLast, !hit.hasFired, !held, !hasFired(sequence: hit.sequence, before: n),
        aggregate.holds(correlation, time: hit.time, hits: hits[start...n], last: hit)
      else { continue }
      hits[n].hasFired = true
      fired.append(n)
    }
  }

  /// Whether the correlation has matched with the same event as another of its sources.
  private func hasFired(sequence: UInt64, before place: Int) -> Bool {
    var n = place - 1
    while n >= head, hits[n].sequence == sequence {
      if hits[n].hasFired { return true }
      n -= 1
    }
    return false
  }

  private func place(of hit: CorrelationHit) -> Int {
    var low = head
    var high = hits.count
    while low < high {
      let middle = (low + high) / 2
      if hits[middle].precedes(hit) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The events of the window that ends with the hit at `place`, in order, the last `most`.
  func window(endingAt place: Int, _ timespan: Int64, most: Int) -> [UInt64] {
    let oldest = hits[place].time.subtractingClamped(timespan)
    var events: [UInt64] = []
    var previous: UInt64?
    var n = place
    while n >= head, hits[n].time > oldest, events.count < most {
      if hits[n].sequence != previous { events.append(hits[n].event) }
      previous = hits[n].sequence
      n -= 1
    }
    return events.reversed()
  }

  /// Forgets hits that no window of an event after `watermark` can reach, and then the oldest ones
  /// above `capacity`; gives the number of the latter.
  mutating func prune(_ correlation: CompiledCorrelation, watermark: Int64) -> Int {
    let oldest = watermark.subtractingClamped(correlation.timespan)
    while head < start, hits[head].time <= oldest {
      hits[head].parents = []
      head += 1
    }
    var dropped = 0
    while count > correlation.capacity {
      if head >= start {
        aggregate.remove(hits[head], correlation)
        start = head + 1
      }
      hits[head].parents = []
      head += 1
      dropped += 1
    }
    if head > 32, head > hits.count / 2 {
      hits.removeSubrange(0..<head)
      start -= head
      head = 0
    }
    return dropped
  }

  /// Gives back the memory of a group that is no longer used.
  mutating func release() {
    hits = []
    head = 0
    start = 0
  }

  /// Builds the window up again from stored hits, which are in order.
  mutating func restore(_ stored: [CorrelationHit], _ correlation: CompiledCorrelation) {
    hits = stored
    for n in hits.indices {
      let oldest = hits[n].time.subtractingClamped(correlation.timespan)
      while start < n, hits[start].time <= oldest {
        aggregate.remove(hits[start], correlation)
        start += 1
      }
      aggregate.add(hits[n], correlation)
    }
  }
}
