import SecurityModel

/// Holds matches of rules with a `crmwatch` block to what their keys are used to.
///
/// Everything that a detection matches is learnt; what is unusual is passed on. Time is that of
/// the events: an event without one is neither learnt nor passed on.
struct HabitState: Sendable {
  let plan: HabitPlan
  let limits: HabitLimits
  /// Totals of all rules.
  var counters = HabitCounters()
  /// By `CompiledHabit.place`.
  var baselines: [HabitTable<BaselineRecord>]
  /// By `CompiledHabit.place`.
  var firstSeens: [HabitTable<FirstSeenRecord>]
  /// By place in the plan: matches that were passed on.
  var passes: [UInt64]
  /// By place in the plan.
  private var isEnabled: [Bool]

  /// Rules of the last event that may be reported, in the order they were given.
  private(set) var passed: [Int] = []
  /// Beside `passed`; nil for rules without a block.
  private(set) var evidence: [HabitEvidence?] = []

  // Scratch.
  private var reader = HabitReader()
  private var keys: [HabitKey] = []
  private var combinations: [HabitKey] = []
  private var values: [UInt64] = []
  private var sample: [Double] = []

  init(_ plan: HabitPlan, limits: HabitLimits) {
    self.plan = plan
    self.limits = limits
    baselines = [HabitTable<BaselineRecord>](repeating: HabitTable(), count: plan.baselineCount)
    firstSeens = [HabitTable<FirstSeenRecord>](
      repeating: HabitTable(), count: plan.firstSeenCount)
    passes = [UInt64](repeating: 0, count: plan.habits.count)
    isEnabled = [Bool](repeating: true, count: plan.habits.count)
  }

  /// True when no rule has habits.
  var isEmpty: Bool { plan.habits.isEmpty }

  /// Whether a rule is held to habits.
  func covers(_ rule: Int) -> Bool { plan.habitOfRule[rule] >= 0 }

  /// Switches a rule on or off; off, it goes on learning and passes nothing on.
  mutating func setEnabled(_ isOn: Bool, rule: Int) { isEnabled[plan.habitOfRule[rule]] = isOn }

  mutating func keepSwitches(of other: HabitState) { isEnabled = other.isEnabled }

  /// Learns from an event and fills `passed` and `evidence` with the rules that hold.
  mutating func sift(_ rules: [Int], _ source: some FieldSource, time: Timestamp?) {
    passed.removeAll(keepingCapacity: true)
    evidence.removeAll(keepingCapacity: true)
    for rule in rules {
      let number = plan.habitOfRule[rule]
      if number < 0 {
        passed.append(rule)
        evidence.append(nil)
        continue
      }
      guard let time else {
        counters.untimed &+= 1
        continue
      }
      guard let found = judge(plan.habits[number], source, time.milliseconds),
        isEnabled[number]
      else { continue }
      passes[number] &+= 1
      passed.append(rule)
      evidence.append(found)
    }
  }

  private mutating func judge(
    _ habit: CompiledHabit, _ source: some FieldSource, _ time: Int64
  ) -> HabitEvidence? {
    reader.combinations(habit.by, most: limits.keysPerEvent, source, into: &keys)
    defer { counters.cutValues &+= reader.takeCuts() }
    if keys.isEmpty { return nil }
    switch habit.kind {
    case .baseline(let test): return judge(habit, test, source, time)
    case .firstSeen(let test): return judge(habit, test, source, time)
    }
  }

  private mutating func judge(
    _ habit: CompiledHabit, _ test: BaselineTest, _ source: some FieldSource, _ time: Int64
  ) -> HabitEvidence? {
    var amount = 1.0
    if let field = habit.of.first {
      amount = reader.sum(field, most: limits.valuesPerEvent, source)
    }
    var result: HabitEvidence?
    for key in keys {
      let (outcome, known) = baselines[habit.place].update(
        key, BaselineRecord(time: time, test)
      ) { record in
        let outcome = record.add(
          amount, time: time, test, &sample, restarts: &counters.restartedKeys)
        return (outcome, time.subtractingClamped(record.first))
      }
      counters.evictedKeys &+= baselines[habit.place].trim(
        keys: limits.keys, weight: limits.totalIntervals)
      switch outcome {
      case .quiet: continue
      case .tooLate: counters.late &+= 1
      case .unusual(let norm, let sum):
        guard result == nil else { continue }
        var found = HabitEvidence(
          kind: .baseline, key: text(of: key, habit, source),
          measure: habit.measure)
        found.interval = test.length
        found.start = Timestamp(milliseconds: time).floored(toEvery: test.length).milliseconds
        found.observed = sum
        found.expected = norm.median
        found.ratio = sum / max(norm.median, 1)
        found.score = test.score(sum, norm)
        found.peak = norm.peak
        found.intervals = norm.count
        found.known = known
        result = found
      }
    }
    return result
  }

  private mutating func judge(
    _ habit: CompiledHabit, _ test: FirstSeenTest, _ source: some FieldSource, _ time: Int64
  ) -> HabitEvidence? {
    reader.combinations(habit.of, most: limits.valuesPerEvent, source, into: &combinations)
    values.removeAll(keepingCapacity: true)
    for combination in combinations { values.append(combination.a) }
    var result: HabitEvidence?
    for key in keys {
      let (new, calls, known) = firstSeens[habit.place].update(key, FirstSeenRecord(time: time)) {
        record in
        let new = record.add(
          values, time: time, test, most: limits.valuesPerKey,
          evicted: &counters.evictedValues)
        return (new, record.calls, time.subtractingClamped(record.first))
      }
      counters.evictedKeys &+= firstSeens[habit.place].trim(
        keys: limits.keys, weight: limits.totalValues)
      guard let new, result == nil else { continue }
      var found = HabitEvidence(
        kind: .firstSeen, key: text(of: key, habit, source),
        measure: habit.measure)
      found.value = reader.text(
        of: combinations[new], habit.of, most: limits.valuesPerEvent, source)
      found.observed = 1
      found.calls = calls &- 1
      found.known = known
      result = found
    }
    return result
  }

  private mutating func text(
    of key: HabitKey, _ habit: CompiledHabit, _ source: some FieldSource
  ) -> String {
    let cuts = reader.takeCuts()
    counters.cutValues &+= cuts
    return reader.text(of: key, habit.by, most: limits.keysPerEvent, source)
  }
}
