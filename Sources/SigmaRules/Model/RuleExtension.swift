/// The `crmwatch` block of a rule: what Sigma itself can't say.
///
/// Tools that don't know it ignore it, as the specification allows.
public struct RuleExtension: Hashable, Sendable {
  /// The thing that is summed or counted per interval.
  public struct Measure: Hashable, Sendable {
    /// `calls` counts matching events; any other name is a numeric field that is summed.
    public var field: String
    public init(_ field: String) { self.field = field }
    public var countsEvents: Bool { field == "calls" }
  }

  /// How far above a key's own normal a measure must be.
  public struct Baseline: Hashable, Sendable {
    public enum Statistic: String, CaseIterable, Sendable {
      /// Distance from the median in units of the scaled median absolute deviation.
      case robustZ = "robust_z"
      /// Quotient of the value and the median.
      case ratio
      /// Distance from the mean in standard deviations.
      case zscore
    }

    /// Fields whose values together name a baseline.
    public var by: [String]
    public var of: Measure
    /// Length of one interval, in milliseconds.
    public var per: Int64
    public var statistic: Statistic
    /// The statistic must reach this.
    public var over: Double
    /// And value / median must reach this.
    public var andRatio: Double?
    /// And the value must reach this.
    public var floor: Double
    /// No match before a key has been known this long, in milliseconds.
    public var warmup: Int64
    public var mark: SourceMark

    public init(
      by: [String], of: Measure, per: Int64, statistic: Statistic = .robustZ, over: Double,
      andRatio: Double? = nil, floor: Double = 0, warmup: Int64 = 0, mark: SourceMark = .none
    ) {
      self.by = by
      self.of = of
      self.per = per
      self.statistic = statistic
      self.over = over
      self.andRatio = andRatio
      self.floor = floor
      self.warmup = warmup
      self.mark = mark
    }
  }

  /// A value that a key has never shown before.
  public struct FirstSeen: Hashable, Sendable {
    /// Fields whose values together name the one whose habits are learnt.
    public var by: [String]
    /// Fields whose values together must be new.
    public var of: [String]
    /// No match before a key has been known this long, in milliseconds.
    public var warmup: Int64
    /// Nor before it has made this many matching calls.
    public var minimumCalls: Int
    public var mark: SourceMark

    public init(
      by: [String], of: [String], warmup: Int64 = 0, minimumCalls: Int = 0,
      mark: SourceMark = .none
    ) {
      self.by = by
      self.of = of
      self.warmup = warmup
      self.minimumCalls = minimumCalls
      self.mark = mark
    }
  }

  /// Which matches make one finding.
  public struct Group: Hashable, Sendable {
    public var by: [String]
    /// Matches no further apart than this, in milliseconds.
    public var span: Int64

    public init(by: [String], span: Int64) {
      self.by = by
      self.span = span
    }
  }

  public var baseline: Baseline?
  public var firstSeen: FirstSeen?
  public var group: Group?
  /// `FRAMEWORK:CLAUSE`, as in `SOC2:CC7.2`.
  public var controls: [String] = []

  public init(
    baseline: Baseline? = nil, firstSeen: FirstSeen? = nil, group: Group? = nil,
    controls: [String] = []
  ) {
    self.baseline = baseline
    self.firstSeen = firstSeen
    self.group = group
    self.controls = controls
  }
}
