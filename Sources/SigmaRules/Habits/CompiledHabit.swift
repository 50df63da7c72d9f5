import SecurityModel

/// The `baseline` or `first_seen` of a rule with its fields resolved.
struct CompiledHabit: Sendable {
  enum Kind: Sendable {
    /// `measure` is nil when events are counted.
    case baseline(BaselineTest, measure: FieldName?)
    case firstSeen(RuleExtension.FirstSeen, of: [FieldName])
  }

  /// Number in `RuleSet.rules`.
  var rule: Int
  var by: [FieldName]
  var kind: Kind
  /// Place among the memories of its kind.
  var place: Int
  /// The same for equal rules, whatever surrounds them: what is learnt is kept under it.
  var fingerprint: UInt64
}

/// The rules of a set that are held to habits.
struct HabitPlan: Sendable {
  private(set) var habits: [CompiledHabit] = []
  /// By number of the rule the place in `habits`, -1 for rules without.
  private(set) var habitOfRule: [Int]
  private(set) var baselineCount = 0
  private(set) var firstSeenCount = 0

  /// - Parameter originals: the rules before filters were joined to them; those of the set are
  ///   among them, in the same order.
  init(_ set: RuleSet, originals: [SigmaRule]) {
    habitOfRule = [Int](repeating: -1, count: set.rules.count)
    var cursor = 0
    var uses: [UInt64: UInt64] = [:]
    for (number, rule) in set.rules.enumerated() {
      guard let ext = rule.ext, let by = ext.baseline?.by ?? ext.firstSeen?.by else { continue }
      while cursor < originals.count, originals[cursor].metadata != rule.metadata { cursor += 1 }
      let original = cursor < originals.count ? originals[cursor] : rule
      cursor += 1
      var fingerprint = HabitFingerprint.of(original)
      // Equal rules learn separately.
      let use = uses[fingerprint, default: 0]
      uses[fingerprint] = use + 1
      if use > 0 { fingerprint = StableHash.combine(fingerprint, use) }
      let kind: CompiledHabit.Kind
      let place: Int
      if let baseline = ext.baseline {
        let field = baseline.of.countsEvents ? nil : set.fields.find(baseline.of.field)
        kind = .baseline(BaselineTest(baseline), measure: field)
        place = baselineCount
        baselineCount += 1
      } else if let firstSeen = ext.firstSeen {
        kind = .firstSeen(firstSeen, of: firstSeen.of.compactMap { set.fields.find($0) })
        place = firstSeenCount
        firstSeenCount += 1
      } else {
        continue
      }
      habitOfRule[number] = habits.count
      habits.append(
        CompiledHabit(
          rule: number, by: by.compactMap { set.fields.find($0) }, kind: kind, place: place,
          fingerprint: fingerprint))
    }
  }

  /// The fields that habits read from events.
  static func fields(of rules: [SigmaRule]) -> [String] {
    rules.flatMap { rule -> [String] in
      guard let ext = rule.ext else { return [] }
      if let baseline = ext.baseline {
        return baseline.by + (baseline.of.countsEvents ? [] : [baseline.of.field])
      }
      return (ext.firstSeen?.by ?? []) + (ext.firstSeen?.of ?? [])
    }
  }
}
