/// The settings of the volume and schedule detectors, with the catalogue's defaults.
///
/// Each field is listed with unit and help text in `catalogue`, from which `detectors explain` and
/// the configuration reference are made.
public struct VolumeTunables: Sendable, Equatable {
  /// Fewest calls in an hour that may be called a spike.
  public var floorCalls = 50.0
  /// Fewest rows in an hour that may be called a spike.
  public var floorRows = 5_000.0
  /// Robust z against the least surprising neighbour hour.
  public var minimumZ = 6.0
  /// Times the median of every neighbour profile.
  public var minimumRatio = 3.0
  /// Times the largest value of those profiles in 28 days.
  public var overMaximum = 1.2
  /// No scale in log space is believed below this.
  public var scaleFloor = 0.15
  /// Excess is forgiven up to this many times what was missed before.
  public var catchUpFactor = 1.25
  /// A month-end peak is forgiven up to this many times the earlier ones.
  public var monthEndFactor = 1.5
  /// Score from which a spike that meets every condition above is raised.
  public var spikeScore = 0.4
  /// Score from which a sustained level is raised.
  public var sustainedScore = 0.5
  /// Least ratio of a sustained level to its expectation.
  public var sustainedRatio = 1.15
  /// Days of history before a held level is raised: three weeks hold fifteen working days.
  public var sustainedDays = 21.0
  /// Fewest calls outside the schedule.
  public var offScheduleCalls = 3.0
  /// Fewest rows outside the schedule.
  public var offScheduleRows = 100.0
  /// Score from which activity outside the schedule is raised.
  public var offScheduleScore = 0.4
  /// Days of silence from which a return is worth telling.
  public var dormantDays = 30.0
  /// Days of history before a verdict is given.
  public var readyDays = 14.0
  /// Hours of rest after a verdict of one kind.
  public var restHours = 12.0
  /// Score a second verdict must add to break the rest.
  public var restMargin = 0.6
  /// Or: times the pace of the verdict that rests.
  public var restFactor = 3.0
  /// Whether a verdict about volume rests the other about volume too, and one about times the other
  /// about times: one incident, one line.
  public var oneRest = false
  /// Whether catch-ups and known month ends are listed, with less score, instead of left out.
  public var listsExcused = false
  /// Logits a second verdict must add to break the rest; 0 uses `restMargin`.
  public var restLogits = 0.0
  /// Score from which an hour in a finding does not teach.
  public var quarantineScore = 0.0
  /// Days after which hours inside a finding are learnt anyway.
  public var quarantineDays = 14.0
  /// Minutes by which local time is ahead of UTC, for hours of day and weekends.
  public var utcOffsetMinutes = 0
  /// Clock changes of the configured zones, in order of time.
  public var clockChanges: [ClockChange] = []

  public init() {}

  /// Lists weaker verdicts too, so that a reader can choose a threshold on the score.
  ///
  /// What `crmwatch score --findings` uses.
  public static var ranking: VolumeTunables {
    var t = VolumeTunables()
    t.floorCalls = 10
    t.floorRows = 500
    t.minimumZ = 2.0
    t.minimumRatio = 1.6
    t.overMaximum = 0.75
    t.spikeScore = 0.01
    t.sustainedScore = 0.01
    t.offScheduleScore = 0.01
    t.dormantDays = 7
    t.oneRest = true
    t.restHours = 36
    t.restLogits = 0.8
    t.listsExcused = true
    t.quarantineScore = 0.3
    t.readyDays = 10
    t.sustainedDays = 10
    t.restFactor = 30
    return t
  }

  /// Whether a score is clearly above the one that opened a rest.
  func breaksRest(_ score: Double, over resting: Double) -> Bool {
    guard restLogits > 0 else { return score >= resting + restMargin }
    // Odds by so many powers of e: score / (1 - score) over the same of the other.
    return score * (1 - resting) >= RealMaths.exp(restLogits) * resting * (1 - score)
  }

  /// One setting: key in the configuration, default, unit and help.
  public struct Entry: Sendable {
    public let key: String
    public let defaultValue: Double
    public let unit: String
    public let help: String
  }

  /// Every setting a user may change, in a stable order.
  public static var catalogue: [Entry] {
    let d = VolumeTunables()
    return [
      Entry(
        key: "floor_calls", defaultValue: d.floorCalls, unit: "calls/h",
        help: "Hours below this many calls are never a spike."),
      Entry(
        key: "floor_rows", defaultValue: d.floorRows, unit: "rows/h",
        help: "Hours below this many rows are never a spike."),
      Entry(
        key: "minimum_z", defaultValue: d.minimumZ, unit: "robust sigma",
        help: "Deviation from the least surprising of the three neighbour hours, in log space."),
      Entry(
        key: "minimum_ratio", defaultValue: d.minimumRatio, unit: "x",
        help: "Times the median of each neighbour hour."),
      Entry(
        key: "over_maximum", defaultValue: d.overMaximum, unit: "x",
        help: "Times the largest count of these hours in 28 days."),
      Entry(
        key: "scale_floor", defaultValue: d.scaleFloor, unit: "ln",
        help: "Spread in log space below which no history is believed to be steadier."),
      Entry(
        key: "catch_up_factor", defaultValue: d.catchUpFactor, unit: "x",
        help: "An excess up to this many times the volume missed before is a catch-up."),
      Entry(
        key: "month_end_factor", defaultValue: d.monthEndFactor, unit: "x",
        help: "A peak up to this many times two earlier ones at the same distance is routine."),
      Entry(
        key: "spike_score", defaultValue: d.spikeScore, unit: "0-1",
        help: "Score from which a spike that meets every other condition is raised."),
      Entry(
        key: "sustained_score", defaultValue: d.sustainedScore, unit: "0-1",
        help: "Score from which a level held for hours or days is raised."),
      Entry(
        key: "sustained_ratio", defaultValue: d.sustainedRatio, unit: "x",
        help: "Least ratio of a held level to what was expected."),
      Entry(
        key: "sustained_days", defaultValue: d.sustainedDays, unit: "days",
        help: "Days of history before a held level is raised."),
      Entry(
        key: "off_schedule_calls", defaultValue: d.offScheduleCalls, unit: "calls",
        help: "Fewest calls at an unusual hour that count as activity."),
      Entry(
        key: "off_schedule_rows", defaultValue: d.offScheduleRows, unit: "rows",
        help: "Fewest rows at an unusual hour that count as activity."),
      Entry(
        key: "off_schedule_score", defaultValue: d.offScheduleScore, unit: "0-1",
        help: "Score from which activity outside the schedule is raised."),
      Entry(
        key: "dormant_days", defaultValue: d.dormantDays, unit: "days",
        help: "Silence after which a return is told, if it is unlike earlier gaps."),
      Entry(
        key: "ready_days", defaultValue: d.readyDays, unit: "days",
        help: "History needed before any verdict."),
      Entry(
        key: "rest_hours", defaultValue: d.restHours, unit: "h",
        help: "Rest after a verdict; something clearly stronger breaks it."),
      Entry(
        key: "rest_margin", defaultValue: d.restMargin, unit: "0-1",
        help: "Score a second verdict must add to break the rest."),
      Entry(
        key: "rest_factor", defaultValue: d.restFactor, unit: "x",
        help: "Or how many times faster it must be."),
      Entry(
        key: "quarantine_days", defaultValue: d.quarantineDays, unit: "days",
        help: "Hours inside a finding are learnt after this time, or when marked expected."),
    ]
  }

  /// Changes one setting by its key; false when there is no such key or the value is not usable.
  public mutating func set(_ key: String, to value: Double) -> Bool {
    guard value.isFinite, value >= 0 else { return false }
    switch key {
    case "floor_calls": floorCalls = value
    case "floor_rows": floorRows = value
    case "minimum_z": minimumZ = value
    case "minimum_ratio": minimumRatio = value
    case "over_maximum": overMaximum = value
    case "scale_floor": scaleFloor = max(0.01, value)
    case "catch_up_factor": catchUpFactor = value
    case "month_end_factor": monthEndFactor = value
    case "spike_score": spikeScore = value
    case "sustained_score": sustainedScore = value
    case "sustained_days": sustainedDays = value
    case "sustained_ratio": sustainedRatio = value
    case "off_schedule_calls": offScheduleCalls = value
    case "off_schedule_rows": offScheduleRows = value
    case "off_schedule_score": offScheduleScore = value
    case "dormant_days": dormantDays = value
    case "ready_days": readyDays = value
    case "rest_hours": restHours = value
    case "rest_margin": restMargin = value
    case "rest_logits": restLogits = value
    case "rest_factor": restFactor = value
    case "quarantine_days": quarantineDays = value
    default: return false
    }
    return true
  }
}
