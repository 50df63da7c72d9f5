import SecurityModel

/// Follows matches of rules through the windows of correlations.
///
/// The window of an event at time t is (t − timespan, t]; of events with equal times those that
/// arrived earlier come first. An event up to the lateness limit behind the newest one takes its
/// place in event time. A correlation matches at the event that completes it; whether later events
/// of the window match again is decided by `CorrelationFiring`. A group field without a value, or
/// with the value null, forms no group; one with several values makes the event count in each.
/// Values of groups are compared as texts, letter case included.
struct CorrelationState: Sendable {
  let plan: CorrelationPlan
  let limits: CorrelationLimits
  let firing: CorrelationFiring
  /// Totals of all correlations.
  var counters = CorrelationCounters()
  var windows: [CorrelationWindows]
  /// Time of the newest event.
  var newest = Int64.min
  /// Number of the last event that counted.
  var sequence: UInt64 = 0
  /// By number in the plan.
  private var isEnabled: [Bool]
  /// By number in the plan: how often each has matched.
  var firings: [UInt64]

  // Scratch.
  private var reader = CorrelationValues()
  private var queues: [[Arrival]]
  private var fired: [Int] = []
  private var arriving: [CorrelationHit] = []

  private struct Arrival {
    var feed: CorrelationFeed
    var time: Int64
    var sequence: UInt64
    var event: UInt64
  }

  /// A correlation that has matched.
  struct Firing {
    /// Number in the plan.
    var correlation: Int
    var event: UInt64
    var time: Int64
    /// Events in the window, the completing one last.
    var contributing: [UInt64]
  }

  init(
    _ plan: CorrelationPlan, limits: CorrelationLimits = CorrelationLimits(),
    firing: CorrelationFiring = .standard
  ) {
    self.plan = plan
    self.limits = limits
    self.firing = firing
    windows = [CorrelationWindows](
      repeating: CorrelationWindows(), count: plan.correlations.count)
    queues = [[Arrival]](repeating: [], count: plan.correlations.count)
    isEnabled = [Bool](repeating: true, count: plan.correlations.count)
    firings = [UInt64](repeating: 0, count: plan.correlations.count)
  }

  /// Switches a correlation on or off; off, it neither matches nor feeds others.
  mutating func setEnabled(_ isOn: Bool, _ correlation: Int) {
    isEnabled[correlation] = isOn
    if !isOn { windows[correlation] = CorrelationWindows() }
  }

  mutating func keepSwitches(of other: CorrelationState) {
    for (number, isOn) in other.isEnabled.enumerated() where !isOn { setEnabled(false, number) }
  }

  /// Groups that are followed at present, of all correlations.
  var groupCount: Int { windows.reduce(0) { $0 + $1.count } }

  /// Takes in one event with the rules that it matched, and appends what it completes.
  mutating func observe(
    _ rules: [Int], _ source: some FieldSource, time: Int64, event: UInt64,
    into results: inout [Firing]
  ) {
    if windows.isEmpty { return }
    newest = max(newest, time)
    guard rules.contains(where: { !plan.parentsOfRule[$0].isEmpty }) else { return }
    let watermark = newest.subtractingClamped(limits.lateness)
    if time < watermark {
      counters.late &+= 1
      return
    }
    sequence &+= 1
    reader.begin()
    for rule in rules {
      for parent in plan.parentsOfRule[rule] {
        let feeds = reader.feeds(parent, inner: [], plan, limits, source)
        for feed in feeds {
          queues[feed.correlation].append(
            Arrival(feed: feed, time: time, sequence: sequence, event: event))
        }
      }
    }
    counters.cutValues &+= reader.takeCuts()
    for correlation in plan.correlations.indices where !queues[correlation].isEmpty {
      var arrivals: [Arrival] = []
      swap(&arrivals, &queues[correlation])
      if isEnabled[correlation] {
        for arrival in arrivals { take(arrival, watermark, into: &results) }
      }
      arrivals.removeAll(keepingCapacity: true)
      swap(&arrivals, &queues[correlation])
    }
  }

  private mutating func take(
    _ arrival: Arrival, _ watermark: Int64, into results: inout [Firing]
  ) {
    let number = arrival.feed.correlation
    let correlation = plan.correlations[number]
    arriving.removeAll(keepingCapacity: true)
    for (n, value) in arrival.feed.values.enumerated() {
      let isLast = n + 1 == arrival.feed.values.count
      arriving.append(
        CorrelationHit(
          time: arrival.time, sequence: arrival.sequence, event: arrival.event,
          source: arrival.feed.source, isLast: isLast, value: value,
          parents: isLast ? arrival.feed.parents : []))
    }
    fired.removeAll(keepingCapacity: true)
    let group = windows[number].insert(
      arriving, key: arrival.feed.key, correlation, firing, into: &fired)
    for place in fired {
      let hit = windows[number].groups[group].hits[place]
      firings[number] &+= 1
      results.append(
        Firing(
          correlation: number, event: hit.event, time: hit.time,
          contributing: windows[number].groups[group].window(
            endingAt: place, correlation.timespan, most: limits.contributing)))
      for feed in hit.parents {
        queues[feed.correlation].append(
          Arrival(feed: feed, time: hit.time, sequence: hit.sequence, event: hit.event))
      }
    }
    windows[number].settle(group, correlation, limits, watermark: watermark, &counters)
  }
}
