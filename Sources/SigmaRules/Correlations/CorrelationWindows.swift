/// The groups of one correlation, at most so many, in the order of their last use.
struct CorrelationWindows: Sendable {
  private(set) var groups: [CorrelationGroup] = []
  private var places: [[UInt8]: Int] = [:]
  private var free: [Int] = []
  /// Matches in all groups.
  private(set) var hitCount = 0
  private(set) var oldest = -1
  private var newest = -1

  init() {}

  /// Number of groups.
  var count: Int { places.count }

  /// Takes in the matches of one event.
  /// - Returns: the group; the places of hits that complete it now are in `fired`. They are valid
  ///   until `settle`.
  mutating func insert(
    _ hits: [CorrelationHit], key: [UInt8], _ correlation: CompiledCorrelation,
    _ firing: CorrelationFiring, into fired: inout [Int]
  ) -> Int {
    let group: Int
    if let known = places[key] {
      group = known
      unlink(group)
    } else {
      group = make(key, correlation)
    }
    link(group)
    groups[group].insert(hits, correlation, firing, into: &fired)
    hitCount += hits.count
    return group
  }

  /// Forgets what is no longer needed after an insertion into `group`, and keeps the limits.
  mutating func settle(
    _ group: Int, _ correlation: CompiledCorrelation, _ limits: CorrelationLimits,
    watermark: Int64, _ counters: inout CorrelationCounters
  ) {
    let before = groups[group].count
    let dropped = groups[group].prune(correlation, watermark: watermark)
    counters.droppedHits &+= UInt64(dropped)
    hitCount -= before - groups[group].count
    // Two for each one that comes keep the expired from piling up.
    let expiry = watermark.subtractingClamped(correlation.timespan)
    for _ in 0..<2 {
      guard oldest >= 0, oldest != group, groups[oldest].lastTime <= expiry else { break }
      remove(oldest)
    }
    while places.count > limits.groups || hitCount > limits.totalHits, oldest >= 0,
      oldest != group
    {
      remove(oldest)
      counters.evictedGroups &+= 1
    }
  }

  private mutating func make(_ key: [UInt8], _ correlation: CompiledCorrelation) -> Int {
    let place: Int
    if let reused = free.popLast() {
      place = reused
      groups[place] = CorrelationGroup(key: key, correlation)
    } else {
      place = groups.count
      groups.append(CorrelationGroup(key: key, correlation))
    }
    places[key] = place
    return place
  }

  private mutating func remove(_ group: Int) {
    unlink(group)
    places[groups[group].key] = nil
    hitCount -= groups[group].count
    groups[group].release()
    free.append(group)
  }

  /// Makes a group the one used last.
  private mutating func link(_ group: Int) {
    groups[group].older = newest
    groups[group].newer = -1
    if newest >= 0 { groups[newest].newer = group } else { oldest = group }
    newest = group
  }

  private mutating func unlink(_ group: Int) {
    let (older, newer) = (groups[group].older, groups[group].newer)
    if older >= 0 { groups[older].newer = newer } else { oldest = newer }
    if newer >= 0 { groups[newer].older = older } else { newest = older }
  }

  /// Puts back a stored group as the one used last.
  mutating func restore(key: [UInt8], hits: [CorrelationHit], _ correlation: CompiledCorrelation) {
    guard places[key] == nil, !hits.isEmpty else { return }
    let group = make(key, correlation)
    link(group)
    groups[group].restore(hits, correlation)
    hitCount += hits.count
  }
}
