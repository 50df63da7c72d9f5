import Detection
import SecurityModel
import SigmaRules

/// The analyst's rules at work on the events of a pipeline.
///
/// Owned and used by the pipeline's thread. What it finds depends on the events alone; the clock
/// is read only to tell what rules cost.
final class RuleRunner: EventRules {
  private var engine: RuleEngine
  private let source: EventFieldSource
  private var folder: RuleFolder
  private let placeholders: [String: [String]]
  private let clock: WallClock
  private var rows: [RuleMatch.Subject: DetectorRow] = [:]
  private var partitions = RulePartitions()
  private var lastHits: [RuleMatch.Subject: Timestamp] = [:]
  /// Newest match of each rule, by number; also of those that only feed correlations.
  private var lastMatches: [Timestamp] = []
  private var switchedOff: Set<String> = []
  private var issues: [RuleIssue] = []
  private var loadedAt: Timestamp?
  private var isDirty = false
  /// True when the stored windows could not be read, so that they begin anew.
  private(set) var hasForgotten = false
  private var events: UInt64 = 0
  private var sampled: (events: Int64, microseconds: Double) = (0, 0)
  private let nanoseconds: () -> UInt64

  private static let sampleEvery: UInt64 = 64

  init(
    folder: RuleFolder, placeholders: [String: [String]], symbols: SymbolTable, clock: WallClock,
    nanoseconds: @escaping () -> UInt64, withRaw: @escaping EventFieldSource.RawAccess
  ) {
    self.folder = folder
    self.placeholders = placeholders
    self.clock = clock
    self.nanoseconds = nanoseconds
    (engine, _) = RuleEngine.load(files: [])
    source = EventFieldSource(engine.set.fields, symbols: symbols, withRaw: withRaw)
    reload()
  }

  /// Reads the files again when they have changed; correlations keep their windows.
  /// - Returns: true when something has changed.
  @discardableResult
  func reload() -> Bool {
    guard let (collection, found) = folder.changed() else { return false }
    var (fresh, compiled) = RuleEngine.make(collection, placeholders: placeholders)
    fresh.adopt(engine)
    engine = fresh
    source.use(engine.set.fields)
    rows = [:]
    partitions = RulePartitions()
    lastHits = [:]
    lastMatches = Array(repeating: .distantPast, count: engine.set.rules.count)
    issues = found + compiled
    loadedAt = clock.now()
    isDirty = true
    applySwitches()
    return true
  }

  /// Switches rules off by the ids of their findings; all others are on.
  func switchOff(_ detectors: Set<String>) {
    guard detectors != switchedOff else { return }
    switchedOff = detectors
    applySwitches()
  }

  private func applySwitches() {
    for subject in subjects {
      engine.setEnabled(!switchedOff.contains(row(of: subject).id), subject)
    }
  }

  private var subjects: [RuleMatch.Subject] {
    engine.set.rules.indices.map { .rule($0) }
      + engine.set.correlations.indices.map { .correlation($0) }
  }

  private func row(of subject: RuleMatch.Subject) -> DetectorRow {
    if let known = rows[subject] { return known }
    let made: DetectorRow
    switch subject {
    case .rule(let number):
      let rule = engine.set.rules[number]
      made = RuleRow.make(rule.metadata, rule.ext, isCorrelation: false)
    case .correlation(let number):
      let correlation = engine.set.correlations[number]
      made = RuleRow.make(correlation.metadata, correlation.ext, isCorrelation: true)
    }
    rows[subject] = made
    return made
  }

  // MARK: - Events

  func observe(
    _ borrowed: borrowing APIEvent, symbols: SymbolTable, record: () -> NormalizedEvent?
  ) -> [RuleHit] {
    if engine.set.rules.isEmpty { return [] }
    let event = copy borrowed
    events &+= 1
    let isSampled = events % Self.sampleEvery == 0
    let start = isSampled ? nanoseconds() : 0
    let partition = partitions.partition(of: event, in: &engine, symbols)
    let matches = withoutActuallyEscaping(record) { record in
      source.load(event, record: record)
      defer { source.unload() }
      return engine.observe(
        source, time: event.time, event: event.tieBreak, partition: partition)
    }
    if isSampled {
      sampled.events += 1
      sampled.microseconds += Double(nanoseconds() &- start) / 1_000
    }
    for number in engine.matcher.matches where number < lastMatches.count {
      lastMatches[number] = max(lastMatches[number], event.time)
    }
    // Matches that are not reported may still have entered windows.
    isDirty = isDirty || !engine.matcher.matches.isEmpty
    return matches.map { hit(of: $0, at: event.time) }
  }

  private func hit(of match: RuleMatch, at time: Timestamp) -> RuleHit {
    lastHits[match.subject] = max(lastHits[match.subject] ?? .distantPast, time)
    let metadata = engine.metadata(of: match.subject)
    let row = row(of: match.subject)
    var observed: [JSONValue.Member] = [.init("rule", .string(metadata.key))]
    var expected: [JSONValue.Member] = []
    var explanation = metadata.title
    if case .correlation = match.subject {
      observed.append(.init("events", .integer(Int64(match.contributing.count))))
      explanation += ": \(match.contributing.count) events together meet its condition"
    } else if let habit = match.habit {
      explanation += ": " + habit.summary
      observed.append(.init("key", .string(habit.key)))
      switch habit.kind {
      case .baseline:
        observed.append(.init(habit.measure, .double(habit.observed)))
        expected.append(.init(habit.measure, .double(habit.expected)))
      case .firstSeen: observed.append(.init(habit.measure, .string(habit.value)))
      }
    } else if !metadata.description.isEmpty {
      explanation += ": " + Self.firstSentence(metadata.description)
    }
    return RuleHit(
      row: row, severity: RuleRow.severity(metadata),
      draft: FindingDraft(
        title: metadata.title, confidence: 0.7, explanation: explanation, observed: observed,
        expected: expected))
  }

  private static func firstSentence(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let end = line.indices.first { line[$0] == "." && line[line.index(after: $0)...].first == " " }
    return end.map { String(line[..<$0]) } ?? line
  }

  // MARK: - State

  func takeChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob] {
    guard isDirty else { return [] }
    isDirty = false
    var out = ByteWriter()
    engine.encode(into: &out)
    return [.init(key: "windows", bytes: out.bytes)]
  }

  func restore(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    guard blob.key == "windows" else { return }
    var reader = ByteReader(blob.bytes)
    do {
      try engine.decode(&reader)
    } catch {
      // Windows of a few hours are not worth a store that can't be opened.
      hasForgotten = true
      isDirty = true
    }
  }

  // MARK: - Status

  /// How the rules are doing.
  var status: RulesStatus {
    var status = RulesStatus()
    let statistics = engine.matcher.statistics
    let all = statistics.reduce(UInt64(0)) { $0 &+ $1.evaluations }
    for subject in subjects {
      let metadata = engine.metadata(of: subject)
      let row = row(of: subject)
      var item = RuleStatus(
        detector: row.id, rule: metadata.key, title: metadata.title, file: metadata.file,
        level: metadata.level?.rawValue ?? "medium", isCorrelation: false,
        isEnabled: !switchedOff.contains(row.id), hits: 0, lastHit: lastHits[subject],
        costShare: 0)
      switch subject {
      case .rule(let number):
        if let habit = engine.habitStatistics(ofRule: number) {
          item.hits = habit.hits
        } else {
          item.hits = statistics[number].hits
          let newest = number < lastMatches.count ? lastMatches[number] : .distantPast
          item.lastHit = newest == .distantPast ? nil : newest
        }
        item.costShare = all == 0 ? 0 : Double(statistics[number].evaluations) / Double(all)
      case .correlation(let number):
        item.isCorrelation = true
        item.hits = engine.statistics(ofCorrelation: number).hits
      }
      status.rules.append(item)
    }
    status.issues = issues
    status.microsecondsPerEvent =
      sampled.events == 0 ? 0 : sampled.microseconds / Double(sampled.events)
    status.regexLimitHits = engine.matcher.regexLimitHits
    let counters = engine.counters
    let habits = engine.habitCounters
    status.evictions = Int64(
      clamping: counters.evictedGroups &+ counters.droppedHits &+ habits.evictedKeys
        &+ habits.evictedValues)
    status.loadedAt = loadedAt
    return status
  }
}
