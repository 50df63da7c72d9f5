public import SecurityModel

/// Rules, filters and correlations at work on a stream of events. Owned by one task.
///
/// Filters are joined to their rules when the set is loaded. Rules that a correlation refers to
/// report no matches of their own, unless one of their correlations says `generate: true`.
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

  /// The rules, numbered as in matches.
  public let set: RuleSet
  /// Evaluates single events; has the counters of rules.
  public private(set) var matcher: RuleMatcher
  /// What the last event gave: rules in ascending order, then correlations.
  public private(set) var matches: [RuleMatch] = []

  private var correlations: CorrelationState
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
    limits: CorrelationLimits = CorrelationLimits(), firing: CorrelationFiring = .standard
  ) -> (engine: RuleEngine, issues: [RuleIssue]) {
    var collection = RuleCollection()
    var issues: [RuleIssue] = []
    for file in files {
      let (read, found) = RuleFileReader.read(file.text, file: file.path)
      collection.append(read)
      issues += found
    }
    let (engine, found) = make(
      collection, placeholders: placeholders, limits: limits, firing: firing)
    return (engine, issues + found)
  }

  /// Joins rules that were read before.
  public static func make(
    _ collection: RuleCollection, placeholders: [String: [String]]? = [:],
    limits: CorrelationLimits = CorrelationLimits(), firing: CorrelationFiring = .standard
  ) -> (engine: RuleEngine, issues: [RuleIssue]) {
    var (filtered, issues) = FilterApplication.apply(collection, placeholders: placeholders)
    filtered.filters = collection.filters
    let (set, found) = RuleSet.compile(
      filtered, placeholders: placeholders,
      extraFields: CorrelationPlan.fields(of: filtered.correlations))
    // What is odd about a filter comes up again with each of its rules.
    let known = Set(issues)
    issues += found.filter { !known.contains($0) }
    let plan = CorrelationPlan(set, limits: limits, issues: &issues)
    return (RuleEngine(set, plan, limits: limits, firing: firing), issues)
  }

  private init(
    _ set: RuleSet, _ plan: CorrelationPlan, limits: CorrelationLimits, firing: CorrelationFiring
  ) {
    self.set = set
    matcher = set.makeMatcher()
    correlations = CorrelationState(plan, limits: limits, firing: firing)
    places = [Int?](repeating: nil, count: set.correlations.count)
    for (place, correlation) in plan.correlations.enumerated() {
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
  ///   - time: event time; nil when the event has none, and then it isn't correlated.
  ///   - event: the caller's name for the event, given back in matches.
  ///   - partition: from `partition(for:)`; 0 = every rule, whatever its `logsource`.
  @discardableResult
  public mutating func observe(
    _ source: some FieldSource, time: Timestamp?, event: UInt64, partition: Int = 0
  ) -> [RuleMatch] {
    matches.removeAll(keepingCapacity: true)
    matcher.evaluate(source, partition: partition)
    for rule in matcher.matches where correlations.plan.reportsRule[rule] {
      matches.append(
        RuleMatch(
          subject: .rule(rule), event: event, time: time ?? .distantPast, contributing: [event]))
    }
    guard let time else { return matches }
    firings.removeAll(keepingCapacity: true)
    correlations.observe(
      matcher.matches, source, time: time.milliseconds, event: event, into: &firings)
    for firing in firings where correlations.plan.reports[firing.correlation] {
      matches.append(
        RuleMatch(
          subject: .correlation(correlations.plan.correlations[firing.correlation].number),
          event: firing.event, time: Timestamp(milliseconds: firing.time),
          contributing: firing.contributing))
    }
    return matches
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
  public mutating func setEnabled(_ isOn: Bool, _ subject: RuleMatch.Subject) {
    switch subject {
    case .rule(let number): matcher.setEnabled(isOn, rule: number)
    case .correlation(let number):
      if let place = places[number] { correlations.setEnabled(isOn, place) }
    }
  }

  /// What correlations left out at a limit.
  public var counters: CorrelationCounters { correlations.counters }

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

  /// Writes what future matches depend on.
  public func encode(into writer: inout ByteWriter) { correlations.encode(into: &writer) }

  /// Takes over stored state, of this or another set of rules: correlations that are the same find
  /// their windows again, others begin empty.
  /// - Throws: when the bytes are cut or of another version; nothing is changed then.
  public mutating func decode(_ reader: inout ByteReader) throws(ByteReader.Failure) {
    try correlations.decode(&reader)
  }

  /// Takes over the windows of the engine that this one replaces after its files have changed.
  public mutating func adopt(_ other: RuleEngine) {
    var writer = ByteWriter()
    other.encode(into: &writer)
    var reader = ByteReader(writer.bytes)
    // What was just written can be read.
    try? decode(&reader)
  }
}
