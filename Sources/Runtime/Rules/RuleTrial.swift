public import LogFormats
public import SecurityModel
public import SigmaRules

/// Rules tried on recorded events: what each of them would have matched.
///
/// Rules about single events are evaluated as the events come. Events that count towards a
/// correlation, or are judged by habits (`baseline`, `first_seen`), are kept and correlated at the end in the order of their times, so that files in
/// any order give what the events in order would give; memory grows with those events only.
public final class RuleTrial {
  /// Where an event comes from.
  public struct Place: Hashable, Sendable {
    /// Number of the source, as the caller counts them.
    public var source: Int
    /// 0-based.
    public var line: Int64

    public init(source: Int, line: Int64) {
      self.source = source
      self.line = line
    }
  }

  /// An event that a rule matched, or that completed a correlation.
  public struct Hit: Hashable, Sendable {
    public var place: Place
    public var time: Timestamp?
    /// Empty for raw events.
    public var credential: String
  }

  /// What one rule or correlation matched.
  public struct Result: Sendable {
    public var subject: RuleMatch.Subject
    public var metadata: RuleMetadata
    /// By source and line.
    public var hits: [Hit]
  }

  /// What is known of an event that matched something.
  private struct Seen {
    var place: Place
    var time: Timestamp?
    var credential: Symbol
  }

  /// An event that counts towards a correlation.
  private struct Kept {
    var seen: UInt64
    var time: Timestamp
    var record: Range<Int>
    /// Number in `decoders` and the decoded event; nil for raw events.
    var decoded: (decoder: Int, event: APIEvent)?
  }

  /// Events looked at.
  public private(set) var events: Int64 = 0
  /// Of them, those without a time, which can't be correlated.
  public private(set) var timeless: Int64 = 0

  private var single: Evaluator
  private var correlating: Evaluator
  /// By rule: whether its events are worked out in the order of time, because a correlation refers
  /// to it or habits decide what matches.
  private let feeds: [Bool]
  /// By rule: whether habits decide what matches.
  private let isGated: [Bool]
  private let symbols: SymbolTable
  private var time: RawEventTime
  private var json = JSONFieldSource()
  private let fields: EventFieldSource
  private let loan = Loan()

  private var seen: [Seen] = []
  private var hits: [RuleMatch.Subject: [UInt64]] = [:]
  private var kept: [Kept] = []
  private var bytes: [UInt8] = []
  private var decoders: [any RecordDecoder] = []

  /// The record of the decoded event in hand.
  private final class Loan {
    var record = UnsafeRawBufferPointer(start: nil, count: 0)
    var decoder: (any RecordDecoder)?
  }

  /// An engine with the partitions that it has made.
  private struct Evaluator {
    var engine: RuleEngine
    var partitions = RulePartitions()

    mutating func partition(of event: APIEvent, _ symbols: SymbolTable) -> Int {
      partitions.partition(of: event, in: &engine, symbols)
    }
  }

  /// - Parameters:
  ///   - engine: fresh, with all rules on.
  ///   - symbols: those of the decoders' context; any for raw events.
  ///   - timeField: where raw events have their time; nil = in one of the usual fields.
  public init(_ engine: RuleEngine, symbols: SymbolTable, timeField: String? = nil) {
    single = Evaluator(engine: engine)
    correlating = Evaluator(engine: engine)
    self.symbols = symbols
    time = RawEventTime(field: timeField)
    var references: Set<String> = []
    for correlation in engine.set.correlations {
      references.formUnion(correlation.rules.map(\.text))
    }
    let gated = engine.set.rules.map { $0.ext?.baseline != nil || $0.ext?.firstSeen != nil }
    isGated = gated
    feeds = engine.set.rules.indices.map { number in
      let metadata = engine.set.rules[number].metadata
      return gated[number]
        || [metadata.id, metadata.name, metadata.title].contains { references.contains($0) }
    }
    let loan = loan
    fields = EventFieldSource(engine.set.fields, symbols: symbols) { _, body in
      if let decoder = loan.decoder { body(loan.record, decoder) }
    }
  }

  /// Looks at a JSON object whose own keys are the fields; log sources don't matter.
  /// - Throws: why it isn't an object.
  public func observe(
    raw record: UnsafeRawBufferPointer, at place: Place
  ) throws(JSONFieldSource.Failure) {
    try json.load(record)
    events &+= 1
    let when = time.read(json)
    if when == nil { timeless &+= 1 }
    single.engine.observe(json, time: nil, event: 0)
    if note(Seen(place: place, time: when, credential: .none)), let when {
      keep(record, when, nil)
    }
  }

  /// Looks at a decoded event; rules of other log sources don't see it.
  public func observe(
    _ event: borrowing APIEvent, record: UnsafeRawBufferPointer, decoder: any RecordDecoder,
    at place: Place
  ) {
    let event = copy event
    events &+= 1
    let partition = single.partition(of: event, symbols)
    withFields(event, record, decoder) { fields in
      single.engine.observe(fields, time: nil, event: 0, partition: partition)
    }
    if note(Seen(place: place, time: event.time, credential: event.credential)) {
      if decoders.last !== decoder { decoders.append(decoder) }
      keep(record, event.time, (decoders.count - 1, event))
    }
  }

  /// Correlates what was kept and gives all results: rules and then correlations, as loaded.
  public func finish() -> [Result] {
    correlate()
    let set = single.engine.set
    let subjects: [RuleMatch.Subject] =
      set.rules.indices.map { .rule($0) } + set.correlations.indices.map { .correlation($0) }
    return subjects.compactMap { subject in
      guard let numbers = hits[subject] else { return nil }
      var found = Set(numbers).map { number in
        let event = seen[Int(number)]
        return Hit(
          place: event.place, time: event.time, credential: symbols.text(of: event.credential))
      }
      found.sort { ($0.place.source, $0.place.line) < ($1.place.source, $1.place.line) }
      return Result(
        subject: subject, metadata: single.engine.metadata(of: subject), hits: found)
    }
  }

  /// What correlations left out at a limit.
  public var counters: CorrelationCounters { correlating.engine.counters }

  /// Regular expressions given up at their step limit.
  public var regexLimitHits: Int { single.engine.matcher.regexLimitHits }

  // MARK: - Steps

  private func withFields(
    _ event: APIEvent, _ record: UnsafeRawBufferPointer, _ decoder: any RecordDecoder,
    _ body: (EventFieldSource) -> Void
  ) {
    loan.record = record
    loan.decoder = decoder
    fields.load(event) { try? decoder.normalize(record) }
    body(fields)
    fields.unload()
    loan.record = UnsafeRawBufferPointer(start: nil, count: 0)
    loan.decoder = nil
  }

  /// Notes what the last event matched; true when a correlation may want it.
  private func note(_ event: Seen) -> Bool {
    let isWanted = single.engine.matcher.matches.contains { feeds[$0] }
    guard isWanted || !single.engine.matches.isEmpty else { return false }
    seen.append(event)
    let number = UInt64(seen.count - 1)
    for match in single.engine.matches { hits[match.subject, default: []].append(number) }
    return isWanted
  }

  private func keep(
    _ record: UnsafeRawBufferPointer, _ time: Timestamp,
    _ decoded: (decoder: Int, event: APIEvent)?
  ) {
    let start = bytes.count
    bytes.append(contentsOf: record)
    kept.append(
      Kept(
        seen: UInt64(seen.count - 1), time: time, record: start..<bytes.count, decoded: decoded))
  }

  private func correlate() {
    // Equal times stay in the order of the files.
    kept.sort { ($0.time, $0.seen) < ($1.time, $1.seen) }
    bytes.withUnsafeBytes { all in
      for item in kept {
        let record = UnsafeRawBufferPointer(rebasing: all[item.record])
        if let (number, event) = item.decoded {
          let partition = correlating.partition(of: event, symbols)
          withFields(event, record, decoders[number]) { fields in
            correlating.engine.observe(
              fields, time: item.time, event: item.seen, partition: partition)
          }
        } else {
          guard (try? json.load(record)) != nil else { continue }
          correlating.engine.observe(json, time: item.time, event: item.seen)
        }
        for match in correlating.engine.matches {
          if case .rule(let number) = match.subject, !isGated[number] { continue }
          hits[match.subject, default: []].append(match.event)
        }
      }
    }
    kept = []
    bytes = []
  }
}
