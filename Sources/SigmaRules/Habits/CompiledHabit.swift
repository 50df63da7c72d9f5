import SecurityModel

/// The `baseline` or `first_seen` of a rule with its fields resolved. Behind a reference, so that
/// looking at it costs nothing per event.
final class CompiledHabit: Sendable {
  enum Kind: Sendable {
    case baseline(BaselineTest)
    case firstSeen(FirstSeenTest)
  }

  let kind: Kind
  let by: [FieldName]
  /// What is looked up or, as a single field, summed; empty when events are counted.
  let of: [FieldName]
  /// `of` as written.
  let measure: String
  /// Place among the memories of its kind.
  let place: Int
  /// The same for equal rules, whatever surrounds them: what is learnt is kept under it.
  let fingerprint: UInt64

  init(
    _ kind: Kind, by: [FieldName], of: [FieldName], measure: String, place: Int,
    fingerprint: UInt64
  ) {
    self.kind = kind
    self.by = by
    self.of = of
    self.measure = measure
    self.place = place
    self.fingerprint = fingerprint
  }
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
      func fields(_ names: [String]) -> [FieldName] { names.compactMap { set.fields.find($0) } }
      habitOfRule[number] = habits.count
      if let baseline = ext.baseline {
        habits.append(
          CompiledHabit(
            .baseline(BaselineTest(baseline)), by: fields(by),
            of: baseline.of.countsEvents ? [] : fields([baseline.of.field]),
            measure: baseline.of.field, place: baselineCount, fingerprint: fingerprint))
        baselineCount += 1
      } else if let firstSeen = ext.firstSeen {
        habits.append(
          CompiledHabit(
            .firstSeen(FirstSeenTest(firstSeen)), by: fields(by), of: fields(firstSeen.of),
            measure: firstSeen.of.joined(separator: ", "), place: firstSeenCount,
            fingerprint: fingerprint))
        firstSeenCount += 1
      }
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
