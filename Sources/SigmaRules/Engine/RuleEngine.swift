public import SecurityModel

/// Rules, filters and correlations at work on a stream of events. Owned by one task.
///
/// Filters are joined to their rules when the set is loaded. Rules that a correlation refers to
/// report no matches of their own, unless one of their correlations says `generate: true`. A rule
/// with `baseline` or `first_seen` in its `crmwatch` block matches, also for correlations, only
/// what is unusual.
public struct RuleEngine {
  /// Counters of one correlation.
  public struct CorrelationStatistics: Hashable, Sendable {
    /// Times it matched.
    public var hits: UInt64
    /// Groups followed at present.
    public var groups: Int
    /// Matches kept in their windows.
    public var pending: Int
  }

  /// Counters of a rule with `baseline` or `first_seen`; those of its detection are the matcher's.
  public struct HabitStatistics: Hashable, Sendable {
    /// Matches of the detection that were unusual.
    public var hits: UInt64
    /// Keys followed at present.
    public var keys: Int
    /// Intervals or values kept for them.
    public var stored: Int
  }

  /// The rules, numbered as in matches.
  public let set: RuleSet
  /// Evaluates single events; has the counters of rules.
  public private(set) var matcher: RuleMatcher
  /// What the last event gave: rules in ascending order, then correlations.
  public private(set) var matches: [RuleMatch] = []

  private var correlations: CorrelationState
  private var habits: HabitState
  /// By number in `RuleSet.correlations` the number in the plan.
  private var places: [Int?]
  private var firings: [CorrelationState.Firing] = []

  /// Reads, checks and joins rule files. Whatever has an error is left out, the rest is at work.
  /// - Parameters:
  ///   - files: paths for messages, with the texts.
  ///   - placeholders: values for `%name%` in items with the modifier `expand`, by name; a name
  ///     without values is an error. Nil = there are no lists, and a placeholder stands for nothing,
  ///     with a warning.
  public static func load(
    files: [(path: String, text: String)], placeholders: [String: [String]]? = [:],
    limits: CorrelationLimits = CorrelationLimits(), firing: CorrelationFiring = .standard,
    habitLimits: HabitLimits = HabitLimits()
  ) -> (engine: RuleEngine, issues: [RuleIssue]) {
    var collection = RuleCollection()
    var issues: [RuleIssue] = []
    for file in files {
      let (read, found) = RuleFileReader.read(file.text, file: file.path)
      collection.append(read)
      issues += found
    }
    let (engine, found) = make(
      collection, placeholders: placeholders, limits: limits, firing: firing,
      habitLimits: habitLimits)
    return (engine, issues + found)
  }

  /// Joins rules that were read before.
  public static func make(
    _ collection: RuleCollection, placeholders: [String: [String]]? = [:],
    limits: CorrelationLimits = CorrelationLimits(), firing: CorrelationFiring = .standard,
    habitLimits: HabitLimits = HabitLimits()
  ) -> (engine: RuleEngine, issues: [RuleIssue]) {
    var (filtered, issues) = FilterApplication.apply(collection, placeholders: placeholders)
    filtered.filters = collection.filters
    let (set, found) = RuleSet.compile(
      filtered, placeholders: placeholders,
      extraFields: CorrelationPlan.fields(of: filtered.correlations)
        + HabitPlan.fields(of: filtered.rules))
    // What is odd about a filter comes up again with each of its rules.
    let known = Set(issues)
    issues += found.filter { !known.contains($0) }
    let plan = CorrelationPlan(set, limits: limits, issues: &issues)
    let habits = HabitPlan(set, originals: collection.rules)
    return (
      RuleEngine(
        set, CorrelationState(plan, limits: limits, firing: firing),
        HabitState(habits, limits: habitLimits)), issues
    )
  }

  private init(_ set: RuleSet, _ correlations: CorrelationState, _ habits: HabitState) {
    self.set = set
    matcher = set.makeMatcher()
    self.correlations = correlations
    self.habits = habits
    places = [Int?](repeating: nil, count: set.correlations.count)
    for (place, correlation) in correlations.plan.correlations.enumerated() {
      places[correlation.number] = place
    }
  }

  // MARK: Events

  /// The partition for events of a log source, to be kept by the caller and given to `observe`.
  public mutating func partition(for source: EventLogSource) -> Int {
    matcher.partition(for: source)
  }

  /// Looks at one event and gives what it matches or completes; also in `matches`.
  /// - Parameters:
  ///   - time: event time; nil when the event has none, and then it is neither correlated nor
  ///     held to habits: rules with `baseline` or `first_seen` don't match it.
  ///   - event: the caller's name for the event, given back in matches.
  ///   - partition: from `partition(for:)`; 0 = every rule, whatever its `logsource`.
  @discardableResult
  public mutating func observe(
    _ source: some FieldSource, time: Timestamp?, event: UInt64, partition: Int = 0
  ) -> [RuleMatch] {
    matches.removeAll(keepingCapacity: true)
    matcher.evaluate(source, partition: partition)
    if habits.isEmpty {
      for rule in matcher.matches { report(rule, nil, time, event) }
    } else {
      habits.sift(matcher.matches, source, time: time)
      for (rule, evidence) in zip(habits.passed, habits.evidence) {
        report(rule, evidence, time, event)
      }
    }
    guard let time else { return matches }
    firings.removeAll(keepingCapacity: true)
    correlations.observe(
      habits.isEmpty ? matcher.matches : habits.passed, source, time: time.milliseconds,
      event: event, into: &firings)
    for firing in firings where correlations.plan.reports[firing.correlation] {
      matches.append(
        RuleMatch(
          subject: .correlation(correlations.plan.correlations[firing.correlation].number),
          event: firing.event, time: Timestamp(milliseconds: firing.time),
          contributing: firing.contributing))
    }
    return matches
  }

  private mutating func report(
    _ rule: Int, _ evidence: HabitEvidence?, _ time: Timestamp?, _ event: UInt64
  ) {
    guard correlations.plan.reportsRule[rule] else { return }
    matches.append(
      RuleMatch(
        subject: .rule(rule), event: event, time: time ?? .distantPast, contributing: [event],
        habit: evidence))
  }

  // MARK: What is there

  /// Title, id, level, tags and the like of what has matched.
  public func metadata(of subject: RuleMatch.Subject) -> RuleMetadata {
    switch subject {
    case .rule(let number): set.rules[number].metadata
    case .correlation(let number): set.correlations[number].metadata
    }
  }

  /// False for correlations that were left out because of an error.
  public func isUsable(correlation: Int) -> Bool { places[correlation] != nil }

  /// Whether matches of a rule or correlation are reported, or only serve correlations.
  public func reports(_ subject: RuleMatch.Subject) -> Bool {
    switch subject {
    case .rule(let number): correlations.plan.reportsRule[number]
    case .correlation(let number): places[number].map { correlations.plan.reports[$0] } ?? false
    }
  }

  /// Switches a rule or correlation on or off. What refers to it goes without its matches.
  ///
  /// A rule with `baseline` or `first_seen` goes on learning while it is off: it would take the
  /// pause for silence otherwise.
  public mutating func setEnabled(_ isOn: Bool, _ subject: RuleMatch.Subject) {
    switch subject {
    case .rule(let number) where habits.covers(number): habits.setEnabled(isOn, rule: number)
    case .rule(let number): matcher.setEnabled(isOn, rule: number)
    case .correlation(let number):
      if let place = places[number] { correlations.setEnabled(isOn, place) }
    }
  }

  /// What correlations left out at a limit.
  public var counters: CorrelationCounters { correlations.counters }

  /// What rules with `baseline` or `first_seen` left out.
  public var habitCounters: HabitCounters { habits.counters }

  /// Counters of a rule with `baseline` or `first_seen`; nil for others.
  public func habitStatistics(ofRule number: Int) -> HabitStatistics? {
    guard habits.covers(number) else { return nil }
    let place = habits.plan.habitOfRule[number]
    let habit = habits.plan.habits[place]
    let (keys, stored) =
      switch habit.kind {
      case .baseline: (habits.baselines[habit.place].count, habits.baselines[habit.place].weight)
      case .firstSeen:
        (habits.firstSeens[habit.place].count, habits.firstSeens[habit.place].weight)
      }
    return HabitStatistics(hits: habits.passes[place], keys: keys, stored: stored)
  }

  /// Counters of a correlation of the set.
  public func statistics(ofCorrelation number: Int) -> CorrelationStatistics {
    guard let place = places[number] else {
      return CorrelationStatistics(hits: 0, groups: 0, pending: 0)
    }
    let windows = correlations.windows[place]
    return CorrelationStatistics(
      hits: correlations.firings[place], groups: windows.count, pending: windows.hitCount)
  }

  // MARK: State

  /// 1 was the state of correlations alone.
  private static let version: UInt64 = 2

  /// Writes what future matches depend on.
  public func encode(into writer: inout ByteWriter) {
    writer.put(Self.version)
    correlations.encode(into: &writer)
    habits.encode(into: &writer)
  }

  /// Takes over stored state, of this or another set of rules: correlations that are the same find
  /// their windows again, rules that look for the same thing what they have learnt; others begin
  /// anew.
  /// - Throws: when the bytes are cut or of another version; nothing is changed then.
  public mutating func decode(_ reader: inout ByteReader) throws(ByteReader.Failure) {
    guard try reader.unsigned() == Self.version else { throw ByteReader.Failure(offset: 0) }
    var stored = correlations
    try stored.decode(&reader)
    try habits.decode(&reader)
    correlations = stored
  }

  /// Takes over the windows and habits of the engine that this one replaces after its files have
  /// changed.
  public mutating func adopt(_ other: RuleEngine) {
    var writer = ByteWriter()
    other.encode(into: &writer)
    var reader = ByteReader(writer.bytes)
    // What was just written can be read.
    try? decode(&reader)
  }
}
