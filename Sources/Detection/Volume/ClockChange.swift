public import SecurityModel

/// An instant at which local clocks of a configured zone jump.
public struct ClockChange: Hashable, Sendable {
  public var at: Timestamp
  /// Minutes by which local time is further ahead of UTC from then on: 60 in spring, -60 in autumn.
  public var minutes: Int

  public init(at: Timestamp, minutes: Int) {
    self.at = at
    self.minutes = minutes
  }
}

/// A schedule that follows the clock of a place is displaced in a log's steady time when that place
/// changes its clocks. Everything at once and by exactly the jump is the calendar, not a thief.
extension CredentialVolume {
  /// Days after a change in which a displaced schedule is put down to it.
  static let clockChangeDays: Int64 = 3
  /// Hours of the day past which work is no schedule.
  private static let mostHours = 12

  /// Compares the hours of a closed day, shortly after a change, with those of the days before it.
  ///
  /// The workspace must hold the hours up to the end of the day.
  func judgeClockChange(day: Int32, in workspace: inout VolumeWorkspace) {
    guard let change = workspace.clockChange(before: (day + 1) * 24) else { return }
    let start = HourCalendar.hour(change.at.milliseconds, offset: workspace.offset)
    let shift = -change.minutes / 60
    guard shift != 0, abs(shift) <= 2, day >= start / 24 else { return }
    let usual = workspace.usualHours(of: day, before: start / 24, first: firstHour)
    guard usual.nonzeroBitCount >= 1, usual.nonzeroBitCount <= Self.mostHours else { return }
    let today = workspace.activeHours(ofDaysBack: 0)
    let moved = shift > 0 ? usual << UInt32(shift) : usual >> UInt32(-shift)
    // What the jump carries over midnight is left out on both sides.
    let whole: UInt32 = 0xff_ffff
    let arrived = moved & ~usual & whole
    let left = usual & ~moved & whole
    guard moved & whole != 0, arrived & today == arrived, left & today == 0 else { return }
    var verdict = blank(
      .offSchedule, hour: start, at: HourCalendar.start((day + 1) * 24, offset: workspace.offset),
      late: false, in: workspace)
    verdict.clockShift = change.minutes
    verdict.observed = Double(today.nonzeroBitCount)
    workspace.verdicts.append(verdict)
  }
}

extension VolumeWorkspace {
  /// The last change at most three days before an hour.
  func clockChange(before hour: Int32) -> ClockChange? {
    if tunables.clockChanges.isEmpty { return nil }
    let end = HourCalendar.start(hour, offset: offset)
    let earliest = end - CredentialVolume.clockChangeDays * 24 * HourCalendar.hourMilliseconds
    return tunables.clockChanges.last {
      $0.at.milliseconds < end && $0.at.milliseconds >= earliest
    }
  }

  /// Hours of a loaded day in which anything happened, as bits; 0 = the last day.
  func activeHours(ofDaysBack back: Int) -> UInt32 {
    var hours: UInt32 = 0
    let from = HourHistory.hours - 24 * (back + 1)
    guard from >= 0 else { return 0 }
    for i in 0..<24 where raw[from + i] != 0 { hours |= 1 << UInt32(i) }
    return hours
  }

  /// Hours in which more than half of the days of the class of `day` before `until` were active;
  /// none with fewer than fourteen such days (four at weekends).
  func usualHours(of day: Int32, before until: Int32, first: Int32) -> UInt32 {
    let weekend = HourCalendar.isWeekend(day * 24)
    var counts = InlineArray<24, Int>(repeating: 0)
    var days = 0
    for back in 1..<HourHistory.days {
      let other = day - Int32(back)
      if other * 24 < first { break }
      guard other < until, HourCalendar.isWeekend(other * 24) == weekend else { continue }
      let active = activeHours(ofDaysBack: back)
      for hour in 0..<24 where active & (1 << UInt32(hour)) != 0 { counts[hour] += 1 }
      days += 1
    }
    guard days >= (weekend ? 4 : 14) else { return 0 }
    var usual: UInt32 = 0
    for hour in 0..<24 where 2 * counts[hour] > days { usual |= 1 << UInt32(hour) }
    return usual
  }
}
