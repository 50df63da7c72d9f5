/// Evaluates events against the rules of a set. Owned by one task; keeps its memory between events.
public struct RuleMatcher {
  /// Counters of one rule.
  public struct Statistics: Hashable, Sendable {
    /// Events that matched.
    public var hits: UInt64 = 0
    /// Events for which the index couldn't rule it out and the condition was worked out.
    public var evaluations: UInt64 = 0
  }

  /// Numbers of the rules that the last event matched, ascending.
  public private(set) var matches: [Int] = []
  /// By number of the rule.
  public private(set) var statistics: [Statistics]
  /// Events whose values were cut at a limit of `FieldValues`.
  public private(set) var cutEvents: UInt64 = 0

  private let set: RuleSet
  private var programs: [RuleProgram]
  private var states: [ProgramState]
  private var columns: [FieldColumn]
  private var keywords = FieldColumn()
  private var regexes: [RegexProgram]
  private var isEnabled: [Bool]
  /// Number of the event for the columns.
  private var event: UInt64 = 0
  /// Number of the event for the state of its program.
  private var stateEvent: UInt64 = 0
  private var partitions: [EventLogSource: Int] = [:]
  private var partitionOfRules: [[Int]: Int] = [:]
  private let usesIndex: Bool

  /// Most programs for different log sources; further ones use that of all rules and a check.
  static let maximumPartitions = 256

  /// - Parameter usesIndex: false tries every rule on every event, for comparison in tests.
  init(_ set: RuleSet, usesIndex: Bool = true) {
    self.set = set
    self.usesIndex = usesIndex
    let all = set.program(of: Array(set.expressions.indices), usesIndex: usesIndex)
    programs = [all]
    states = [ProgramState(all)]
    columns = [FieldColumn](repeating: FieldColumn(), count: set.fields.count)
    regexes = set.regexes
    isEnabled = [Bool](repeating: true, count: set.expressions.count)
    statistics = [Statistics](repeating: Statistics(), count: set.expressions.count)
  }

  /// Searches that regular expressions gave up at a limit and counted as no match.
  public var regexLimitHits: Int { regexes.reduce(0) { $0 + $1.limitHits } }

  /// Switches a rule on or off; its counters stay.
  public mutating func setEnabled(_ isOn: Bool, rule: Int) { isEnabled[rule] = isOn }

  /// The partition for events of a log source, to be kept by the caller and given to `evaluate`.
  ///
  /// Partition 0 has every rule, whatever its `logsource`.
  public mutating func partition(for source: EventLogSource) -> Int {
    if let known = partitions[source] { return known }
    let rules = set.rules.indices.filter { source.matches(set.rules[$0].logsource) }
    let partition: Int
    if let known = partitionOfRules[rules] {
      partition = known
    } else if programs.count < Self.maximumPartitions {
      let program = set.program(of: rules, usesIndex: usesIndex)
      programs.append(program)
      states.append(ProgramState(program))
      partition = programs.count - 1
      partitionOfRules[rules] = partition
    } else {
      return 0
    }
    if partitions.count < 16 * Self.maximumPartitions { partitions[source] = partition }
    return partition
  }

  /// Looks at one event; the numbers of the rules it matches are in `matches` afterwards.
  /// - Parameter partition: from `partition(for:)`; 0 = every rule, whatever its `logsource`.
  public mutating func evaluate(_ source: some FieldSource, partition: Int = 0) {
    matches.removeAll(keepingCapacity: true)
    let program = programs[partition]
    let state = states[partition]
    event &+= 1
    stateEvent = state.begin()
    let now = stateEvent
    for rule in program.always { state.wake(rule, event: now) }
    let isSparse = source.forEachRoot { root in
      program.roots.find(root) { state.need($0, event: now) }
    }
    if isSparse {
      for n in program.roots.always { state.need(Int(n), event: now) }
    } else {
      for n in program.scans.indices { state.need(n, event: now) }
    }
    for n in 0..<state.scanCount {
      scan(program.scans[Int(state.scans[n])], program, state, source)
    }
    for n in 0..<state.candidateCount {
      let local = Int(state.candidates[n])
      let rule = program.rules[local]
      guard isEnabled[rule] else { continue }
      statistics[rule].evaluations &+= 1
      if holds(Int(program.entries[local]), program, state, source) {
        statistics[rule].hits &+= 1
        matches.append(rule)
      }
    }
    if matches.count > 1 { matches.sort() }
  }

  /// What `ProgramState.atoms` holds for atoms that are known to be false.
  private var atomStamp: UInt64 { stateEvent << 1 }

  // MARK: Index

  private mutating func scan(
    _ scan: RuleProgram.Scan, _ program: RuleProgram, _ state: ProgramState,
    _ source: some FieldSource
  ) {
    fetch(scan.field, source)
    let count = scan.field < 0 ? keywords.values.count : columns[scan.field].values.count
    if count == 0 { return }
    for rule in scan.presence { state.wake(rule, event: stateEvent) }
    guard let index = scan.index else { return }
    fold(scan.field)
    for i in 0..<count {
      state.value &+= 1
      // Taken out, so that the report may change `self`.
      var column = FieldColumn()
      swapColumn(scan.field, &column)
      if column.hasText(i) {
        column.withText(i, isCased: false) { text in
          index.scan(text) { literal in
            var n = Int(literal.firstTarget)
            while n < Int(literal.endTarget) {
              report(Int(index.targets[n]), program, state, column, i)
              n &+= 1
            }
          }
        }
      }
      swapColumn(scan.field, &column)
    }
  }

  @inline(__always)
  private mutating func swapColumn(_ field: Int, _ column: inout FieldColumn) {
    if field < 0 { swap(&keywords, &column) } else { swap(&columns[field], &column) }
  }

  private mutating func report(
    _ number: Int, _ program: RuleProgram, _ state: ProgramState, _ column: FieldColumn, _ i: Int
  ) {
    let target = program.targets[number]
    let atom = Int(target.atom)
    let known = atomStamp | 1
    if state.atoms[atom] == known { return }
    if target.predicate >= 0 {
      guard state.targets[number] != state.value else { return }
      state.targets[number] = state.value
      guard matches(program.atoms[atom].predicates[Int(target.predicate)], column, i) else {
        return
      }
    }
    state.atoms[atom] = known
    var n = Int(program.triggerStart[atom])
    let end = Int(program.triggerStart[atom + 1])
    while n < end {
      state.wake(program.triggered[n], event: stateEvent)
      n &+= 1
    }
  }

  private mutating func fetch(_ field: Int, _ source: some FieldSource) {
    if field < 0 {
      guard keywords.stamp != event else { return }
      keywords.stamp = event
      keywords.values.removeAll()
      source.readAll(into: &keywords.values)
      if keywords.values.isCut { cutEvents &+= 1 }
    } else {
      guard columns[field].stamp != event else { return }
      columns[field].stamp = event
      columns[field].values.removeAll()
      source.read(set.fields.names[field], into: &columns[field].values)
      if columns[field].values.isCut { cutEvents &+= 1 }
    }
  }

  private mutating func fold(_ field: Int) {
    if field < 0 {
      guard keywords.foldStamp != event else { return }
      keywords.foldStamp = event
      keywords.fold()
    } else {
      guard columns[field].foldStamp != event else { return }
      columns[field].foldStamp = event
      columns[field].fold()
    }
  }

  // MARK: Conditions

  private mutating func holds(
    _ place: Int, _ program: RuleProgram, _ state: ProgramState, _ source: some FieldSource
  ) -> Bool {
    let instruction = program.code[place]
    let end = Int(instruction.end)
    var next = place + 1
    switch instruction.operation {
    case .atom:
      let atom = Int(instruction.argument)
      let stamp = atomStamp
      if state.atoms[atom] == stamp | 1 { return true }
      if program.atoms[atom].isIndexed || state.atoms[atom] == stamp { return false }
      let result = test(program.atoms[atom], source)
      state.atoms[atom] = result ? stamp | 1 : stamp
      return result
    case .not: return !holds(next, program, state, source)
    case .all:
      while next < end {
        if !holds(next, program, state, source) { return false }
        next = Int(program.code[next].end)
      }
      return true
    case .any:
      while next < end {
        if holds(next, program, state, source) { return true }
        next = Int(program.code[next].end)
      }
      return false
    case .atLeast:
      var missing = instruction.argument
      while next < end {
        if holds(next, program, state, source) {
          missing -= 1
          if missing == 0 { return true }
        }
        next = Int(program.code[next].end)
      }
      return false
    }
  }

  private mutating func test(_ atom: Atom, _ source: some FieldSource) -> Bool {
    fetch(atom.field, source)
    fold(atom.field)
    for predicate in atom.predicates {
      if case .field(let other, let shape, let isCased) = predicate {
        fetch(other, source)
        fold(other)
        if isRelated(columns[atom.field], shape, columns[other], isCased) { return true }
        continue
      }
      var column = FieldColumn()
      swapColumn(atom.field, &column)
      let result = test(predicate, column)
      swapColumn(atom.field, &column)
      if result { return true }
    }
    return false
  }

  private mutating func test(_ predicate: Predicate, _ column: FieldColumn) -> Bool {
    let count = column.values.count
    switch predicate {
    case .exists: return count > 0
    case .null: return count == 0 || column.values.slots.contains { $0.kind == .null }
    default:
      for i in 0..<count where column.hasText(i) {
        if matches(predicate, column, i) { return true }
      }
      return false
    }
  }

  /// Whether one value, which has a text, satisfies a predicate.
  private mutating func matches(
    _ predicate: Predicate, _ column: FieldColumn, _ i: Int
  ) -> Bool {
    switch predicate {
    case .text(let test): return column.withText(i, isCased: test.isCased) { test.matches($0) }
    case .regex(let number):
      return column.values.withBytes(at: i) { regexes[number].matches($0) }
    case .network(let network): return column.values.withBytes(at: i) { network.contains($0) }
    case .number(let comparison, let limit):
      return column.values.number(at: i).map { comparison.holds($0, limit) } ?? false
    case .datePart(let part, let comparison, let limit):
      return column.values.withBytes(at: i) { part.value($0) }
        .map { comparison.holds($0, limit) } ?? false
    case .exists, .null, .field: return false
    }
  }

  /// Most values of a field that are compared with those of another.
  private static let maximumRelated = 256

  private func isRelated(
    _ a: FieldColumn, _ shape: TextTest.Shape, _ b: FieldColumn, _ isCased: Bool
  ) -> Bool {
    for i in 0..<min(a.values.count, Self.maximumRelated) where a.hasText(i) {
      for j in 0..<min(b.values.count, Self.maximumRelated) where b.hasText(j) {
        let isMatch = a.withText(i, isCased: isCased) { value in
          b.withText(j, isCased: isCased) { wanted in
            ByteSearch.isRelated(value, shape, wanted)
          }
        }
        if isMatch { return true }
      }
    }
    return false
  }
}
