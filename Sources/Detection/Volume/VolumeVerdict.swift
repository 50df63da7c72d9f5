/// What is counted for a credential.
public enum VolumeMeasure: UInt8, Sendable, CaseIterable {
  case calls = 0
  case rows = 1

  /// The word for the explanation.
  public var noun: String { self == .calls ? "calls" : "rows" }
}

/// How much history a credential has, as shown next to it.
public enum VolumeState: UInt8, Sendable {
  /// Under 7 days or 20 calls: fixed limits only.
  case new = 0
  /// Under 14 days or 10 samples for the hour: volume verdicts are off.
  case learning = 1
  case ready = 2
  /// No traffic for 30 days: volume verdicts are off.
  case stale = 3
}

/// One thing the volume or schedule logic has to say about a credential.
public struct VolumeVerdict: Sendable, Equatable {
  /// Which logic speaks.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// VOL-001, or EXF-001 for rows: far more than at this hour.
    case spike = 0
    /// VOL-002: a level held for hours or days.
    case sustained = 1
    /// TIM-001: active at an hour of the week it never is.
    case offSchedule = 2
    /// INV-003 seen from the volume side: active again after a long silence.
    case dormant = 3
  }

  public var kind: Kind
  public var measure: VolumeMeasure
  /// Epoch milliseconds of the start of the judged window; stable, for the finding's id.
  public var windowStart: Int64
  /// Length of the judged window in seconds.
  public var windowSeconds: Int
  /// Event time at which it was raised, epoch milliseconds.
  public var raised: Int64
  /// Count in the window.
  public var observed: Double
  /// Low, middle and high of what the window was expected to hold.
  public var expectedLow: Double
  public var expectedMedian: Double
  public var expectedHigh: Double
  /// Observed by expected median (one call is added to both, so it is always finite).
  public var ratio: Double
  /// Robust deviation against the least surprising profile, in log space.
  public var z: Double
  /// Decades of surprise, calibrated by the credential's own past.
  public var surprise: Double
  /// Between 0 and 1, for ranking and thresholds.
  public var score: Double
  /// Between 0 and 1: how much history stands behind it.
  public var confidence: Double
  /// Largest comparable window in the last 28 days.
  public var maximum: Double
  /// Days of history at that time.
  public var historyDays: Int
  /// Comparable windows (same class of day) that were compared with.
  public var comparisons: Int
  /// Hour of the day (0-23, profile time) and whether it was a weekend.
  public var hourOfDay: Int
  public var weekend: Bool
  /// For `dormant`: hours of silence before, and the longest earlier gap.
  public var gapHours: Int
  public var longestGapHours: Int
  /// What each view of the evidence says, by kind; see `VolumeEvidence`.
  public var evidence: SIMD16<Double>
  /// No more than what was missed shortly before, or than earlier month ends held.
  public var isExcused = false
  /// The window is whole days, compared by their totals.
  public var isDaily = false
  /// When what is judged probably began, where that is known better than by the window; 0 unknown.
  public var onset: Int64 = 0
  /// `dormant`: the first calls ever, of a credential that was silent since records began.
  public var isFirst = false
  /// Minutes of the clock change that displaced the whole schedule; 0 = none did.
  public var clockShift = 0
  /// Raised by events that came after their hour had closed.
  public var late: Bool

  /// For a held level: what the window holds without its fullest hour, by what it was expected to
  /// hold (`VolumeWorkspace.heldRatio`).
  var restWithoutFullestHour: Double {
    kind == .sustained && !isDaily ? RealMaths.exp(evidence[1]) : ratio
  }

  /// Observed count per hour of the window.
  var hourlyRate: Double { observed * 3_600 / Double(max(1, windowSeconds)) }
}
