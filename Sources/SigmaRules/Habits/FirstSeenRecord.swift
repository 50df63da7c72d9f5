import SecurityModel

/// What a `first_seen` asks of a key.
struct FirstSeenTest: Hashable, Sendable {
  /// In milliseconds.
  let warmup: Int64
  let minimumCalls: UInt64

  init(_ definition: RuleExtension.FirstSeen) {
    warmup = definition.warmup
    minimumCalls = UInt64(clamping: definition.minimumCalls)
  }
}

/// The values that one key of a `first_seen` has shown.
///
/// In two generations: when the newer one is half of what a key may keep it becomes the older one,
/// and what was in that and not used since is forgotten. From then on a value that looks new may be
/// one that was forgotten, so nothing is reported until the key has been `warmup` (at least a day)
/// without forgetting. A key that keeps showing new values by nature is silent, and heard again
/// when it calms down.
struct FirstSeenRecord: HabitRecord {
  /// Time of the first event.
  private(set) var first: Int64
  /// Matching events so far.
  private(set) var calls: UInt64 = 0
  private(set) var recent: Set<UInt64> = []
  private(set) var older: Set<UInt64> = []
  /// When a value was last forgotten.
  private(set) var forgot: Int64?

  var weight: Int { recent.count + older.count }

  static let vacant = FirstSeenRecord(time: 0)

  init(time: Int64) { first = time }

  /// A stored record.
  init(first: Int64, calls: UInt64, recent: Set<UInt64>, older: Set<UInt64>, forgot: Int64?) {
    self.first = first
    self.calls = calls
    self.recent = recent
    self.older = older
    self.forgot = forgot
  }

  /// Learns from an event.
  /// - Returns: the place of the first value that is to be reported as new.
  mutating func add(
    _ values: [UInt64], time: Int64, _ test: FirstSeenTest, most: Int,
    evicted: inout UInt64
  ) -> Int? {
    first = min(first, time)
    let isRipe =
      calls >= test.minimumCalls
      && time.subtractingClamped(first) >= test.warmup && !isForgetful(time, test)
    calls &+= 1
    var new: Int?
    for (place, value) in values.enumerated() {
      if recent.contains(value) { continue }
      if older.remove(value) == nil, new == nil { new = place }
      recent.insert(value)
      if recent.count >= max(1, most / 2) {
        if !older.isEmpty {
          evicted &+= UInt64(older.count)
          forgot = max(forgot ?? time, time)
        }
        older = recent
        recent = []
      }
    }
    return isRipe ? new : nil
  }

  private func isForgetful(_ time: Int64, _ test: FirstSeenTest) -> Bool {
    guard let forgot else { return false }
    return time.subtractingClamped(forgot) < max(test.warmup, Timestamp.Duration.day)
  }
}
