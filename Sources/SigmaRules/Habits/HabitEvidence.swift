/// What a match of a rule with a `crmwatch` block was compared with.
public struct HabitEvidence: Hashable, Sendable {
  /// Which part of the block let the match through.
  public enum Kind: String, CaseIterable, Sendable {
    case baseline
    case firstSeen = "first_seen"
  }

  public var kind: Kind
  /// The values of the `by` fields, in their order, safe to show: see `HabitText`.
  public var key: String
  /// What is measured: `calls` or the field that is summed. For `first_seen` the `of` fields.
  public var measure: String
  /// For `first_seen` the values that are new, in the order of the `of` fields; otherwise empty.
  public var value = ""
  /// Length of the interval in milliseconds; 0 for `first_seen`.
  public var interval: Int64 = 0
  /// Start of the interval in milliseconds since 1970; 0 for `first_seen`.
  public var start: Int64 = 0
  /// The sum of the interval up to and with the event; for `first_seen` 1.
  public var observed = 0.0
  /// Median of the intervals compared with; for `first_seen` 0.
  public var expected = 0.0
  /// `observed` over `expected`, the latter taken as 1 when it is smaller.
  public var ratio = 0.0
  /// The value of the rule's statistic; for `first_seen` 0.
  public var score = 0.0
  /// What the key reaches now and then: the third highest of the intervals compared with.
  public var peak = 0.0
  /// Number of intervals compared with, those without events included.
  public var intervals = 0
  /// How long the key has been known, in milliseconds.
  public var known: Int64 = 0
  /// For `first_seen` the matching events of the key before this one.
  public var calls: UInt64 = 0

  init(kind: Kind, key: String, measure: String) {
    self.kind = kind
    self.key = key
    self.measure = measure
  }

  /// One line for the analyst: `12,400 rows in 1 h against 300 expected, 41x`.
  public var summary: String {
    switch kind {
    case .firstSeen:
      return "\(measure) \(value) is new after \(HabitText.number(Double(calls))) calls in "
        + HabitText.span(known)
    case .baseline:
      let line =
        "\(HabitText.number(observed)) \(measure) in \(HabitText.span(interval)) against "
        + "\(HabitText.number(expected)) expected"
      return expected < 1 ? line : line + ", \(HabitText.factor(ratio))x"
    }
  }
}
