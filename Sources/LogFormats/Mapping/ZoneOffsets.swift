public import SecurityModel

/// What a time zone's clocks are ahead of UTC, and since when.
///
/// A value made at the start by somebody who knows the calendar, so that decoding needs none.
public struct ZoneOffsets: Hashable, Sendable {
  /// From `since` on (UTC) the clocks are `minutes` ahead.
  public struct Step: Hashable, Sendable {
    public var since: Timestamp
    public var minutes: Int
    public init(since: Timestamp, minutes: Int) {
      self.since = since
      self.minutes = minutes
    }
  }

  /// In the order of time; the first one holds for everything before it, too.
  public let steps: [Step]
  /// As the user wrote it.
  public let name: String

  /// A zone of one or more steps; they are put in order.
  public init(_ steps: [Step], name: String) {
    self.name = name
    self.steps =
      steps.isEmpty
      ? [Step(since: .distantPast, minutes: 0)] : steps.sorted { $0.since < $1.since }
  }

  /// A zone that never changes.
  public init(minutes: Int, name: String) {
    self.init([Step(since: .distantPast, minutes: minutes)], name: name)
  }

  public static let utc = ZoneOffsets(minutes: 0, name: "UTC")

  var isUTC: Bool { steps.count == 1 && steps[0].minutes == 0 }

  /// Minutes ahead of UTC at a moment.
  public func minutes(at time: Timestamp) -> Int {
    var low = 0
    var high = steps.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if steps[middle].since <= time { low = middle } else { high = middle }
    }
    return steps[low].minutes
  }

  /// The moment at which clocks showed `local` (given as if it were UTC). Of an hour that came
  /// twice the first one is meant; in an hour that was left out the clocks before it count.
  public func utc(ofLocal local: Timestamp) -> Timestamp {
    if steps.count == 1 { return local.advanced(by: -Int64(steps[0].minutes) * 60_000) }
    // A day earlier the old offset still holds, a day later the new one does already.
    let before = minutes(at: local.advanced(by: -86_400_000))
    let first = local.advanced(by: -Int64(before) * 60_000)
    if minutes(at: first) == before { return first }
    let after = minutes(at: local.advanced(by: 86_400_000))
    let second = local.advanced(by: -Int64(after) * 60_000)
    return minutes(at: second) == after ? second : first
  }
}
